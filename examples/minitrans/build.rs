//! Compiles and links what the declarations of this package need.

fn main() {
    rffi_build::build();
}
