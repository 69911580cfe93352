//! What compilers say, against what is known.

use std::process::{Command, Stdio};

use rffi::ExternalCompilationInfo;

use super::{Answer, Question, Store};
use crate::Toolchain;

/// Asks the compiler of a target; nothing where there is none.
fn ask_of(
    command: &str,
    target: &str,
    info: &ExternalCompilationInfo,
    questions: &[Question],
) -> Option<Vec<Result<Answer, String>>> {
    let mut version = Command::new(command);
    version.arg("--version").stdout(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        println!("skipped: {command} is not installed");
        return None;
    }
    let mut toolchain = Toolchain::host();
    toolchain.target = target.to_owned();
    toolchain.compiler = Some(command.into());
    let store = Store {
        toolchain: &toolchain,
        info,
        package: None,
        folder: None,
    };
    let asked = store.ask(questions);
    let asked = asked.unwrap_or_else(|error| panic!("{error}"));
    Some(asked.answers.into_vec())
}

const HOST: &str = "x86_64-unknown-linux-gnu";

/// Compilers with what they are compared in: C that all of them take.
const COMPILERS: [(&str, &str); 11] = [
    ("gcc", HOST),
    ("clang", HOST),
    ("i686-linux-gnu-gcc", "i686-unknown-linux-gnu"),
    ("aarch64-linux-gnu-gcc", "aarch64-unknown-linux-gnu"),
    ("arm-linux-gnueabihf-gcc", "armv7-unknown-linux-gnueabihf"),
    ("riscv64-linux-gnu-gcc", "riscv64gc-unknown-linux-gnu"),
    ("s390x-linux-gnu-gcc", "s390x-unknown-linux-gnu"),
    ("powerpc64-linux-gnu-gcc", "powerpc64-unknown-linux-gnu"),
    ("x86_64-w64-mingw32-gcc", "x86_64-pc-windows-gnu"),
    ("i686-w64-mingw32-gcc", "i686-pc-windows-gnu"),
    // Mach-O: without a C library, which these questions do not need.
    ("clang", "aarch64-apple-darwin"),
];

const HEADER: &str = r#"
typedef __SIZE_TYPE__ size_t;
struct node { struct node *next; const char *name; int values[3][2]; };
struct bits { unsigned a : 3; int : 2; unsigned b : 7; _Bool c : 1; long d; };
struct __attribute__((packed)) packed { char a; int b; };
struct gap { char a; int b __attribute__((aligned(16))); };
typedef struct { double x, y; } point;
union both { int i; float f; };
enum color { RED = -1, BLUE = 200 };
enum big { BIG = 0x1ffffffff };
point *middle(const struct node *node, size_t count, enum color color);
int print(const char *format, ...);
size_t strlen(const char *text);
int old();
void (*handler(int signal, void (*function)(int)))(int);
extern const int limits[4];
#define ANSWER 42
#define LEAST (-9223372036854775807LL - 1)
#define MOST 18446744073709551615ULL
#define NAME "na" "me"
#define HALF 0.5
"#;

fn info() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new().post_include_bit(HEADER)
}

fn shown(answer: &Result<Answer, String>) -> String {
    match answer {
        Ok(Answer::Type(ty)) => match ty.definition() {
            Some(definition) => definition.split_whitespace().collect::<Vec<_>>().join(" "),
            None => ty.declaration("x"),
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn all_compilers_say_the_same_of_types() {
    let asked = [
        (
            "struct node",
            "struct node { struct node *next; const char *name; int values[3][2]; };",
        ),
        (
            "struct packed",
            "struct __attribute__((packed)) packed { char a; int b; };",
        ),
        ("union both", "union both { int i; float f; };"),
        ("enum color", "enum color { RED = -1, BLUE = 200, };"),
        (
            "middle",
            "point *x(const struct node *, size_t, enum color)",
        ),
        ("print", "int x(const char *, ...)"),
        // clang knows it, too, in words of its own.
        ("strlen", "size_t x(const char *)"),
        ("handler", "void (*x(int, void (*)(int)))(int)"),
        ("limits", "int x[4]"),
    ];
    let questions = asked.map(|(expression, _)| Question::type_of(expression));
    for (command, target) in COMPILERS {
        let Some(answers) = ask_of(command, target, &info(), &questions) else {
            continue;
        };
        for ((expression, expected), answer) in asked.iter().zip(&answers) {
            assert_eq!(shown(answer), *expected, "{expression} by {command}");
        }
    }
}

#[test]
fn layouts_are_those_of_the_compiler() {
    let records = [
        "struct node",
        "struct bits",
        "struct packed",
        "struct gap",
        "point",
        "union both",
    ];
    let types = records.map(Question::type_of);
    let sizes = records.map(|name| Question::integer(format!("sizeof({name})")));
    let questions = [types, sizes].concat();
    for (command, target) in COMPILERS {
        let Some(answers) = ask_of(command, target, &info(), &questions) else {
            continue;
        };
        let (types, sizes) = answers.split_at(records.len());
        for ((name, ty), size) in records.iter().zip(types).zip(sizes) {
            let (Ok(Answer::Type(ty)), Ok(Answer::Integer(size))) = (ty, size) else {
                panic!("{name} by {command}: {ty:?}, {size:?}");
            };
            let ours = super::target(target).sizeof(ty).unwrap();
            assert_eq!(i128::from(ours), *size, "{name} by {command}");
            assert!(
                ty.unaliased().as_record().is_some(),
                "{name} by {command}: {ty:?}"
            );
        }
    }
}

#[test]
fn constants_are_read_in_either_order_of_bytes() {
    let questions = [
        Question::integer("ANSWER"),
        Question::integer("LEAST"),
        Question::integer("MOST"),
        Question::integer("RED"),
        Question::integer("BIG"),
        Question::double("HALF"),
        Question::text_of("NAME"),
        Question::defined("ANSWER"),
        Question::defined("middle"),
        Question::integer("NOWHERE").ifdef("NOWHERE"),
        Question::integer("ANSWER").ifdef("ANSWER"),
    ];
    let expected = [
        Answer::Integer(42),
        Answer::Integer(i128::from(i64::MIN)),
        Answer::Integer(i128::from(u64::MAX)),
        Answer::Integer(-1),
        Answer::Integer(0x1_ffff_ffff),
        Answer::Double(0.5),
        Answer::Text(b"name".to_vec()),
        Answer::Yes,
        Answer::Absent,
        Answer::Absent,
        Answer::Integer(42),
    ];
    for (command, target) in COMPILERS {
        let Some(answers) = ask_of(command, target, &info(), &questions) else {
            continue;
        };
        for (question, (answer, expected)) in questions.iter().zip(answers.iter().zip(&expected)) {
            assert_eq!(answer.as_ref(), Ok(expected), "{question:?} by {command}");
        }
    }
}

#[test]
fn a_bad_question_fails_alone() {
    let questions = [
        Question::integer("ANSWER"),
        Question::integer("NOWHERE"),
        Question::type_of("struct nowhere_at_all, x"),
        Question::type_of("middel"),
        Question::integer("1.5"),
        Question::integer("limits[0]"),
        Question::type_of("old"),
        Question::text_of("ANSWER"),
        Question::expression("undeclared(1)"),
        Question::expression("print(NAME)"),
        Question::integer("sizeof(struct nowhere)"),
        Question::integer(") + ("),
        Question::type_of("struct packed"),
    ];
    for (command, target) in COMPILERS {
        let Some(answers) = ask_of(command, target, &info(), &questions) else {
            continue;
        };
        let good: Vec<usize> = (0..answers.len())
            .filter(|index| answers[*index].is_ok())
            .collect();
        // C lets a function be called that nobody declared, with a warning.
        let good: Vec<usize> = good.into_iter().filter(|index| *index != 8).collect();
        assert_eq!(good, [0, 9, 12], "{command}: {answers:#?}");
        let typo = answers[3].as_ref().unwrap_err();
        assert!(typo.contains("did you mean 'middle'"), "{command}: {typo}");
        assert_eq!(
            answers[6],
            Err(crate::debug::NO_PROTOTYPE.to_owned()),
            "{command}"
        );
    }
}

#[test]
fn what_has_no_prototype_inside_is_no_type() {
    let info = ExternalCompilationInfo::new().post_include_bit(
        "struct old { int (*call)(); }; void take(struct old *); void fine(int (*call)(void));",
    );
    let questions = ["take", "fine"].map(Question::type_of);
    for (command, target) in [("gcc", HOST), ("clang", HOST)] {
        let Some(answers) = ask_of(command, target, &info, &questions) else {
            continue;
        };
        let taken = answers[0].as_ref().unwrap_err();
        assert!(taken.contains("no prototype"), "{command}: {taken}");
        assert_eq!(shown(&answers[1]), "void x(int (*)(void))", "{command}");
    }
}

#[test]
fn functions_of_cpp_have_prototypes() {
    let info = ExternalCompilationInfo::new()
        .compile_flag("-x")
        .compile_flag("c++")
        .post_include_bit("extern \"C\" { int f(); int g(int (*call)(), ...); }");
    let questions = ["f", "g"].map(Question::type_of);
    for (command, target) in [("gcc", HOST), ("clang", HOST)] {
        let Some(answers) = ask_of(command, target, &info, &questions) else {
            continue;
        };
        let answers: Vec<_> = answers.iter().map(shown).collect();
        assert_eq!(
            answers,
            ["int x(void)", "int x(int (*)(void), ...)"],
            "{command}"
        );
    }
}
