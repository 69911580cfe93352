//! Compiles the C function that the calls reach.

fn main() {
    println!("cargo::rerun-if-changed=src/callee.c");
    cc::Build::new().file("src/callee.c").compile("callee");
}
