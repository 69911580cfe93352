//! Types that C does not have.

use rffi::{CCHARP, INT, llexternal};

struct Point {
    x: f64,
    y: f64,
}

llexternal! {
    unsafe extern "C" {
        unsafe fn a(text: &str) -> INT;
        unsafe fn b(text: &std::ffi::CStr) -> INT;
        unsafe fn c(number: &mut INT) -> INT;
        unsafe fn d(numbers: [INT; 3]) -> INT;
        unsafe fn e(numbers: *const [INT]) -> INT;
        unsafe fn f(pair: (INT, INT)) -> INT;
        unsafe fn g(closure: impl Fn()) -> INT;
        unsafe fn h(anything: _) -> INT;
        unsafe fn i(text: CCHARP) -> &str;
        unsafe fn j(text: String) -> INT;
        unsafe fn k(text: CCHARP) -> Vec<u8>;
        unsafe fn l(callback: unsafe extern "C" fn(INT) -> INT);
    }
}

mod known_by_traits {
    use super::*;

    llexternal! {
        unsafe extern "C" {
            unsafe fn wide(number: i128) -> INT;
        }
    }

    llexternal! {
        unsafe extern "C" {
            unsafe fn point(at: *const Point) -> INT;
        }
    }

    llexternal! {
        unsafe extern "C" {
            unsafe fn point_by_value(text: CCHARP) -> Point;
        }
    }

    type Text = std::ptr::NonNull<std::ffi::c_char>;

    llexternal! {
        unsafe extern "C" {
            unsafe fn strchr(text: Text, character: INT) -> Text;
        }
    }

    llexternal! {
        unsafe extern "C" {
            unsafe fn unknown(text: CHARP) -> INT;
        }
    }
}

fn main() {}
