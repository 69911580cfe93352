//! Imports `SDL2/SDL.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        .include("SDL2/SDL.h")
        .pkg_config_package("sdl2");
    write_module(&Import::new(info), "ffi");
    build();
}
