//! C must be compiled or linked, and the package has no build script.

use rffi::{ExternalCompilationInfo, INT, llexternal};

static BY_PATH: ExternalCompilationInfo = ExternalCompilationInfo::new().libraries(&["m"]);

mod path {
    rffi::llexternal! {
        compilation_info = super::BY_PATH;
        unsafe extern "C" {
            safe fn abs(number: rffi::INT) -> rffi::INT;
        }
    }
}

llexternal! {
    compilation_info = ExternalCompilationInfo::new()
        .separate_module_sources(&["int twice(int number) { return 2 * number; }"]);
    unsafe extern "C" {
        safe fn twice(number: INT) -> INT;
    }
}

fn main() {}
