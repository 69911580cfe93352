//! Structs that compilers pass in several ways.

use lltype::CStruct;
use rffi::{FLOAT, INT, UINT, llexternal};

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct empty")]
struct Empty {}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct bits")]
struct Bits {
    #[cstruct(bits(_: UINT = 32))]
    pad: u32,
    real: FLOAT,
}

llexternal! {
    unsafe extern "C" {
        unsafe fn takes_empty(a: Empty);
        unsafe fn takes_bits(a: INT, b: Bits);
        unsafe fn returns_bits() -> Bits;
    }
}

fn main() {}
