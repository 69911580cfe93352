//! The shapes that libffi's tests know, and mistakes that others have made: a test each.
//!
//! Each signature is called, and called back by, with what GCC compiled and with what Clang did.

#![cfg(all(unix, target_arch = "x86_64"))]

mod callers;
mod compilers;
mod mistakes;
mod numbers;
mod records;
mod variadic;

use cdef::Cdef;
use llcall::Backend;
use lltype::Prototype;
use tests::abi::{Check, Memory, Outcome, Signature, compiler};
use tests::compiler::say;

/// All arrive, with each compiler that is here.
fn arrive(signatures: &[Signature]) {
    for (command, optimization) in [("gcc", "-O2"), ("clang", "-O1")] {
        check(signatures, command, optimization, Backend::Own);
        if Backend::Libffi.is_available() {
            check(signatures, command, optimization, Backend::Libffi);
        }
    }
}

/// The same with GCC alone, where Clang has it otherwise: the README says how.
fn arrive_with_gcc(signatures: &[Signature]) {
    check(signatures, "gcc", "-O2", Backend::Own);
}

fn check(
    signatures: &[Signature],
    command: &'static str,
    optimization: &'static str,
    backend: Backend,
) {
    let compiler = compiler(command);
    if !compiler.is_here() {
        say(&format!(
            "skipped: shapes with {command} (needs the package {command})"
        ));
        return;
    }
    let check = Check {
        optimization,
        ..Check::new(compiler).by(backend)
    };
    for (mode, outcomes) in check.outcomes(signatures, &Memory::new()) {
        let how = format!("{command} {optimization} {mode:?} by {backend}");
        assert_eq!(outcomes.len(), signatures.len(), "{how}");
        for (signature, outcome) in signatures.iter().zip(outcomes) {
            assert_arrives(&how, signature, &outcome);
        }
    }
}

fn assert_arrives(how: &str, signature: &Signature, outcome: &Outcome) {
    match outcome {
        Outcome::Failed(text) => panic!(
            "{how}\n{}{}\n{text}",
            signature.definitions,
            signature.prototype("f")
        ),
        // What is left out, it says.
        Outcome::Skipped(skip) => {
            let known = [
                "callbacks are not variadic",
                "libffi cannot pass a type by value",
            ];
            assert!(known.contains(&skip.0.as_str()), "{how}: {}", skip.0);
        }
        Outcome::Passed => {}
    }
}

/// A prototype of numbers.
fn read(text: &str) -> Prototype {
    Cdef::parse("").unwrap().prototype(text).unwrap()
}

/// A function of a struct that gives one, between other arguments.
fn through(name: &str, definition: &str) -> Vec<Signature> {
    let ty = name;
    vec![
        Signature::new(ty, &[ty]).with(definition),
        Signature::new(ty, &["int", ty, "double", ty, "char"]).with(definition),
        Signature::new(ty, &[ty; 9]).with(definition),
        Signature::new(
            "void",
            &["long", "long", "long", "long", "long", ty, "long"],
        )
        .with(definition),
    ]
}

const NUMBERS: [&str; 16] = [
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "_Bool",
    "float",
    "double",
    "long double",
    "void *",
];
