//! Compilation infos that say what they should not.

use rffi::{ExternalCompilationInfo, INT, llexternal};

const LIBRARY: &str = "m";

static BY_PATH: ExternalCompilationInfo = ExternalCompilationInfo::new().libraries(&["m"]);

mod header {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().includes(&["<stdlib.h>"]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod library {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().libraries(&["m", "libz.so"]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod constant {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().libraries(&[LIBRARY]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod at_run_time {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().library("m");
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod unknown {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().include(&["stdlib.h"]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod empty {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().libraries(&[""]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod twice {
    use super::*;
    llexternal! {
        compilation_info = ExternalCompilationInfo::new().libraries(&["m"]).libraries(&["c"]);
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod other_type {
    use super::*;
    llexternal! {
        compilation_info = LIBRARY;
        unsafe extern "C" {
            pub safe fn abs(number: INT) -> INT;
        }
    }
}

mod no_list {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new().libraries("m");
    }
}

mod absolute {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .include_dirs(&["/home/me/include", "include"])
            .link_files(&["C:\\z.lib"]);
    }
}

mod duplicates {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .libraries(&["m", "z", "m"])
            .compile_extra(&["-a", "-a"]);
    }
}

mod packages {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .pkg_config(&["zlib>=1.2", "--libs", "zlib"]);
    }
}

mod frameworks {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new().frameworks(&["CoreFoundation.framework"]);
    }
}

mod all_at_once {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .includes(&["<math.h>", "\"a.h\""])
            .libaries(&["m"])
            .libraries(&["-lm"]);
    }
}

mod others {
    rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .use_cpp_linker(true)
            .platform(TARGET)
            .platform("a-b-c")
            .platform("a-b-c");
    }
}

fn main() {
    let _ = (header::abs(1), library::abs(1), constant::abs(1), at_run_time::abs(1));
}
