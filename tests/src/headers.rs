//! Functions of the C library, declared from its headers: what a code generator is tried on.

#![allow(missing_docs, reason = "named as in C")]

use core::ffi::c_void;

use lltype::CStruct;
use rffi::{
    CCHARP, CCHARPP, CHAR, CONST_CCHARP, ConstPtr, DOUBLE, DOUBLE_COMPLEX, ExternalCompilationInfo,
    FLOAT, INT, LONG, LONGDOUBLE, LONGLONG, Ptr, SIZE_T, SSIZE_T, SUSECONDS_T, TIME_T, UINT, ULONG,
    VOIDP, llexternal,
};

use crate::declarations::File;

/// `struct timeval`.
#[derive(Debug, Clone, Copy, Default, PartialEq, CStruct)]
#[cstruct(name = "struct timeval")]
#[repr(C)]
pub struct TimeVal {
    /// Seconds.
    pub tv_sec: TIME_T,
    /// Microseconds.
    pub tv_usec: SUSECONDS_T,
}

/// `div_t`.
#[derive(Debug, Clone, Copy, Default, PartialEq, CStruct)]
#[cstruct(name = "div_t")]
#[repr(C)]
pub struct Div {
    /// The quotient.
    pub quot: i32,
    /// The remainder.
    pub rem: i32,
}

/// `struct in_addr`.
#[derive(Debug, Clone, Copy, Default, PartialEq, CStruct)]
#[cstruct(name = "struct in_addr")]
#[repr(C)]
pub struct InAddr {
    /// In the order of the network.
    pub s_addr: u32,
}

/// What C compares two things with.
pub type Compare = Option<unsafe extern "C" fn(ConstPtr<c_void>, ConstPtr<c_void>) -> INT>;

/// The headers.
pub static LIBC: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .pre_include_bits(&["#define _GNU_SOURCE 1"])
    .includes(&[
        "arpa/inet.h",
        "complex.h",
        "ctype.h",
        "math.h",
        "signal.h",
        "stdio.h",
        "stdlib.h",
        "string.h",
        "sys/time.h",
        "sys/wait.h",
        "unistd.h",
        "wchar.h",
        "errno.h",
    ])
    .libraries(&["m"]);

llexternal! {
    compilation_info = LIBC;
    list = pub LIBC_FUNCTIONS;

    unsafe extern "C" {
        pub safe fn abs(n: INT) -> INT;
        pub safe fn labs(n: LONG) -> LONG;
        pub safe fn llabs(n: LONGLONG) -> LONGLONG;
        pub unsafe fn strlen(text: &std::ffi::CStr) -> SIZE_T;
        pub unsafe fn strchr(text: CONST_CCHARP, c: INT) -> CCHARP;
        pub unsafe fn strtoul(text: CONST_CCHARP, end: CCHARPP, base: INT) -> ULONG;
        pub unsafe fn strtod(text: CONST_CCHARP, end: CCHARPP) -> DOUBLE;
        pub unsafe fn memcpy(to: *mut c_void, from: *const c_void, count: SIZE_T) -> VOIDP;
        #[save_errno]
        pub unsafe fn read(fd: INT, buffer: VOIDP, count: SIZE_T) -> SSIZE_T;
        #[save_errno]
        pub unsafe fn write(fd: INT, buffer: ConstPtr<c_void>, count: SIZE_T) -> SSIZE_T;
        pub unsafe fn fputs(text: CONST_CCHARP, file: Ptr<File>) -> INT;
        pub unsafe fn qsort(
            base: VOIDP, count: SIZE_T, size: SIZE_T,
            compare: Option<unsafe extern "C" fn(ConstPtr<c_void>, ConstPtr<c_void>) -> INT>,
        );
        pub unsafe fn signal(
            number: INT, handler: Option<unsafe extern "C" fn(INT)>,
        ) -> Option<unsafe extern "C" fn(INT)>;
        /// As C's.
        ///
        /// # Safety
        /// What follows is what the format says.
        pub unsafe fn snprintf(buffer: CCHARP, size: SIZE_T, format: CONST_CCHARP, ...) -> INT;
        #[name = "snprintf"]
        pub unsafe fn format_number(
            buffer: CCHARP, size: SIZE_T, format: CONST_CCHARP, ..., number: DOUBLE,
        ) -> INT;
        pub unsafe fn gettimeofday(now: Ptr<TimeVal>, zone: VOIDP) -> INT;
        pub unsafe fn frexp(x: DOUBLE, exponent: Ptr<INT>) -> DOUBLE;
        pub safe fn fabsf(x: FLOAT) -> FLOAT;
        pub safe fn rand() -> INT;
        pub safe fn srand(seed: UINT);

        #[c_macro]
        pub safe fn WIFEXITED(status: INT) -> INT;
        #[c_macro]
        pub safe fn WEXITSTATUS(status: INT) -> INT;
        pub unsafe fn strtold(text: CONST_CCHARP, end: CCHARPP) -> LONGDOUBLE;
        pub safe fn csqrt(z: DOUBLE_COMPLEX) -> DOUBLE_COMPLEX;
        pub unsafe fn getenv(name: ConstPtr<CHAR>) -> CCHARP;
        pub safe fn div(a: INT, b: INT) -> Div;
        pub unsafe fn inet_ntoa(address: InAddr) -> CCHARP;
    }
}
