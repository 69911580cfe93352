//! Compiles the C function that the calls reach, and tells the target's name.

#[expect(
    clippy::disallowed_methods,
    reason = "cargo says here for what it compiles"
)]
fn main() {
    let target = std::env::var("TARGET").expect("cargo sets it for build scripts");
    println!("cargo::rustc-env=BENCHES_TARGET={target}");
    println!("cargo::rerun-if-changed=src/callee.c");
    cc::Build::new().file("src/callee.c").compile("callee");
}
