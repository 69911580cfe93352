//! Calls and callbacks of random signatures, with fixed seeds: all arrives. `cargo run --release -p tests
//! --bin abi` tests any number more.

#![cfg(all(unix, target_arch = "x86_64"))]

use std::path::Path;

use llcall::Backend;
use tests::abi::{Campaign, Check, Mode, Signature, Summary, compiler};
use tests::compiler::say;

/// Signatures for each test; all together they are 3,000.
const COUNT: usize = 750;

fn campaign(check: Check, seed: u64, count: usize) -> Summary {
    let campaign = Campaign {
        check,
        seed,
        count,
        shrunk: 1,
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")),
    };
    campaign.run()
}

fn all_arrive(command: &'static str, optimization: &'static str, seed: u64, backend: Backend) {
    let compiler = compiler(command);
    if !compiler.is_here() || !backend.is_available() {
        say(&format!(
            "skipped: random signatures with {command} by {backend}"
        ));
        return;
    }
    let check = Check {
        optimization,
        ..Check::new(compiler).by(backend)
    };
    let summary = campaign(check, seed, COUNT);
    assert!(summary.failed.is_empty(), "{}", summary.failed.join("\n"));
    // What is not called is a small part.
    assert!(summary.passed > COUNT, "{summary:?}");
}

#[test]
fn gcc_optimized_a_little() {
    all_arrive("gcc", "-O1", 11, Backend::Own);
}

#[test]
fn gcc_optimized() {
    all_arrive("gcc", "-O2", 12, Backend::Own);
}

#[test]
fn clang_optimized_a_little() {
    all_arrive("clang", "-O1", 13, Backend::Own);
}

#[test]
fn clang_not_optimized() {
    all_arrive("clang", "-O0", 14, Backend::Own);
}

#[test]
fn gcc_by_libffi() {
    all_arrive("gcc", "-O1", 15, Backend::Libffi);
}

#[test]
fn clang_by_libffi() {
    all_arrive("clang", "-O1", 16, Backend::Libffi);
}

/// One that must fail: of every `double`, Rust is told that it is a `long`, and so it is in another
/// register. It is seen, in both directions, and shrunk to one parameter or the result.
#[test]
fn a_wrong_prototype_is_seen() {
    let with_longs = |signature: &Signature| {
        let other = |ty: &String| match ty.as_str() {
            "double" => "long".to_owned(),
            _ => ty.clone(),
        };
        Signature {
            result: other(&signature.result),
            params: signature.params.iter().map(other).collect(),
            ..signature.clone()
        }
    };
    let compiler = compiler("gcc");
    if !compiler.is_here() {
        say("skipped: a wrong prototype (needs the package gcc)");
        return;
    }
    for modes in [&[Mode::Calls], &[Mode::Callbacks]] {
        let check = Check {
            modes,
            mistake: Some(with_longs),
            ..Check::new(compiler)
        };
        let summary = campaign(check, 1, 30);
        let first = summary.failed.first().expect("a failure");
        // The prototype that is left has no more than it needs.
        let prototype = first.lines().find(|line| line.contains(" f(")).unwrap();
        assert!(
            prototype.contains("long") && prototype.len() <= 32,
            "{first}"
        );
        // Anyone can run the program that is left.
        let path = first.lines().last().unwrap();
        assert!(
            std::fs::read_to_string(path)
                .unwrap()
                .contains("int main(void)"),
            "{first}"
        );
    }
}

/// Another that must fail: a call that ends the process.
#[test]
fn a_call_that_dies_is_seen() {
    let without_room = |signature: &Signature| Signature {
        result: "void".to_owned(),
        ..signature.clone()
    };
    let compiler = compiler("gcc");
    if !compiler.is_here() {
        say("skipped: a call that dies (needs the package gcc)");
        return;
    }
    let check = Check {
        modes: &[Mode::Calls],
        mistake: Some(without_room),
        ..Check::new(compiler)
    };
    let signature = Signature::new("struct large", &[]).with("struct large { char a[100]; };");
    let outcomes = check.outcomes(&[signature], &tests::abi::Memory::new());
    let text = format!("{outcomes:?}");
    assert!(text.contains("Failed"), "{text}");
}
