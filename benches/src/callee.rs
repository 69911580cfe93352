//! One C function, declared in every way that is measured.

use std::ffi::CStr;

use rffi::{INT, NulError, llexternal};

llexternal! {
    unsafe extern "C" {
        /// `a + b`.
        #[name = "benches_add"]
        pub safe fn add(a: INT, b: INT) -> INT;

        /// The same, and `errno` is saved.
        #[name = "benches_add"]
        #[save_errno]
        pub safe fn add_save_errno(a: INT, b: INT) -> INT;

        /// The first byte of a text.
        ///
        /// # Safety
        /// None but what the type says.
        #[name = "benches_first"]
        pub unsafe fn first(text: &str) -> Result<INT, NulError>;

        /// The same, of text that is C's already.
        ///
        /// # Safety
        /// None but what the type says.
        #[name = "benches_first"]
        pub unsafe fn first_of_c(text: &CStr) -> INT;
    }
}

/// As one writes it without `llexternal!`.
pub mod by_hand {
    use core::ffi::c_int;

    #[expect(
        clashing_extern_declarations,
        reason = "the macro's is an `unsafe fn` inside"
    )]
    unsafe extern "C" {
        /// `a + b`.
        #[link_name = "benches_add"]
        pub safe fn add(a: c_int, b: c_int) -> c_int;
    }
}

/// Calls `add` as often as `calls` says, each time with the last result: between two calls stands
/// nothing but the loop.
///
/// # Panics
/// If `add` does not add.
pub fn chain(calls: u32, mut add: impl FnMut(INT, INT) -> INT) {
    let mut sum = 0;
    for _ in 0..calls {
        sum = add(sum, 1);
    }
    assert_eq!(sum.cast_unsigned(), calls);
}
