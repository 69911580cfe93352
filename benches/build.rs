//! Compiles the C functions that the calls reach, and tells the target's name.

use std::path::PathBuf;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo says here for what it compiles"
)]
fn main() {
    let target = std::env::var("TARGET").expect("cargo sets it for build scripts");
    println!("cargo::rustc-env=BENCHES_TARGET={target}");
    println!("cargo::rerun-if-changed=src/callee.c");
    cc::Build::new().file("src/callee.c").compile("callee");
    println!("cargo::rerun-if-changed=src/callees.c");
    println!("cargo::rustc-env=BENCHES_CALLEES={}", callees().display());
}

/// The shared library of the functions that are called by their addresses.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo says here for what it compiles"
)]
fn callees() -> PathBuf {
    let folder = std::env::var_os("OUT_DIR").expect("cargo sets it for build scripts");
    let library = PathBuf::from(folder).join("libcallees.so");
    let mut command = cc::Build::new().opt_level(2).get_compiler().to_command();
    command.args(["-shared", "-fPIC", "-fno-tree-slp-vectorize", "-o"]);
    let status = command.arg(&library).arg("src/callees.c").status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "{command:?} fails"
    );
    library
}
