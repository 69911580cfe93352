//! Mistakes in declarations of variadic functions, and in calls.

use rffi::{CONST_CCHARP, DOUBLE, FLOAT, INT, LONGDOUBLE, llexternal};

llexternal! {
    unsafe extern "C" {
        unsafe fn a(...) -> INT;
        unsafe fn b(format: CONST_CCHARP, ..., ...) -> INT;
        #[save_errno]
        unsafe fn c(format: CONST_CCHARP, ...) -> INT;
        #[c_macro]
        unsafe fn d(format: CONST_CCHARP, ...) -> INT;
        unsafe fn e(format: &str, ...) -> Result<INT, rffi::NulError>;
        unsafe fn f(format: CONST_CCHARP, ..., small: FLOAT, byte: u8, fine: DOUBLE) -> INT;
        unsafe fn g(format: CONST_CCHARP, ..., wide: LONGDOUBLE) -> INT;
    }
}

fn main() {}
