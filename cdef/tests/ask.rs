//! What a compiler is asked, and what becomes of its answers. The compiler is a table here.

use cdef::{Answer, Cdef, ErrorKind, Errors, Question};

/// Asks a compiler that knows these integers, and no others.
fn answered(text: &str, known: &[(&str, i128)]) -> Result<Cdef, Errors> {
    let cdef = Cdef::parse(text)?;
    let answer = |question: &Question| {
        let found = known
            .iter()
            .find(|(expression, _)| *expression == question.expression);
        match found {
            Some((_, value)) if question.is_float => Answer::Float(*value as f64),
            Some((_, value)) => Answer::Integer(*value),
            None => Answer::Refused(format!("no `{}`", question.expression)),
        }
    };
    let answers: Vec<Answer> = cdef.questions().iter().map(answer).collect();
    cdef.answered(&answers)
}

fn kinds(result: Result<Cdef, Errors>) -> Vec<ErrorKind> {
    let errors = result.unwrap_err();
    errors.iter().map(|error| error.kind()).collect()
}

const STAT: &str = "struct stat { long size; int mode; ...; };";

const STAT_IN_C: [(&str, i128); 6] = [
    ("sizeof(struct stat)", 32),
    ("__alignof__(struct stat)", 8),
    ("__builtin_offsetof(struct stat, size)", 16),
    ("__builtin_offsetof(struct stat, mode)", 4),
    ("sizeof(((struct stat *)0)->size)", 8),
    ("sizeof(((struct stat *)0)->mode)", 4),
];

#[test]
fn a_partial_struct_lies_as_the_compiler_says() {
    let cdef = answered(STAT, &STAT_IN_C).unwrap();
    assert!(cdef.is_answered());
    assert_eq!(cdef.sizeof("struct stat[2]").unwrap(), 64);
    assert_eq!(cdef.offsetof("struct stat", &["mode".into()]).unwrap(), 4);
    let layout = cdef.records().next().unwrap().layout();
    assert_eq!((layout.size, layout.align), (32, 8));
    assert_eq!(cdef.unknowns().count(), 0);
}

#[test]
fn what_holds_a_partial_struct_is_partial() {
    let text = format!("{STAT} union u {{ char c; struct stat s; }};");
    let mut known = STAT_IN_C.to_vec();
    known.extend([
        ("sizeof(union u)", 40),
        ("__alignof__(union u)", 8),
        ("__builtin_offsetof(union u, c)", 0),
        ("sizeof(((union u *)0)->c)", 1),
        ("__builtin_offsetof(union u, s)", 0),
        ("sizeof(((union u *)0)->s)", 32),
    ]);
    let cdef = answered(&text, &known).unwrap();
    assert_eq!(cdef.sizeof("union u").unwrap(), 40);
}

#[test]
fn members_of_anonymous_members_are_compared_by_their_names() {
    let text = "struct s { char a; union { int b; struct { short c, d; }; }; };";
    let known = |d| {
        [
            ("sizeof(struct s)", 8),
            ("__alignof__(struct s)", 4),
            ("__builtin_offsetof(struct s, a)", 0),
            ("__builtin_offsetof(struct s, b)", 4),
            ("__builtin_offsetof(struct s, c)", 4),
            ("__builtin_offsetof(struct s, d)", d),
        ]
    };
    answered(text, &known(6)).unwrap();
    assert_eq!(
        kinds(answered(text, &known(7))),
        [ErrorKind::LayoutMismatch]
    );
}

#[test]
fn a_struct_without_a_name_is_reached_through_what_has_one() {
    let text = "typedef struct { int a; } *handle; struct line { struct { int x; } ends[2]; };";
    let cdef = Cdef::parse(text).unwrap();
    let questions = cdef.questions();
    let asked = |expression: &str| {
        questions
            .iter()
            .any(|question| question.expression == expression)
    };
    assert!(asked("sizeof(__typeof__(*(handle)0))"), "{questions:#?}");
    let end = "__typeof__(((struct line *)0)->ends[0])";
    assert!(
        asked(&format!("__builtin_offsetof({end}, x)")),
        "{questions:#?}"
    );
}

#[test]
fn lengths_numbers_enums_and_constants_have_the_answers() {
    let text = "typedef int... size; typedef float... real; extern int grid[][...];
                typedef char name[...]; enum e { A, B = ..., ... }; static const double PI;
                static const int SEVEN;\n#define EIGHT ...";
    let cdef = answered(
        text,
        &[
            ("((size)1.5 == 1)", 1),
            ("sizeof(size)", 8),
            ("((size)-1 < 0)", 0),
            ("((real)1.5 == 1)", 0),
            ("sizeof(real)", 4),
            ("sizeof((grid)[0]) / sizeof(((grid)[0])[0])", 3),
            ("sizeof(*(name *)0) / sizeof((*(name *)0)[0])", 16),
            ("sizeof(enum e)", 4),
            ("((enum e)-1 < 0)", 1),
            ("(A)", 5),
            ("(B)", -1),
            ("(PI)", 3),
            ("(SEVEN)", 7),
            ("(EIGHT)", 8),
        ],
    )
    .unwrap();
    assert_eq!(cdef.canonical("size").unwrap(), "uint64_t");
    assert_eq!(cdef.canonical("real").unwrap(), "float");
    assert_eq!(cdef.sizeof("name").unwrap(), 16);
    let grid = cdef.declaration("grid").unwrap();
    assert_eq!(grid.ctype().unwrap(), "int(*)[3]");
    let constants = cdef.enumerators("enum e").unwrap();
    assert_eq!(constants, [("A".to_owned(), 5), ("B".to_owned(), -1)]);
    assert_eq!(cdef.constant("EIGHT").unwrap(), 8);
    assert_eq!(cdef.constant("SEVEN").unwrap(), 7);
    assert_eq!(cdef.constant("B").unwrap(), -1);
    assert_eq!(cdef.unknowns().count(), 0);
}

#[test]
fn a_constant_that_only_a_running_program_knows_stays_a_variable() {
    let cdef = answered("extern const int generation;", &[]).unwrap();
    let kind = cdef.kind_of("generation").unwrap();
    assert_eq!(kind, cdef::DeclarationKind::Constant);
}

#[test]
fn disagreement_is_told_with_its_kind() {
    let exact = "struct stat { int mode; long size; };";
    let found = answered(exact, &STAT_IN_C);
    let message = found.as_ref().unwrap_err().to_string();
    assert!(
        message.contains(
            "the compiler says that the size of `struct stat` is 32, and the text says 16"
        ),
        "{message}"
    );
    assert!(
        kinds(found)
            .iter()
            .all(|kind| *kind == ErrorKind::LayoutMismatch)
    );

    for (text, known, kind) in [
        ("#define N 3", [("(N)", 4)], ErrorKind::ConstantMismatch),
        ("#define N ...", [("M", 4)], ErrorKind::CompileError),
        (
            "typedef int... t;",
            [("((t)1.5 == 1)", 0)],
            ErrorKind::CompileError,
        ),
        (
            "typedef float... t;",
            [("((t)1.5 == 1)", 1)],
            ErrorKind::NotAFloat,
        ),
        (
            "typedef float... t;",
            [("((t)1.5 == 1)", 0)],
            ErrorKind::LongDoubleUnsupported,
        ),
        (
            "typedef struct { int x; } **sp; void f(sp);",
            [("", 0)],
            ErrorKind::UnnameableType,
        ),
    ] {
        assert_eq!(kinds(answered(text, &known)), [kind], "{text}");
    }
}

/// Every text of the table that is right can be asked about, whatever the answers are.
#[test]
fn no_answer_is_a_panic() {
    let texts = include_str!("cases.tsv").lines().skip(1);
    let mut count = 0;
    for row in texts {
        let text = row.split('\t').nth(1).unwrap().replace("\\n", "\n");
        let text = text.split("%%").next().unwrap();
        let Ok(cdef) = Cdef::parse(text) else {
            continue;
        };
        let questions = cdef.questions().len();
        for answer in [
            Answer::Integer(0),
            Answer::Integer(-1),
            Answer::Integer(i128::MAX),
            Answer::Integer(7),
            Answer::Float(f64::NAN),
            Answer::Refused(String::new()),
        ] {
            let _ = cdef.answered(&vec![answer; questions]);
        }
        let _ = cdef.answered(&[]);
        count += questions;
    }
    assert!(count > 300, "{count}");
}
