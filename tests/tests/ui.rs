//! The messages of the macros, as golden files.

use std::process::Command;

/// The toolchain whose words the golden files hold. With a new one, run with `TRYBUILD=overwrite`
/// and read what changed.
const TOOLCHAIN: &str = "1.95.0";

/// Whether the compiler is the one whose words the golden files hold.
fn is_toolchain() -> bool {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if version.split(' ').nth(1) != Some(TOOLCHAIN) {
        println!("skipped: messages are those of rustc {TOOLCHAIN}, this is {version}");
        return false;
    }
    true
}

#[test]
fn messages() {
    if is_toolchain() {
        let tests = trybuild::TestCases::new();
        tests.compile_fail("ui/*.rs");
    }
}

/// Messages of constants in generic functions come only when they are compiled to the end, which
/// trybuild does where a program is to run.
#[test]
fn messages_of_generic_functions() {
    if is_toolchain() {
        let tests = trybuild::TestCases::new();
        tests.pass("ui/build_pass/*.rs");
        tests.compile_fail("ui/build_fail/*.rs");
    }
}
