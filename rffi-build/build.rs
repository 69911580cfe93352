//! Remembers the target that this crate was compiled for: a program that compiles C at run time
//! compiles it for the machine that it runs on.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[expect(
        clippy::disallowed_methods,
        reason = "the one variable of this build script"
    )]
    let target = std::env::var("TARGET").expect("Cargo sets TARGET for build scripts");
    println!("cargo::rustc-env=RFFI_BUILD_TARGET={target}");
}
