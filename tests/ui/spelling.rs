//! A name of rffi that means something else here.

use rffi::llexternal;

#[allow(non_camel_case_types)]
type INT = i64;

llexternal! {
    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
    }
}

fn main() {}
