//! Mistakes in the signatures and braces of operations: all are reported, each at its word.

use extfunc::register_external;

fn ll(number: i32) -> i32 {
    number
}

register_external! {
    lists = pub FIRST;
    list = pub SECOND;
    list = pub THIRD;

    fn a(number: i32) -> i32 { llimpl: ll }
    fn b(number: i32) -> i32 = "" { llimpl: ll }
    fn c(number: i32) -> i32 = "test.c";
    fn d(number: i32) -> i32 = "test.d" {}
    fn e(number: i32) -> i32 = "test.e" { llfake: ll }
    fn f(number: i32) -> i32 = "test.f" { llimpl: ll, llimpl: ll }
    fn g(number: i32) -> i32 = "test.g" { llimpl: |number| number }
    fn h(number: i32) -> i32 = "test.h" { llfakeimpl: unsafe ll }
    fn i(number: i32) -> i32 = "test.i" { export_name: ll_i, llimpl: ll }
    unsafe fn j(number: i32) -> i32 = "test.j" { llimpl: ll }
    async fn k(number: i32) -> i32 = "test.k" { llimpl: ll }
    extern "C" fn l(number: i32) -> i32 = "test.l" { llimpl: ll }
    fn m<T>(number: T) -> i32 = "test.m" { llimpl: ll }
    fn n<'a>(text: &'a str) -> i32 = "test.n" { llimpl: ll }
    fn o(&self) -> i32 = "test.o" { llimpl: ll }
    fn p((a, b): i32) -> i32 = "test.p" { llimpl: ll }
    fn q(text: &'static str) -> i32 = "test.q" { llimpl: ll }
    fn r(buffer: &mut [u8]) -> i32 = "test.r" { llimpl: ll }
    fn s(text: &String) -> i32 = "test.s" { llimpl: ll }
    #[inline]
    fn t(number: i32) -> i32 = "test.t" { llimpl: ll }
    const fn u(number: i32) -> i32 = "test.u" { llimpl: ll }
    fn v(text: &str) -> &str = "test.v" { llimpl: ll }
    fn w(number: i32) -> i32 = "test.w" { function: unsafe ll }
    fn x(number: i32) -> i32 = "test.x" { function: |number| number }
    fn y(number: i32) -> i32 = "test.y" { functoin: ll }
    fn z(number: i32) -> i32 = "test.z" { llimpl: ll, sandboxsafe: yes }
    fn right(number: i32) -> i32 = "test.right" { llimpl: ll }
}

fn main() {
    let _ = (d(1), f(1), h(1), j(1), k(1), l(1), p(1), t(1), u(1));
    let _ = (right(1), right::EXTFUNC, SECOND);
}
