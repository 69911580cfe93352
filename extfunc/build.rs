fn main() {
    rffi_build::build();
}
