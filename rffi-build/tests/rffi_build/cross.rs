//! Declarations of a package for another target: constants and verdicts are that target's.

use llexternal_syntax::{Links, Severity, Value};
use rffi_build::Strictness;

use crate::support::{Outcome, Sandbox, has_program};

const SOURCE: &str = r##"
#[derive(CStruct)]
#[cstruct(name = "struct pair")]
#[repr(C)]
struct Pair { a: INT, b: LONG }

llexternal! {
    compilation_info = ExternalCompilationInfo::new().post_include_bits(&[
        "struct pair { int a; long long b; };",
        "long longer(long number);",
        "int sum(struct pair *pair);",
        "#define WIDTH sizeof(long)",
        "#define IS_SIGNED ((char)-1 < 0)",
    ]);
    const WIDTH: INT = _;
    const IS_SIGNED: INT = _;
    unsafe extern "C" {
        safe fn longer(number: LONGLONG) -> LONG;
        unsafe fn sum(pair: Ptr<Pair>) -> INT;
    }
}
"##;

/// Builds the package for a target; `None` without the compiler.
fn built(target: &str, compiler: &str) -> Option<Outcome> {
    if !has_program(compiler) {
        return None;
    }
    let mut sandbox = Sandbox::library(SOURCE);
    let toolchain = &mut sandbox.package.toolchain;
    toolchain.target = target.to_owned();
    toolchain.compiler = Some(compiler.into());
    sandbox.package.strictness = Some(Strictness::Default);
    Some(sandbox.build())
}

fn block(outcome: &Outcome) -> &Links {
    outcome.manifest.blocks.values().next().unwrap()
}

#[test]
fn constants_are_the_targets() {
    for (target, compiler, width, is_signed) in [
        ("i686-unknown-linux-gnu", "i686-linux-gnu-gcc", 4, 1),
        ("aarch64-unknown-linux-gnu", "aarch64-linux-gnu-gcc", 8, 0),
    ] {
        let Some(outcome) = built(target, compiler) else {
            continue;
        };
        let values: Vec<_> = block(&outcome).values.values().collect();
        let expected = [Value::Integer(width), Value::Integer(is_signed)];
        assert_eq!(values, expected.iter().collect::<Vec<_>>(), "{target}");
    }
}

#[test]
fn verdicts_are_the_targets() {
    for (target, compiler, severity) in [
        (
            "i686-unknown-linux-gnu",
            "i686-linux-gnu-gcc",
            Severity::Error,
        ),
        // The same numbers under another name.
        (
            "aarch64-unknown-linux-gnu",
            "aarch64-linux-gnu-gcc",
            Severity::Warning,
        ),
    ] {
        let Some(outcome) = built(target, compiler) else {
            continue;
        };
        let verdicts = block(&outcome).verdicts.iter();
        let verdicts = verdicts.map(|verdict| (verdict.severity, &*verdict.message));
        let records = outcome.manifest.records.iter();
        let records = records.map(|record| (record.severity, &*record.message));
        let all: Vec<_> = verdicts.chain(records).collect();
        // The struct's mistake is not the function's, which is right.
        assert_eq!(all.len(), 2, "{target}: {all:?}");
        let causes = ["8 bytes instead of 4", "4 bytes instead of 8"];
        for ((found, message), cause) in all.iter().zip(causes) {
            assert_eq!(*found, severity, "{target}: {message}");
            let is_width = message.contains(cause);
            assert_eq!(is_width, severity == Severity::Error, "{target}: {message}");
        }
    }
}
