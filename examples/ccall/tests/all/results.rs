//! Every form of a result, beside those that `arguments.rs` has.

use crate::support::{calls, printed};

#[test]
fn strings_and_pointers() {
    calls(&[
        ("char *text(int)", &["0"], "NULL"),
        (
            "const char *text(int)",
            &["1"],
            "\"plain \\\"quoted\\\"\\n\"",
        ),
        ("char *text(int)", &["2"], "\"\\xff\u{e4}\""),
        ("char *text(int)", &["3"], "\"\""),
        ("void *pointer(int)", &["1"], "0x1234"),
        ("void *pointer(int)", &["0"], "NULL"),
        ("unsigned char *bytes(void)", &[], "0x10"),
        ("void nothing(void)", &[], "void"),
    ]);
}

#[test]
fn structs_of_the_c_library() {
    let div = "typedef struct { int quot; int rem; } div_t; div_t div(int, int)";
    assert_eq!(
        printed(["libc.so.6", div, "17", "-5"]),
        "{quot: -3, rem: 2}"
    );
    let words = ["libm.so.6", "double cos(double)", "0.5"];
    assert_eq!(printed(words), "0.8775825618903728");
    assert_eq!(printed(["process", "int abs(int)", "-3"]), "3");
}

#[test]
fn what_c_prints_stands_before_the_result() {
    assert_eq!(
        printed(["libc.so.6", "int puts(const char *)", "hello"]),
        "hello\n6"
    );
}

/// Characters of a struct need not be text.
#[test]
fn characters_in_structs_are_all_printed() {
    let id = "struct id { char id[8]; }; int abs(struct id *)";
    let words = ["-", id, "&{[1, 0, -2, 'x']}"];
    let found = printed(words);
    let (_, shown) = found.split_once('\n').unwrap();
    assert_eq!(shown, "arg 1: {id: \"\\x01\\x00\\xfex\"}");
}

#[test]
fn symbols_have_the_names_that_the_declaration_says() {
    calls(&[
        ("int other(int) __asm__(\"renamed_symbol\")", &["1"], "1001"),
        (
            "struct p { int x; double y; } mk(int, double)",
            &["1", "2.5"],
            "{x: 1, y: 2.5}",
        ),
        ("struct unknown *pointer(int)", &["1"], "0x1234"),
    ]);
}
