//! A name of rffi that means something else here.

use rffi::llexternal;

#[allow(non_camel_case_types)]
type INT = i64;

llexternal! {
    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
    }
}

mod conditional {
    #[allow(non_camel_case_types)]
    type FLOAT = f64;

    rffi::llexternal! {
        unsafe extern "C" {
            #[cfg(unix)]
            safe fn sqrt(x: FLOAT) -> FLOAT;
        }
    }
}

mod pointer {
    type Ptr<T> = T;

    rffi::llexternal! {
        unsafe extern "C" {
            safe fn labs(number: Ptr<rffi::LONG>) -> rffi::LONG;
        }
    }
}

mod inside {
    #[allow(non_camel_case_types)]
    type LONG = i32;

    rffi::llexternal! {
        unsafe extern "C" {
            unsafe fn strtol(
                callback: Option<unsafe extern "C" fn(LONG)>,
                end: rffi::Ptr<LONG>,
            );
        }
    }
}

mod rusts {
    #[allow(non_camel_case_types)]
    type c_long = i32;
    #[allow(non_camel_case_types)]
    type pid_t = u64;

    rffi::llexternal! {
        unsafe extern "C" {
            safe fn labs(number: c_long) -> std::ffi::c_long;
            safe fn getpid() -> pid_t;
        }
    }
}

fn main() {}
