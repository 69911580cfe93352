//! Every form of an argument.

use crate::support::{calls, printed};

#[test]
fn integers() {
    calls(&[
        ("short sh(short)", &["-32768"], "-32768"),
        ("short sh(short)", &["+0x7f"], "127"),
        ("short sh(short)", &["0755"], "493"),
        ("short sh(short)", &["0b101"], "5"),
        (
            "unsigned long long ull(unsigned long long)",
            &["18446744073709551615"],
            "18446744073709551615",
        ),
        (
            "unsigned long long ull(unsigned long long)",
            &["0xffffffffffffffffULL"],
            "18446744073709551615",
        ),
        ("signed char sc(signed char)", &["'a'"], "97"),
        ("signed char sc(signed char)", &["'\\xff'"], "-1"),
        ("unsigned char uc(unsigned char)", &["'\\xff'"], "255"),
        ("char plain(char)", &["'\\n'"], "10"),
        ("char plain(char)", &["'\\''"], "39"),
        ("_Bool negate(_Bool)", &["true"], "false"),
        ("_Bool negate(_Bool)", &["0"], "true"),
        ("short sh(short)", &["true"], "1"),
        (
            "__int128 wide(__int128)",
            &["-170141183460469231731687303715884105728"],
            "-170141183460469231731687303715884105728",
        ),
        (
            "unsigned __int128 uwide(unsigned __int128)",
            &["340282366920938463463374607431768211455"],
            "340282366920938463463374607431768211455",
        ),
    ]);
}

#[test]
fn floating_point_numbers() {
    let same = "double same(double)";
    calls(&[
        (same, &["1"], "1"),
        (same, &["-0.0"], "-0"),
        (same, &["1e-320"], "1e-320"),
        (same, &["0x1.8p3"], "12"),
        (same, &["0x.8"], "0.5"),
        (same, &[".5"], "0.5"),
        (same, &["5."], "5"),
        (same, &["inf"], "inf"),
        (same, &["-INFINITY"], "-inf"),
        (same, &["nan"], "nan"),
        (same, &["9007199254740993"], "9007199254740992"),
        (
            same,
            &["1000000000000000000000000000000000000000000"],
            "1e42",
        ),
        ("float half(float)", &["0.2"], "0.1"),
        (
            "long double third(long double)",
            &["1"],
            "0.33333333333333333334",
        ),
        ("long double third(long double)", &["3e4000L"], "1e4000"),
        (
            "float _Complex fconj(float _Complex)",
            &["1.5+2i"],
            "1.5-2i",
        ),
        ("double _Complex times_i(double _Complex)", &["-2i"], "2+0i"),
        ("double _Complex times_i(double _Complex)", &["3"], "0+3i"),
    ]);
}

#[test]
fn strings() {
    let length = "size_t length(const char *s)";
    calls(&[
        (length, &["hello"], "5"),
        (length, &["hello world; {"], "14"),
        (length, &[""], "0"),
        (length, &["/etc/passwd"], "11"),
        (length, &["true"], "4"),
        (length, &["inf"], "3"),
        (length, &["3rd"], "3"),
        (length, &["\"42\""], "2"),
        (length, &["\"a\\x41\\101\\n\\\"\\u00e4\""], "7"),
        (length, &["null"], "999"),
        (length, &["0"], "999"),
        (length, &["['a', 'b', 0]"], "2"),
        (
            "unsigned byte_at(const char *, int)",
            &["\"\\xff\\0b\"", "2"],
            "98",
        ),
        (
            "size_t wide_length(const wchar_t *)",
            &["\"\u{e4}\u{20ac}x\""],
            "3",
        ),
        ("int count_words(char **)", &["[\"a\", \"b c\", null]"], "2"),
        (
            "unsigned byte_at(const unsigned char *, int)",
            &["x", "0"],
            "120",
        ),
        (
            "unsigned byte_at(const void *, int)",
            &["\"x\"", "0"],
            "120",
        ),
    ]);
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let length = "size_t strlen(const char *)";
    for argument in [b"a\xffb".as_slice(), b"\"a\xffb\""] {
        let words = [
            "libc.so.6".as_ref(),
            length.as_ref(),
            OsStr::from_bytes(argument),
        ];
        assert_eq!(printed(words), "3");
    }
}

#[test]
fn arrays() {
    let thousand = (1..=1000)
        .map(|n| n.to_string())
        .collect::<Vec<_>>()
        .join(",");
    calls(&[
        ("long sum(const int *, size_t)", &["[1, 2, 3]", "3"], "6"),
        (
            "long sum(const int *, size_t)",
            &[&format!("[{thousand}]"), "1000"],
            "500500",
        ),
        (
            "long sum(const int *, size_t)",
            &["[[999] = 5, [0] = 1, 2]", "1000"],
            "8",
        ),
        ("int trace(int m[2][2])", &["[[1, 2], [3, 4]]"], "5"),
        (
            "int cube(int m[2][2][2])",
            &["[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"],
            "861",
        ),
        (
            "int names(char n[][8], int)",
            &["[\"a\", \"bcd\"]", "2"],
            "4",
        ),
        (
            "int names(char (*)[8], int)",
            &["&\"four\"", "1"],
            "4\narg 1: \"four\"",
        ),
        (
            "void sort(double *, int)",
            &["&[3, 1.5, 2]", "3"],
            "void\narg 1: [1.5, 2, 3]",
        ),
        ("long sum(void *, size_t)", &["[1, 2]", "2"], "3"),
    ]);
}

const P: &str = "struct p { int x; double y; };";

#[test]
fn structs() {
    let total = &*format!("{P} double total(struct p a, struct p *b)");
    let nested = "struct p { int x; double y; }; struct nested { char name[8]; struct p points[2]; \
                  struct { short a, b; } inner; }; struct nested swap(struct nested)";
    calls(&[
        (
            total,
            &["{1, 2.5}", "&{3, 4}"],
            "10.5\narg 2: {x: 4, y: 6.5}",
        ),
        (total, &["{.y = 1}", "&{}"], "1\narg 2: {x: 0, y: 1}"),
        (total, &["(struct p){1, 1}", "[{1, 2}]"], "5"),
        (
            nested,
            &["{\"ab\", [{1, 2}, {3, 4}], {5, 6}}"],
            "{name: \"Xb\", points: [{x: 3, y: 4}, {x: 1, y: 2}], inner: {a: 5, b: 6}}",
        ),
        (
            nested,
            &["{.points[1].x = 7, .inner = {.b = 1}, .name = ['q', 'r']}"],
            "{name: \"Xr\", points: [{x: 7, y: 0}, {x: 0, y: 0}], inner: {a: 0, b: 1}}",
        ),
    ]);
}

#[test]
fn bit_fields_unions_and_large_structs() {
    let bits = "struct bits { unsigned a : 3; int b : 5; unsigned : 4; _Bool c : 1; long long d : 40; }; \
                struct bits flip(struct bits)";
    let union = "union number { int i; float f; char bytes[4]; };";
    let union = &*format!("{union} union number as_float(union number)");
    let tagged =
        "struct tagged { int kind; union { int i; double d; }; }; double of_tagged(struct tagged)";
    let big = "struct big { int items[1000]; }; struct big doubled(struct big)";
    let items = |step: usize| {
        let items = (0..1000).map(|n| (n * step).to_string());
        format!("[{}]", items.collect::<Vec<_>>().join(", "))
    };
    calls(&[
        (
            bits,
            &["{5, -16, true, -549755813888}"],
            "{a: 2, b: -16, c: false, d: -549755813887}",
        ),
        (bits, &["{.b = 3}"], "{a: 7, b: -3, c: true, d: 1}"),
        (
            union,
            &["{1}"],
            "{i: 1065353216, f: 1, bytes: \"\\x00\\x00\\x80?\"}",
        ),
        (
            union,
            &["{.bytes = [0, 0, 1, 0]}"],
            "{i: 1199570944, f: 65536, bytes: \"\\x00\\x00\\x80G\"}",
        ),
        (tagged, &["{0, {7}}"], "7"),
        (tagged, &["{1, {.d = 2.5}}"], "2.5"),
        (tagged, &["{.kind = 1, .d = 0.5}"], "0.5"),
        (
            big,
            &[&format!("{{{}}}", items(1))],
            &format!("{{items: {}}}", items(2)),
        ),
    ]);
}

#[test]
fn pointers() {
    let named = "struct named { const char *name; const int *values; int count; }; int of_named(struct named *)";
    let flexible =
        "struct flexible { int count; short items[]; }; int of_flexible(struct flexible *)";
    calls(&[
        (named, &["[{\"abc\", [1, 2], 2}]"], "6"),
        (
            flexible,
            &["&{3, [1, 2, 3]}"],
            "6\narg 1: {count: 3, items: [1, 2, 3]}",
        ),
        (
            flexible,
            &["&{.items = [1, 2], .count = 2}"],
            "3\narg 1: {count: 2, items: [1, 2]}",
        ),
        (
            "size_t length(const char *)",
            &["&(char[4])\"ab\""],
            "2\narg 1: \"ab\"",
        ),
        (
            "size_t length(const void *)",
            &["&\"ab\""],
            "2\narg 1: \"ab\"",
        ),
        ("size_t length(const char *)", &["(char *)0"], "999"),
        ("void *pointer(void *)", &["(void *)0x7fff0000"], "0x1234"),
    ]);
    let strtod = [
        "libc.so.6",
        "double strtod(const char *, char **)",
        "1.5xyz",
        "&null",
    ];
    assert_eq!(printed(strtod), "1.5\narg 2: \"xyz\"");
    let frexp = [
        "libm.so.6",
        "double frexp(double, int *exponent)",
        "10",
        "&0",
    ];
    assert_eq!(printed(frexp), "0.625\narg 2: 4");
}

#[test]
fn constants() {
    let next = "enum color { RED, GREEN = 5, BLUE }; enum color next(enum color)";
    calls(&[
        (next, &["RED"], "5"),
        (next, &["5"], "6"),
        (next, &["(enum color)BLUE"], "77"),
        ("enum { LIMIT = 12 }; short sh(short)", &["LIMIT"], "12"),
        ("#define LIMIT (3 * 4)\nshort sh(short)", &["LIMIT"], "12"),
        (
            "static const double PI = 3.5; double same(double)",
            &["PI"],
            "3.5",
        ),
    ]);
}

#[test]
fn variadic_arguments() {
    let add = "long add_up(int count, ...)";
    let points = &*format!("{P} double of_points(int, ...)");
    calls(&[
        (add, &["0"], "0"),
        (add, &["2", "(long)3", "4L"], "7"),
        (add, &["1", "5000000000"], "5000000000"),
        (
            add,
            &[
                "9", "1L", "2L", "3L", "4L", "5L", "6L", "7L", "8L", "(long)-9",
            ],
            "27",
        ),
        (
            points,
            &["2", "(struct p){2, 1.5}", "(struct p){.x = 1, .y = 4}"],
            "7",
        ),
        (
            "int set(int, ...)",
            &["2", "&3", "&(int)4"],
            "2\narg 2: 7\narg 3: 8",
        ),
    ]);
    let format = "%d %s %.2f %c %lu %Lg %d";
    let snprintf = "int snprintf(char *, size_t, const char *, ...)";
    let arguments = [
        "&(char[64]){}",
        "64",
        format,
        "-3",
        "\"text\"",
        "(float)2.5",
        "'x'",
    ];
    let more = ["(unsigned long)-1", "1.5L", "(unsigned char)300"];
    let words = ["libc.so.6", snprintf]
        .into_iter()
        .chain(arguments)
        .chain(more);
    assert_eq!(
        printed(words),
        "42\narg 1: \"-3 text 2.50 x 18446744073709551615 1.5 44\""
    );
}

#[test]
fn casts_convert_as_c_does() {
    calls(&[
        ("short sh(short)", &["(short)65537"], "1"),
        ("short sh(short)", &["(int)-3.9"], "-3"),
        ("_Bool negate(_Bool)", &["(_Bool)0.5"], "false"),
        (
            "double same(double)",
            &["(float)0.1"],
            "0.10000000149011612",
        ),
        (
            "unsigned long long ull(unsigned long long)",
            &["(unsigned)-1"],
            "4294967295",
        ),
    ]);
}

#[test]
fn vectors() {
    calls(&[(
        "typedef float v4 __attribute__((vector_size(16))); v4 vadd(v4, v4)",
        &["[1, 2, 3, 4]", "{0.5, 0.5, 0.5, 0.5}"],
        "[1.5, 2.5, 3.5, 4.5]",
    )]);
}
