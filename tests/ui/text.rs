//! Mistakes in declarations with text.

use std::io;

use rffi::{CCHARP, INT, NulError, llexternal};

/// No `From<NulError>`.
struct MyError;

llexternal! {
    unsafe extern "C" {
        unsafe fn a(text: &str) -> INT;
        unsafe fn b(text: &[u8]);
        unsafe fn c(text: Option<&str>) -> INT;
        unsafe fn d(text: CCHARP) -> io::Result<INT>;
        unsafe fn e(text: &std::ffi::CStr) -> Result<(), NulError>;
        unsafe fn f(text: &mut str) -> Result<INT, NulError>;
        unsafe fn g(text: &str) -> Result<&str, NulError>;
    }
}

mod the_error {
    use rffi::INT;

    use super::MyError;

    rffi::llexternal! {
        unsafe extern "C" {
            unsafe fn atoi(text: &str) -> Result<INT, MyError>;
        }
    }
}

fn main() {
    // SAFETY: a test of messages, which never runs.
    let _ = unsafe { (a("1"), c(None)) };
}
