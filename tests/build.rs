//! Compiles c/tests.c.

fn main() {
    rffi_build::build();
}
