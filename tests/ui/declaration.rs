//! Mistakes in declarations: all are reported, each at its word.

use rffi::{CCHARP, INT, SIZE_T, VOIDP, llexternal};

llexternal! {
    unsafe extern "C" {
        pub fn a(number: INT) -> INT;
        pub safe async fn b(number: INT) -> INT;
        pub const unsafe fn c(number: INT) -> INT;
        pub unsafe extern "C" fn d(number: INT) -> INT;
        pub unsafe fn e<T>(number: T) -> INT;
        pub unsafe fn f(number: INT) -> INT where INT: Copy;
        pub unsafe fn g(&self, number: INT) -> INT;
        pub unsafe fn h(first: INT, (a, b): VOIDP) -> INT;
        pub unsafe fn i(INT, CCHARP) -> INT;
        pub unsafe fn j(format: CCHARP, ...) -> INT;
        pub unsafe fn k(#[unused] number: INT) -> INT;
        pub unsafe fn l(number: INT) -> INT { number }
        pub unsafe fn m(number: INT) -> INT
        pub unsafe fn n(number: INT) -> !;
        pub unsafe fn t(type: INT) -> INT;
        pub unsafe fn u(_: INT, crate: INT) -> INT;
        pub unsafe fn o(
            a: INT, b: INT, c: INT, d: INT, e: INT, f: INT, g: INT, h: INT,
            i: INT, j: INT, k: INT, l: INT, m: INT, n: INT, o: INT, p: INT,
            q: INT,
        ) -> INT;
        pub static p: INT;
        pub const Q: INT = 3;
        pub type r;
        pub unsafe struct s;
        pub unsafe fn strlen(text: CCHARP) -> SIZE_T;
        pub unsafe fn strlen(text: CCHARP) -> INT;
    }
}

fn main() {
    let _ = (a, b, c, d, h, i, k, l, m, o);
    // SAFETY: a test of messages, which never runs.
    let _ = unsafe { strlen(CCHARP::NULL) };
    let _ = strlen::EXTERNAL;
}
