//! Members whose types are not C's.

use std::ffi::c_int;

use lltype::{Array, CStruct, Desc, FlexArray, LowLevelType, OpaqueDesc, Ptr, Scalar, malloc_array};

#[derive(CStruct)]
#[repr(C)]
struct NotC {
    text: String,
    slice: &'static [u8],
    pair: (c_int, c_int),
    pointer: Ptr<NotC>,
}

struct Plain {
    a: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct Inner {
    plain: Plain,
    array: [Plain; 3],
}

/// It says that it is smaller than it is.
struct Lying(u64);

unsafe impl LowLevelType for Lying {
    const DESC: &'static Desc = Scalar::Int32.desc();
}

#[derive(CStruct)]
#[repr(C)]
struct WithLying {
    first: Lying,
    second: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct OnlyLying {
    first: Lying,
}

struct File;

unsafe impl LowLevelType for File {
    const DESC: &'static Desc = &Desc::Opaque(OpaqueDesc::named("FILE"));
}

#[derive(CStruct)]
#[repr(C)]
struct WithOpaque {
    file: File,
}

#[derive(CStruct)]
#[repr(C)]
struct Fixed {
    a: c_int,
}

fn main() {
    // No number of items.
    let _ = malloc_array::<Fixed>(3);
    // Tokens belong to their struct.
    let _ = Ptr::<Fixed>::NULL.field(WithOpaque::FILE);
    // Read only.
    let fixed = lltype::ConstPtr::<Fixed>::NULL;
    unsafe { fixed.field(Fixed::A).set(3) };
    let _: (FlexArray<u8>, Array<u8>);
}
