//! An enum whose constants do not fit in C's `int`.

use lltype::CEnum;

#[derive(CEnum)]
#[repr(C)]
#[allow(warnings)]
enum TooLarge {
    A = 0x1_0000_0000,
}

#[derive(CEnum)]
#[repr(C)]
#[allow(warnings)]
enum Unsigned {
    B = 0x8000_0000,
}

fn main() {}
