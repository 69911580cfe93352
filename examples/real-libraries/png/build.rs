//! Imports `png.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        .include("png.h")
        .pkg_config_package("libpng");
    write_module(&Import::new(info), "ffi");
    build();
}
