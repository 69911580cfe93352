//! Each of the four programs prints the same day.

use std::process::Command;

fn prints(program: &str) {
    let output = Command::new(program).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1971-01-02\n");
}

#[test]
fn in_line_abi_mode() {
    prints(env!("CARGO_BIN_EXE_inline_abi"));
}

#[test]
fn out_of_line_abi_mode() {
    prints(env!("CARGO_BIN_EXE_table"));
}

#[test]
fn api_mode() {
    prints(env!("CARGO_BIN_EXE_api"));
}

#[test]
fn in_line_api_mode() {
    // The second time, it is in the cache.
    prints(env!("CARGO_BIN_EXE_inline_api"));
    prints(env!("CARGO_BIN_EXE_inline_api"));
}
