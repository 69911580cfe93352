//! Mistakes in attributes.

use rffi::{INT, llexternal};

llexternal! {
    unsafe extern "C" {
        #[save_errno(true)]
        safe fn a(number: INT) -> INT;
        #[save_erno]
        safe fn b(number: INT) -> INT;
        #[inline]
        safe fn c(number: INT) -> INT;
        #[name("abs")]
        safe fn d(number: INT) -> INT;
        #[name = abs]
        safe fn e(number: INT) -> INT;
        #[name = "3abs"]
        safe fn f(number: INT) -> INT;
        #[name = ""]
        safe fn g(number: INT) -> INT;
        #[rustfmt::skip]
        safe fn h(number: INT) -> INT;
    }
}

fn main() {
    let _ = (a(1), b(2), c(3), d(4), e(5), f(6), g(7), h(8));
}
