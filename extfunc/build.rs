//! Compiles the C sources of the ready operations.

fn main() {
    rffi_build::build();
}
