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

fn main() {
    let _ = (header::abs(1), library::abs(1), constant::abs(1), at_run_time::abs(1));
}
