//! Attributes that do not go together, or not with the declaration.

#![allow(unused_parens)]

use rffi::{CCHARP, CONST_CCHARP, DOUBLE, INT, INTP, Ptr, SIZE_T, VOIDP, llexternal};

llexternal! {
    unsafe extern "C" {
        #[alt_errno]
        safe fn a(number: INT) -> INT;
        #[read_errno] #[zero_errno]
        safe fn b(number: INT) -> INT;
        #[save_lasterror] #[save_wsalasterror]
        safe fn c(number: INT) -> INT;
        #[save_errno] #[save_errno]
        safe fn d(number: INT) -> INT;
        #[release_gil = maybe]
        safe fn e(number: INT) -> INT;
        #[c_macro] #[declare]
        safe fn f(number: INT) -> INT;

        #[elidable] #[save_errno]
        safe fn g(number: DOUBLE) -> DOUBLE;
        #[elidable] #[release_gil]
        safe fn h(number: DOUBLE) -> DOUBLE;
        #[elidable]
        unsafe fn i(text: CONST_CCHARP, buffer: VOIDP) -> INT;
        #[elidable]
        unsafe fn j(out: Ptr<INT>, raw: *mut INT, text: CCHARP) -> INT;
        #[elidable]
        unsafe fn k(compare: Option<unsafe extern "C" fn(INT) -> INT>) -> INT;
        #[elidable]
        unsafe fn o(out: INTP, item: rffi::SIGNEDPP, raw: (*mut INT), text: CONST_CCHARP) -> INT;
        #[elidable]
        unsafe fn p(size: SIZE_T, data: rffi::CONST_VOIDP, time: rffi::TIME_T) -> INT;

        #[descriptor]
        safe fn l(number: INT) -> INT;
        #[descriptor("M")]
        safe fn m(number: INT) -> INT;
        #[elidible]
        safe fn n(number: INT) -> INT;
    }
}

/// A `$ty` comes in a group that nobody sees.
macro_rules! declare {
    ($out:ty, $compare:ty, $array:ty, $never:ty, $unit:ty) => {
        llexternal! {
            unsafe extern "C" {
                #[elidable]
                unsafe fn q(out: $out, compare: Option<$compare>) -> INT;
                unsafe fn r(compare: $compare, array: $array);
                unsafe fn s(compare: Option<$compare>) -> $unit;
                unsafe fn t() -> $never;
            }
        }
    };
}

declare!(*mut INT, unsafe extern "C" fn(INT) -> INT, [INT; 3], !, ());

fn main() {
    let _ = (a(1), b(2), c(3), d(4), e(5), f(6), g(7.0), h(8.0), l(9), m(10), n(11));
    let _ = (i, j, k, o, p, q, s, t);
    let _ = || unsafe { r(1, 2) };
}
