//! Mistakes in bit-fields.

use std::ffi::{c_int, c_uint};

use lltype::CStruct;

#[derive(CStruct)]
#[repr(C)]
struct Grammar {
    #[cstruct(bits)]
    a: u32,
    #[cstruct(bits())]
    b: u32,
    #[cstruct(bits(c_uint = 1))]
    c: u32,
    #[cstruct(bits(d: c_uint))]
    d: u32,
    #[cstruct(bits(e: c_uint = 0))]
    e: u32,
    #[cstruct(bits(f: c_uint = 1 g: c_uint = 2))]
    f: u32,
}

#[derive(CStruct)]
#[repr(C)]
union InUnion {
    whole: u32,
    #[cstruct(bits(low: c_uint = 3))]
    bits: u32,
}

#[derive(CStruct)]
#[repr(C)]
struct WrongStorage {
    #[cstruct(bits(low: c_uint = 3))]
    bits: f32,
}

#[derive(CStruct)]
#[repr(C)]
struct WrongType {
    #[cstruct(bits(low: f32 = 3))]
    bits: u32,
}

#[derive(CStruct)]
#[repr(C)]
struct TooWide {
    #[cstruct(bits(wide: c_uint = 33))]
    bits: u64,
}

#[derive(CStruct)]
#[repr(C)]
struct TooWideBool {
    #[cstruct(bits(flag: bool = 2))]
    bits: u8,
}

const NONE: u32 = 0;

#[derive(CStruct)]
#[repr(C)]
struct NoWidth {
    #[cstruct(bits(empty: c_uint = NONE))]
    bits: u32,
}

#[derive(CStruct)]
#[repr(C)]
struct StorageTooLarge {
    #[cstruct(bits(low: c_uint = 9))]
    bits: u32,
    behind: u8,
}

#[derive(CStruct)]
#[repr(C)]
struct StorageTooSmall {
    #[cstruct(bits(low: c_uint = 9, high: c_int = 20))]
    bits: [u8; 2],
}

#[derive(CStruct)]
#[repr(C)]
struct StorageNotAligned {
    #[cstruct(bits(low: c_uint = 9))]
    bits: [u8; 4],
}

fn main() {}
