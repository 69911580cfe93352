//! What is wrong with a text: all of it at once, each thing once, where it stands.

use cdef::{Cdef, ErrorKind};

/// Fifty mistakes that have nothing to do with each other, a declaration each.
const MISTAKES: &[(&str, ErrorKind)] = &[
    ("int f1(size_type n);", ErrorKind::UnknownType),
    ("int f2(int a;", ErrorKind::Syntax),
    ("extern unsigned float x3;", ErrorKind::BadSpecifiers),
    ("struct s4 { int a : 40; };", ErrorKind::BitfieldTooWide),
    ("struct s5 { float a : 3; };", ErrorKind::BadBitfieldType),
    ("struct s6 { int a : 0; };", ErrorKind::NamedZeroBitfield),
    ("struct s7 { int a; int a; };", ErrorKind::DuplicateField),
    (
        "struct s8 { int x; struct s8 y; };",
        ErrorKind::RecursiveStruct,
    ),
    ("struct s9 { int f(int); };", ErrorKind::FunctionType),
    ("int f10(int)[5];", ErrorKind::ArrayResult),
    ("int f11(void, int);", ErrorKind::VoidParameter),
    ("int f12(...);", ErrorKind::OnlyVariadic),
    ("void f13(void) { return; }", ErrorKind::FunctionBody),
    ("#define M14 \"text\"", ErrorKind::BadDefine),
    ("#include <nothing.h>", ErrorKind::Directive),
    ("extern ... x16;", ErrorKind::BadDotdotdot),
    (
        "struct s17 { int a : 2; ...; };",
        ErrorKind::BitfieldAndDotdotdot,
    ),
    (
        "typedef struct { ...; } *p18;",
        ErrorKind::PartialWithoutName,
    ),
    ("enum e19 { A19 = B19 };", ErrorKind::BadConstant),
    ("enum e20 { A20 = 1 / 0 };", ErrorKind::BadConstant),
    (
        "extern int x21[99999999999999999999999];",
        ErrorKind::NumberTooLarge,
    ),
    ("extern int x22[-1];", ErrorKind::NegativeLength),
    (
        "extern short x23[9223372036854775807];",
        ErrorKind::SizeOverflow,
    ),
    ("struct s24 { struct never24 x; };", ErrorKind::Opaque),
    (
        "struct s25 { int a[]; int b; };",
        ErrorKind::VarArrayNotLast,
    ),
    ("struct s26 { int a[]; };", ErrorKind::VarArrayOnly),
    ("union u27 { int a; int b[]; };", ErrorKind::VarArrayInUnion),
    (
        "enum e28 { A28 = -1, B28 = 0xFFFFFFFFFFFFFFFF };",
        ErrorKind::EnumOverflow,
    ),
    ("int f29(void); long f29(void);", ErrorKind::Redeclared),
    ("enum e30 { A30, A30 };", ErrorKind::RedeclaredConstant),
    (
        "struct s31 { int a; }; struct s31 { int a; };",
        ErrorKind::RedefinedTag,
    ),
    (
        "struct s32 { int a; }; extern union s32 *x32;",
        ErrorKind::WrongTagKind,
    ),
    ("extern int _Complex x33;", ErrorKind::UnsupportedType),
    (
        "extern \"Python\" int x34;",
        ErrorKind::ExternPythonNotFunction,
    ),
    (
        "extern \"Python\" { struct s35 { int x; }; }",
        ErrorKind::ExternPythonNestedBraces,
    ),
    (
        "_Static_assert(sizeof(int) == 3, \"no\");",
        ErrorKind::StaticAssert,
    ),
    (
        "enum e37 { A37 }; enum e37 { B37 };",
        ErrorKind::EnumBodyLate,
    ),
    ("int f38(int x[...]);", ErrorKind::BadDotdotdot),
    ("typedef int int;", ErrorKind::Syntax),
    ("extern x40;", ErrorKind::Syntax),
    ("enum e41 { };", ErrorKind::Syntax),
    ("struct s42 { int };", ErrorKind::Syntax),
    ("int f43(int) int g43(void);", ErrorKind::Syntax),
    ("extern int (x44;", ErrorKind::Syntax),
    ("strct s45 { int a; };", ErrorKind::UnknownType),
    (
        "typedef unknown46 t46; t46 f46(t46);",
        ErrorKind::UnknownType,
    ),
    ("extern int x47 @;", ErrorKind::Syntax),
    ("struct s48 { void x; };", ErrorKind::Opaque),
    ("#pragma pack(3)", ErrorKind::BadOption),
    ("extern int x50[1.5];", ErrorKind::BadConstant),
];

fn kinds(text: &str) -> Vec<(u32, ErrorKind)> {
    match Cdef::parse(text) {
        Ok(_) => Vec::new(),
        Err(errors) => {
            let errors = errors.iter();
            errors
                .map(|error| (error.location().line, error.kind()))
                .collect()
        }
    }
}

#[test]
fn each_mistake_is_told_once() {
    for (text, kind) in MISTAKES {
        assert_eq!(kinds(text), [(1, *kind)], "{text}");
    }
}

#[test]
fn fifty_mistakes_are_told_at_once() {
    assert_eq!(MISTAKES.len(), 50);
    let right = "struct right { int a, b; }; int right(struct right *);\n";
    let lines = MISTAKES.iter().map(|(text, _)| format!("{text}\n"));
    let text: String = right.to_owned() + &lines.collect::<String>();
    let expected: Vec<_> = (2..).zip(MISTAKES.iter().map(|(_, kind)| *kind)).collect();
    let mut told = kinds(&text);
    // What is known only at the end is told at the end.
    told.sort_by_key(|(line, _)| *line);
    assert_eq!(told, expected);
}

#[test]
fn in_any_order() {
    let lines = MISTAKES.iter().rev().map(|(text, _)| format!("{text}\n"));
    let mut told = kinds(&lines.collect::<String>());
    told.sort_by_key(|(line, _)| *line);
    let expected: Vec<_> = (1..)
        .zip(MISTAKES.iter().rev().map(|(_, kind)| *kind))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn nothing_follows_from_a_mistake() {
    // The wrong declaration comes first; what uses it is right.
    let texts = [
        "typedef unknown t; struct s { t a; }; int f(struct s *, t); enum e { A = sizeof(t) };",
        "struct s { unknown x; int y; }; struct t { struct s s; }; enum e { A = sizeof(struct t) };",
        "enum e { A = UNKNOWN, B }; extern int a[B]; struct s { char c[A]; };",
        "#define N UNKNOWN\nextern int a[N]; enum e { A = N + 1 };",
        "typedef struct { int a; flaot b; } pair; int f(pair *); extern pair p[sizeof(pair)];",
        "typedef struct s { int a b; } pair; int f(pair *, struct s *);",
        "typedef int (*callback(int); int f(callback *);",
        "struct s { int a : 99; }; enum e { A = sizeof(struct s) }; struct t { struct s s; };",
        "enum e { A = 1, A }; extern int x[A];",
        "_Static_assert(UNKNOWN == 1, \"\");",
        "extern int x[UNKNOWN]; enum e { A = sizeof(x) };",
    ];
    for text in texts {
        let told = kinds(text);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
    }
}

#[test]
fn lines_that_lack_a_semicolon_end_where_they_end() {
    let text = "int f(int)\nint g(int);\nstruct s {\n    int a\n    int b;\n};\ntypedef int t\nextern t x;\n";
    let told = kinds(text);
    let expected = [1, 4, 7].map(|line| (line, ErrorKind::Syntax));
    assert_eq!(told, expected);
}

#[test]
fn messages_name_the_cause_and_the_fix() {
    let message = |text: &str| Cdef::parse(text).unwrap_err().to_string();
    let unknown = message("struct color { int r; };\nvoid paint(color *c);");
    assert!(
        unknown.contains("error[unknown-type]: unknown type `color`"),
        "{unknown}"
    );
    assert!(unknown.contains("--> <cdef>:2:12"), "{unknown}");
    assert!(unknown.contains("void paint(color *c);"), "{unknown}");
    assert!(
        unknown.contains("there is `struct color`: write `struct` before it"),
        "{unknown}"
    );
    let again = message("int f(void);\n\nlong f(void);");
    assert!(
        again.contains("`f` was declared as `int()` before"),
        "{again}"
    );
    assert!(again.contains("1 | int f(void);"), "{again}");
    let near = message("typedef int number; extern nubmer x;");
    assert!(near.contains("did you mean `number`?"), "{near}");
    let constant = message("#define LIMIT 5\nextern int a[LIMTI];");
    assert!(constant.contains("did you mean `LIMIT`?"), "{constant}");
}

#[test]
fn places_are_those_of_line_markers_and_splices() {
    let place = |text: &str| {
        Cdef::parse(text)
            .unwrap_err()
            .first()
            .location()
            .to_string()
    };
    assert_eq!(place("int a\\\n(unknown b);"), "<cdef>:2:2");
    assert_eq!(place("#line 40 \"x.h\"\n\nint f(unknown);"), "x.h:41:7");
    assert_eq!(place("# 7 \"a b.h\" 1 3\n  int f(unknown);"), "a b.h:7:9");
    assert_eq!(place("/*\n#line 9\n*/ int f(unknown);"), "<cdef>:3:10");
    assert_eq!(
        place("extern int \u{e9}\u{e9}; int f(unknown);"),
        "<cdef>:1:22"
    );
}

#[test]
fn a_semicolon_that_lacks_behind_a_body_is_told_there() {
    for next in [
        "int f(int);",
        "struct t { int b; };",
        "typedef int u;",
        "extern int x;",
    ] {
        let text = format!("struct s {{ int a; }}\n{next}");
        let errors = Cdef::parse(&text).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors}");
        assert_eq!(errors.first().location().to_string(), "<cdef>:1:19");
        assert!(
            errors.to_string().contains("`;` is missing behind this"),
            "{errors}"
        );
    }
    let text = "struct s {\n    struct { int a; }\n    int b;\n};";
    assert_eq!(kinds(text), [(2, ErrorKind::Syntax)]);
}

#[test]
fn words_before_a_type_are_told_once() {
    for text in [
        "API_EXPORT int f(int);",
        "int f(unsinged int x);",
        "EXPORT struct s *f(void);",
        "API_EXPORT extern int f(void);",
        "#define C \"x",
    ] {
        assert_eq!(kinds(text).len(), 1, "{text}");
    }
}

#[test]
fn errors_come_in_the_order_of_the_text() {
    let text = "struct s { struct never x; };\nint f(@);\nextern int a[-1];\n#undef A\nstruct d { int a, a; int b, b; };";
    let lines: Vec<u32> = kinds(text).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5, 5]);
}

#[test]
fn debug_is_for_people_too() {
    let text = format!("{}\nint f(unknown);", "/* long */".repeat(10_000));
    let errors = Cdef::parse(&text).unwrap_err();
    assert!(format!("{errors:?}").len() < 1000);
    assert!(format!("{:?}", errors.first()).contains("unknown type `unknown`"));
}

#[test]
fn slips_of_other_languages_are_told_once() {
    assert_eq!(
        kinds("struct s { int a; } int g(void);"),
        [(1, ErrorKind::Syntax)]
    );
    assert_eq!(
        kinds("enum { A; B; }; extern int x[B];"),
        [(1, ErrorKind::Syntax)]
    );
    let class = Cdef::parse("class foo { int a; };").unwrap_err();
    assert_eq!(class.len(), 1);
    assert!(class.to_string().contains("this is C++"), "{class}");
}
