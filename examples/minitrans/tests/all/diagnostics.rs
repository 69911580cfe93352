//! Errors in programs: `diagnostics.txt` has programs, and what is said of each.

use core::fmt::Write;
use std::fs;
use std::path::PathBuf;

use extfunc::Registry;
use minitrans::{REGISTRY, compile};

const PROGRAM: &str = "=== program\n";
const MESSAGE: &str = "=== message\n";

fn message(source: &[u8]) -> String {
    let diagnostics = compile("test.mini", source, &REGISTRY).expect_err("no error");
    diagnostics.to_string()
}

/// To accept new messages, copy the file that the failure names.
#[test]
fn golden() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/all/diagnostics.txt");
    let golden = fs::read_to_string(&path).unwrap();
    let mut fresh = String::new();
    for case in golden.split(PROGRAM).skip(1) {
        let source = case.split(MESSAGE).next().unwrap();
        let message = message(source.trim_end().as_bytes());
        write!(fresh, "{PROGRAM}{source}{MESSAGE}{message}\n\n").unwrap();
    }
    if fresh != golden {
        let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("diagnostics.txt");
        fs::write(&copy, &fresh).unwrap();
        panic!(
            "the messages changed: diff {} {}",
            path.display(),
            copy.display()
        );
    }
}

/// What a file of text cannot hold.
#[test]
fn bytes() {
    assert_eq!(
        message(b"fn main() {\n  emit \"\xff\", 1;\n}"),
        "error: the program is not UTF-8\n \
         --> test.mini:2:9\n  \
         |\n\
         2 |   emit \"\u{fffd}\", 1;\n  \
         |         ^\n  \
         |\n  \
         = help: write other bytes as `\\xNN` in a string"
    );
    assert_eq!(
        message(b"\xef\xbb\xbffn main() { x = 1; }").lines().nth(1),
        Some(" --> test.mini:1:13")
    );
    assert!(message(b"fn main() { \0 }").starts_with("error: `\\0` has no meaning here"));
}

/// Any nesting is an error, or none, but no overflow of the stack.
#[test]
fn nesting() {
    for (before, after) in [("emit \"\", ", ";"), ("if true {", "}")] {
        let source = match after {
            ";" => format!(
                "{before}{}1{}{after}",
                "(".repeat(100_000),
                ")".repeat(100_000)
            ),
            _ => format!("{}{}", before.repeat(100_000), after.repeat(100_000)),
        };
        let source = format!("fn main() {{ {source} }}");
        let error = compile("deep", source.as_bytes(), &REGISTRY).unwrap_err();
        assert!(format!("{error:?}").contains("nested more than 200 levels deep"));
    }
    for operator in ["+ 1", "- -1", "[0]", "== not 1"] {
        let source = format!("fn main() {{ emit \"\", 1 {}; }}", operator.repeat(100_000));
        drop(compile("long", source.as_bytes(), &Registry::new()));
    }
    // Each step is a level higher, and as long as it may be.
    for operator in ["+ 1", "[0]"] {
        let steps = (0..198).map(|step| operator.repeat(step) + ")");
        let steps: String = steps.collect();
        let source = format!("fn main() {{ emit \"\", {}1 {steps}; }}", "(".repeat(198));
        drop(compile("steps", source.as_bytes(), &Registry::new()));
    }
}

#[test]
fn no_panic_on_cut_programs() {
    let source = include_str!("../../programs/report.mini");
    for end in 0..source.len() {
        // Most are errors; none may panic.
        if let Err(diagnostics) = compile("cut.mini", &source.as_bytes()[..end], &REGISTRY) {
            assert!(!diagnostics.to_string().is_empty());
        }
    }
}
