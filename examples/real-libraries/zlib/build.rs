//! Imports `zlib.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        .include("zlib.h")
        .pkg_config_package("zlib");
    write_module(&Import::new(info), "ffi");
    build();
}
