//! Errors at run time: the same in both native ways.

use std::io;

use extfunc::{Executor, Registry, register_external};
use minitrans::{Location, compile};
use rffi::{ExternalCompilationInfo, LONGLONG, ULONGLONG, llexternal};

use crate::support::{Batch, batch_source, executable, natively};

/// Statements, or functions that start at `entry`, with an `@` at the place of the error; the error.
const FAULTS: &[(&str, &str)] = &[
    ("emit \"\", 1 @/ 0;", "division by zero"),
    (
        "let zero = 1 - 1; emit \"before\", 1; emit \"\", 7 @% zero;",
        "division by zero",
    ),
    (
        "let s = \"abc\"; emit \"\", @s[3];",
        "index 3 is out of range: the length is 3",
    ),
    ("@\"\"[-1];", "index -1 is out of range: the length is 0"),
    (
        "@\"abc\"[9223372036854775807];",
        "index 9223372036854775807 is out of range: the length is 3",
    ),
    (
        "fn entry_forever(n: int) -> int {\n  return 1 + @entry_forever(n + 1);\n}\nfn entry() { entry_forever(0); }",
        "calls nested more than 1000 levels deep",
    ),
    // Of the first of two, evaluated from the left.
    ("emit \"\", 1 @/ 0 + \"\"[0];", "division by zero"),
    (
        "emit \"\", @\"\"[0] + 1 / 0;",
        "index 0 is out of range: the length is 0",
    ),
    (
        "let s = \"x\"; while true { s = s @+ s; }",
        "a str of more than 268435456 bytes",
    ),
    // Operations.
    (
        "@os.open(\"/no/such/file\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    ("@os.close(-1);", "`os.close`: failed with errno 9"),
    ("@os.read(-1, 10);", "`os.read`: failed with errno 9"),
    ("@os.write(-1, \"x\");", "`os.write`: failed with errno 9"),
    (
        "@str.replace(\"a\", \"\", \"b\");",
        "`str.replace`: failed with errno 22",
    ),
    (
        "@os.open(\"a\\0b\", 0, 0);",
        "`os.open`: argument 1 has a NUL byte inside",
    ),
    (
        "@os.open(\"a\\xff\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xff\\0\", 0, 0);",
        "`os.open`: argument 1 has a NUL byte inside",
    ),
    (
        "@os.open(\"\\xff\", 2147483648, -1);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xc1\\xbf\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xc2\\x80\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    (
        "@os.open(\"\\x80\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xe2\\x82\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xe2\\x82/\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xe0\\x9f\\xbf\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xe0\\xa0\\x80\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    (
        "@os.open(\"\\xed\\x9f\\xbf\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    (
        "@os.open(\"\\xed\\xa0\\x80\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xee\\x80\\x80\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    (
        "@os.open(\"\\xf0\\x8f\\xbf\\xbf\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xf4\\x8f\\xbf\\xbf\", 0, 0);",
        "`os.open`: failed with errno 2",
    ),
    (
        "@os.open(\"\\xf4\\x90\\x80\\x80\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"\\xf5\\x80\\x80\\x80\", 0, 0);",
        "`os.open`: argument 1 is not UTF-8",
    ),
    (
        "@os.open(\"/\", 2147483648, -1);",
        "`os.open`: argument 2 is out of range: 2147483648",
    ),
    (
        "@os.open(\"/\", -2147483649, 0);",
        "`os.open`: argument 2 is out of range: -2147483649",
    ),
    (
        "@os.open(\"/\", 0, -1);",
        "`os.open`: argument 3 is out of range: -1",
    ),
    (
        "@os.open(\"/\", 0, 4294967296);",
        "`os.open`: argument 3 is out of range: 4294967296",
    ),
    (
        "@os.read(0, -1);",
        "`os.read`: argument 2 is out of range: -1",
    ),
    (
        "let n = 1 - 2; @os.read(0, n * 2);",
        "`os.read`: argument 2 is out of range: -2",
    ),
];

/// Where each `@` is, once they are gone.
fn locations(marked: &str) -> Vec<Location> {
    let mut locations = Vec::new();
    for (line, text) in (1..).zip(marked.lines()) {
        let columns = text.chars().scan(1, |column, c| {
            let here = *column;
            *column += usize::from(c != '@');
            Some((here, c))
        });
        let marks = columns.filter(|(_, c)| *c == '@');
        locations.extend(marks.map(|(column, _)| Location { line, column }));
    }
    locations
}

#[test]
fn faults() {
    let entries = FAULTS.iter().map(|(entry, _)| {
        if entry.starts_with("fn") {
            (*entry).to_owned()
        } else {
            format!("fn entry() {{ {entry} }}")
        }
    });
    let marked = batch_source(entries);
    let batch = Batch::from_source(&marked.replace('@', ""));
    let locations = locations(&marked);
    assert_eq!(locations.len(), FAULTS.len());
    for (index, ((entry, message), at)) in FAULTS.iter().zip(locations).enumerate() {
        let error = batch.run(index).end.expect_err(entry);
        assert_eq!(
            (error.message.as_str(), error.at),
            (*message, at),
            "{entry}"
        );
    }
}

llexternal! {
    compilation_info = ExternalCompilationInfo::new().includes(&["stdlib.h"]);

    unsafe extern "C" {
        // The header says that the result has a sign: a translated program declares it as Rust does.
        #[name = "llabs"]
        #[no_verify]
        safe fn magnitude(number: LONGLONG) -> ULONGLONG;
    }
}

register_external! {
    list = OPERATIONS;

    fn test_magnitude(number: i64) -> u64 = "test.magnitude" {
        external: magnitude,
    }

    fn test_answer() -> i64 = "test.answer" {
        llfakeimpl: answer,
    }

    fn test_refuse(_number: i64) -> io::Result<i64> = "test.refuse" {
        llfakeimpl: refuse,
    }
}

fn answer() -> i64 {
    42
}

fn refuse(_number: i64) -> io::Result<i64> {
    Err(io::Error::other("no"))
}

fn registry() -> Registry {
    Registry::new().with(OPERATIONS).unwrap()
}

#[test]
fn large_results() {
    let source =
        b"fn main() { emit \"\", test.magnitude(-3);\n test.magnitude(-9223372036854775807 - 1); }";
    let program = compile("test.mini", source, &registry()).unwrap();
    let outcome = natively::<&str>(&program, &[]);
    assert_eq!(
        outcome.end.as_ref().unwrap_err().to_string(),
        "2:2: `test.magnitude`: the result does not fit in an int"
    );
    assert_eq!(outcome.results[0].value.to_string(), "3");
    if let Some(executable) = executable(&program.translate().unwrap()) {
        assert_eq!(executable.run::<&str>(&[]).unwrap().0, outcome);
    }
}

#[test]
fn operations_without_c() {
    let source = b"fn main() {\n  emit \"\", test.answer();\n  test.refuse(1);\n}";
    let program = compile("test.mini", source, &registry()).unwrap();
    assert_eq!(
        program.translate().unwrap_err().to_string(),
        "2:12: `test.answer` cannot be translated: only Rust implements it; register it with `external`"
    );
    let outcome = program.interpret::<&str>(Executor::Interpreter, &[]);
    assert_eq!(outcome.results[0].value.to_string(), "42");
    assert_eq!(
        outcome.end.unwrap_err().to_string(),
        "3:3: `test.refuse`: no"
    );
}
