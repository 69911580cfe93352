//! Imports `curl/curl.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        // Its own check of arguments, for gcc alone.
        .pre_include_bit("#define CURL_DISABLE_TYPECHECK 1")
        .include("curl/curl.h")
        .pkg_config_package("libcurl");
    write_module(&Import::new(info), "ffi");
    build();
}
