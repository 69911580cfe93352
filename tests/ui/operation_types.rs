//! Operations whose implementation does not fit.

use std::io;

use extfunc::{Bytes, register_external};
use lltype::Ptr;
use rffi::{CCHARP, DOUBLE, INT, SIZE_T, llexternal};

llexternal! {
    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
        safe fn fabs(number: DOUBLE) -> DOUBLE;
        unsafe fn frexp(number: DOUBLE, exponent: Ptr<INT>) -> DOUBLE;
        unsafe fn strlen(text: CCHARP) -> SIZE_T;
        #[save_errno]
        safe fn malloc(size: SIZE_T) -> Ptr<Bytes>;
    }
}

mod parameter {
    extfunc::register_external! {
        fn a(text: f32) -> i32 = "test.a" { llimpl: super::taken }
    }
}

fn taken(_text: f32) -> i32 {
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

register_external! {
    fn o(number: i64) -> i64 = "test.o" { external: abs, function: host_o }
}

fn host_o(number: i32) -> i64 {
    number.into()
}

register_external! {
    fn p(numbers: &[f64]) -> f64 = "test.p" { llimpl: first }
}

fn first(numbers: Ptr<i32>, _count: SIZE_T) -> f64 {
    if numbers.is_null() { 0.0 } else { 1.0 }
}

register_external! {
    fn q(words: &[String]) -> f64 = "test.q" { llimpl: first }
}

register_external! {
    fn r(number: f64) -> (f64, i64) = "test.r" { external: unsafe frexp }
}

register_external! {
    fn s(lists: Vec<Vec<f32>>) -> f64 = "test.s" { function: host_s }
}

fn host_s(_lists: Vec<Vec<f32>>) -> f64 {
    0.0
}

register_external! {
    fn t(number: f64) -> (f64, String) = "test.t" { external: unsafe frexp }
}

register_external! {
    fn u(number: f64) -> f32 = "test.u" { function: host_u }
}

fn host_u(_number: f64) -> f32 {
    0.0
}

register_external! {
    fn v(bytes: &[u8]) -> Vec<u8> = "test.v" { llimpl: unsafe bytes_v }
}

unsafe fn bytes_v(_bytes: CCHARP, _count: SIZE_T) -> Ptr<Bytes> {
    Ptr::NULL
}

fn main() {}
