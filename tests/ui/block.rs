//! Mistakes around the declarations.

use rffi::{INT, llexternal};

// Nobody said that the declarations are right.
llexternal! {
    extern "C" {
        safe fn abs(number: INT) -> INT;
    }
}

// No calling convention, or an unknown one.
llexternal! {
    unsafe extern {
        #[name = "abs"]
        safe fn abs2(number: INT) -> INT;
    }
    unsafe extern "stdcal" {
        #[name = "abs"]
        safe fn abs3(number: INT) -> INT;
    }
}

// Settings.
llexternal! {
    compilation_inf = rffi::ExternalCompilationInfo::new();
    list = pub FIRST;
    list = pub SECOND;
    #[doc(hidden)]
    unsafe extern "C" {
        #[name = "abs"]
        safe fn abs4(number: INT) -> INT;
    }
}

llexternal! {
    list = THIRD
    unsafe extern "C" {
        #[name = "abs"]
        safe fn abs5(number: INT) -> INT;
    }
}

// No block at all.
llexternal! {
    fn abs6(number: INT) -> INT;
}

llexternal! {
    unsafe extern "C" fn abs7(number: INT) -> INT;
}

fn main() {
    // All of them exist nevertheless.
    let _ = (abs(1), abs2(2), abs3(3), abs4(4), abs5(5), SECOND, THIRD);
}
