//! The messages of the macros, as golden files.

use std::process::Command;

/// The toolchain whose words the golden files hold. With a new one, run with `TRYBUILD=overwrite`
/// and read what changed.
const TOOLCHAIN: &str = "1.95.0";

#[test]
fn messages() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if version.split(' ').nth(1) != Some(TOOLCHAIN) {
        println!("skipped: messages are those of rustc {TOOLCHAIN}, this is {version}");
        return;
    }
    let tests = trybuild::TestCases::new();
    tests.compile_fail("ui/*.rs");
}
