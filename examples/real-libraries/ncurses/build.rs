//! Imports `ncurses.h` as it is installed.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let info = ExternalCompilationInfo::new()
        .include("ncurses.h")
        .pkg_config_package("ncurses");
    let mut what = Import::new(info);
    // Included with `<>`, like what is not the library's.
    what.files = vec!["unctrl.h".to_owned()];
    write_module(&what, "ffi");
    build();
}
