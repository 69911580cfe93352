//! Calls that need `unsafe`.

use rffi::{CCHARP, SIZE_T, llexternal};

llexternal! {
    unsafe extern "C" {
        /// Length of a C string.
        unsafe fn strlen(text: CCHARP) -> SIZE_T;
    }
}

fn main() {
    let _ = strlen(CCHARP::NULL);
    let _ = strlen::EXTERNAL.call(&[]);
    let _ = (strlen::PTR)(CCHARP::NULL);
    // Its callers rely on what it returns.
    let _guard = strlen::fake(|_| 7);
}
