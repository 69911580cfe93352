//! Attributes that do not go together, or not with the declaration.

use rffi::{CCHARP, CONST_CCHARP, DOUBLE, INT, Ptr, VOIDP, llexternal};

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

        #[descriptor]
        safe fn l(number: INT) -> INT;
        #[descriptor("M")]
        safe fn m(number: INT) -> INT;
        #[elidible]
        safe fn n(number: INT) -> INT;
    }
}

fn main() {
    let _ = (a(1), b(2), c(3), d(4), e(5), f(6), g(7.0), h(8.0), l(9), m(10), n(11));
    let _ = (i, j, k);
}
