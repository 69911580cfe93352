//! Calls of variadic functions: C's promotions are not made silently.

use rffi::{CONST_CCHARP, INT, llexternal};

llexternal! {
    unsafe extern "C" {
        unsafe fn printf(format: CONST_CCHARP, ...) -> INT;
        #[name = "printf"]
        unsafe fn print_number(format: CONST_CCHARP, ..., number: INT) -> INT;
    }
}

fn main() {
    let format = c"%d".as_ptr().into();
    // SAFETY: a test of messages, which never runs.
    unsafe {
        printf(format, 1.0_f32);
        printf(format, 1_u8);
        printf();
        print_number(format, 1, 2);
        let _ = printf::fake(|_| 1);
    }
}
