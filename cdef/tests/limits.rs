//! Texts that want too much: each ends soon, with an error of its own.

use cdef::{Cdef, ErrorKind};

fn first_kind(text: &str) -> Option<ErrorKind> {
    Cdef::parse(text).err().map(|errors| errors.first().kind())
}

#[test]
fn nesting_has_an_end() {
    let n = 100_000;
    let many = |open: &str, inner: &str, close: &str| open.repeat(n) + inner + &close.repeat(n);
    let texts = [
        format!("extern int {};", many("(", "x", ")")),
        format!("extern int {};", many("*", "x", "")),
        format!("extern int x{};", many("[1]", "", "")),
        format!("int f{};", many("(int (*)", "(int)", ")")),
        format!("enum e {{ A = {} }};", many("(", "1", ")")),
        format!("enum e {{ A = {}1 }};", "- ".repeat(n)),
        format!("enum e {{ A = {}1 }};", "1 ? 1 : ".repeat(n)),
        format!("enum e {{ A = {}x) }};", "sizeof(".repeat(n)),
        many("struct { ", "int a;", " x; };"),
        many("extern \"C\" { ", "int f(void);", "}"),
        many("extern \"C\" ", "int f(void);", ""),
        format!("extern {} x;", many("__typeof__(", "int", ")")),
        many("union { struct {", "int a;", "}; };"),
    ];
    for text in texts {
        let kind = first_kind(&text);
        assert_eq!(kind, Some(ErrorKind::TooDeep), "{}", &text[..60]);
    }
    let extensions = "__extension__ ".repeat(n) + "int f(void);";
    assert_eq!(first_kind(&extensions), None);
}

#[test]
fn types_in_types_have_an_end() {
    let chain = |first: &str, next: fn(usize) -> String| {
        let rest: String = (1..50_000).map(next).collect();
        first.to_owned() + &rest
    };
    // Names for names cost nothing.
    let names = chain("typedef int t0;", |n| format!("typedef t{} t{n};", n - 1));
    let cdef = Cdef::parse(&names).unwrap();
    assert_eq!(cdef.sizeof("t49999").unwrap(), 4);
    assert_eq!(cdef.canonical("t49999").unwrap(), "int");
    let deep = [
        chain("typedef int t0;", |n| format!("typedef t{} *t{n};", n - 1)),
        chain("typedef int t0;", |n| {
            format!("typedef t{} t{n}[1];", n - 1)
        }),
        chain("typedef int t0;", |n| {
            format!("typedef void (*t{n})(t{});", n - 1)
        }),
        chain("struct s0 { int a; };", |n| {
            format!("struct s{n} {{ struct s{} a; }};", n - 1)
        }),
        // Each is known only when the last is.
        (0..50_000)
            .map(|n| format!("struct s{n} {{ struct s{} a; }};", n + 1))
            .collect::<String>()
            + "struct s50000 { int a; };",
    ];
    for text in deep {
        let kind = first_kind(&text);
        assert_eq!(kind, Some(ErrorKind::TooDeep), "{}", &text[..60]);
    }
}

#[test]
fn types_that_hold_others_twice_do_not_take_forever() {
    let doubled = |next: fn(usize) -> String| (1..95).map(next).collect::<String>();
    let functions = "typedef int f0(void);".to_owned()
        + &doubled(|n| format!("typedef void f{n}(f{m} *, f{m} *);", m = n - 1));
    let cdef = Cdef::parse(&(functions.clone() + "extern f90 *x;")).unwrap();
    assert!(cdef.canonical("f90 *").unwrap().len() < 100_000);
    // The same under other names: comparing them must not take forever, either.
    let again = functions.replace('f', "g") + &functions + "f90 x; g90 x;";
    let _ = Cdef::parse(&again);
    let records = "struct s0 { char c; };".to_owned()
        + &doubled(|n| format!("struct s{n} {{ struct s{m} a, b; }};", m = n - 1));
    assert_eq!(first_kind(&records), Some(ErrorKind::SizeOverflow));
    let anonymous = "typedef struct { int a; } s0;".to_owned()
        + &doubled(|n| {
            format!(
                "struct t{n} {{ s{m} x; }}; typedef struct {{ union {{ struct t{n} a{n}; }}; }} s{n};",
                m = n - 1
            )
        });
    let _ = Cdef::parse(&anonymous);
}

#[test]
fn many_errors_are_not_told() {
    let text = "extern unknown x;\n".repeat(20_000);
    let errors = Cdef::parse(&text).unwrap_err();
    assert_eq!(errors.len(), 10_001);
    assert_eq!(errors.iter().last().unwrap().kind(), ErrorKind::TooMany);
}

#[test]
fn many_members_are_refused() {
    let members: String = (0..(1 << 20) + 2).map(|n| format!("int a{n};")).collect();
    let text = format!("struct s {{ {members} }};");
    assert_eq!(first_kind(&text), Some(ErrorKind::TooMany));
}

#[test]
fn large_numbers_are_told() {
    assert_eq!(
        first_kind("struct s { char a[1LL << 62]; };"),
        Some(ErrorKind::SizeOverflow)
    );
    assert_eq!(
        first_kind("struct s { char a[1LL << 58]; char b[1LL << 58]; };"),
        Some(ErrorKind::SizeOverflow)
    );
    assert_eq!(
        first_kind("struct s { int a : 99999999999; };"),
        Some(ErrorKind::BitfieldTooWide)
    );
    assert_eq!(
        first_kind("struct s { int a : -1; };"),
        Some(ErrorKind::BadConstant)
    );
    assert_eq!(
        first_kind("struct s { int a; } __attribute__((aligned(3)));"),
        Some(ErrorKind::BadConstant)
    );
    assert_eq!(
        first_kind("struct s { int a; } __attribute__((aligned(1LL << 40)));"),
        Some(ErrorKind::BadConstant)
    );
    assert_eq!(
        first_kind("typedef int v __attribute__((vector_size(12)));"),
        Some(ErrorKind::BadConstant)
    );
}

#[test]
fn what_is_no_text_of_c_is_told() {
    let texts = [
        "\0",
        "\u{feff}int x;",
        "'",
        "\"",
        "/*",
        "//\\",
        "\\",
        "#",
        "# ",
        "#define",
        "#pragma pack(",
        "#pragma pack(push, 99999999999999999999)",
        "# 99999999999999999999 \"x\"",
        "#line x",
        "_Pragma",
        "_Pragma(",
        "_Pragma(\"pack(1)\")",
        "extern \"C\" {",
        "struct",
        "struct {",
        "enum {",
        "typedef",
        "int (",
        "int f(",
        "int f(int",
        "extern int a[",
        "extern int a[sizeof",
        "{",
        "}",
        "}}}}",
        "int f(int) {",
        "extern \"",
        "\u{1f600}",
        "int \u{1f600};",
        "a\u{0}b",
        "int x\r\n",
        "##",
        "...",
        "0x",
        "enum e { A = '\\",
        "enum e { A = '\\x' };",
        "enum e { A = L'' };",
        "__attribute__((",
        "_Static_assert(",
        "_Generic(",
        "typedef struct { int a : ; } t;",
        "int f(...",
        "_Alignas(",
        "__asm__(\"",
        "int f() __asm__();",
        "typeof(",
        "union u { int a; } __attribute__((packed, aligned",
        "typedef int... ;",
        "typedef ... ;",
    ];
    for text in texts {
        let _ = Cdef::parse(text);
        let cdef = Cdef::parse("").unwrap();
        let _ = cdef.type_of(text);
        let _ = cdef.prototype(text);
    }
}

/// Each of these once took time that doubles with every line, or grows with the square of the text.
#[test]
fn no_text_takes_long() {
    let lines = |count: usize, line: fn(usize) -> String| (1..=count).map(line).collect::<String>();
    let texts = [
        "struct s0; ".to_owned()
            + &lines(60, |n| format!("struct s{n} {{ struct s{} a; }};", n - 1)),
        "typedef void (*t0)(void);".to_owned()
            + &lines(60, |n| {
                format!("typedef void (*t{n})(t{m}, t{m});", m = n - 1)
            })
            + "extern t60 x; enum { A = x };",
        lines(3000, |n| format!("typedef int type_{n};"))
            + &lines(3000, |n| format!("void f{n}(typo_{n});")),
        lines(5000, |n| format!("#define MACRO_{n} {n}\n"))
            + &lines(5000, |n| format!("enum {{ A{n} = MACOR_{n} }};")),
        lines(5000, |_| "struct { struct { int x; ...; } y; };".to_owned()),
        lines(20_000, |_| "#pragma x \"/*\n".to_owned()),
        "#define A \"".to_owned() + &"/*".repeat(200_000),
        lines(60, |n| {
            format!(
                "struct a{n} {{ struct a{} x{}; }};",
                n + 1,
                "[1]".repeat(30)
            )
        }) + "struct a61 { int a; };",
        "enum { A = ".to_owned()
            + &"(1||1&&1|1^1&1==1<1<<1+1*(".repeat(49)
            + "1"
            + &"))".repeat(49)
            + " };",
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let _ = Cdef::parse(&text);
        let took = start.elapsed();
        // Far from what it took, and far from what a slow machine needs.
        assert!(took.as_secs() < 20, "{took:?}: {}", &text[..80]);
    }
    let nameless = "typedef struct { int : 1; } t0;".to_owned()
        + &lines(60, |n| {
            format!("typedef struct {{ t{m}; t{m}; }} t{n};", m = n - 1)
        });
    let _ = Cdef::parse_for(&nameless, &lltype::Target::X86_64_WINDOWS_GNU);
}
