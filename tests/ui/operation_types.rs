//! Operations whose implementation does not fit.

use std::io;

use extfunc::{Bytes, register_external};
use lltype::Ptr;
use rffi::{CCHARP, DOUBLE, INT, SIZE_T, llexternal};

llexternal! {
    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
        safe fn fabs(number: DOUBLE) -> DOUBLE;
        unsafe fn strlen(text: CCHARP) -> SIZE_T;
        #[save_errno]
        safe fn malloc(size: SIZE_T) -> Ptr<Bytes>;
    }
}

mod parameter {
    extfunc::register_external! {
        fn a(text: String) -> i32 = "test.a" { llimpl: super::taken }
    }
}

fn taken(_text: String) -> i32 {
    0
}

register_external! {
    fn b(number: i64) -> i32 = "test.b" { external: abs }
}

register_external! {
    fn c(number: i32) -> f64 = "test.c" { external: abs }
}

register_external! {
    fn d(number: i32, other: i32) -> i32 = "test.d" { external: abs }
}

register_external! {
    fn e(text: &str) -> usize = "test.e" { external: unsafe strlen }
}

register_external! {
    fn f(text: &str) -> io::Result<usize> = "test.f" { external: strlen }
}

register_external! {
    fn g(text: &str) -> io::Result<i32> = "test.g" { external: abs }
}

register_external! {
    fn h(number: i32) -> io::Result<i32> = "test.h" { external: abs }
}

register_external! {
    fn i(count: usize) -> io::Result<Vec<u8>> = "test.i" { external: malloc }
}

register_external! {
    fn j(number: i32) -> i32 = "test.j" { external: abs, llfakeimpl: fake_j }
}

fn fake_j(number: i64) -> i64 {
    number
}

register_external! {
    fn k(number: i32) -> i32 = "test.k" { external: f64::sqrt }
}

register_external! {
    fn l(number: i32) -> i32 = "test.l" { external: nowhere }
}

register_external! {
    fn m(number: f64) -> f64 = "test.m" { external: abs, llimpl: f64::sqrt }
}

register_external! {
    fn n(number: i32) -> u128 = "test.n" { llimpl: wide }
}

fn wide(number: i32) -> u128 {
    number.unsigned_abs().into()
}

fn main() {}
