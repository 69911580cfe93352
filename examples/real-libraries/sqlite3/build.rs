//! Imports `sqlite3.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        .include("sqlite3.h")
        .pkg_config_package("sqlite3");
    write_module(&Import::new(info), "ffi");
    build();
}
