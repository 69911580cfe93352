//! Mistakes in what `#[derive(CStruct)]` is on, and in its attributes.

use std::ffi::{c_int, c_uint};

use lltype::CStruct;

#[derive(CStruct)]
struct NoRepr {
    a: c_int,
}

#[derive(CStruct)]
#[repr(Rust)]
struct OfRust {
    a: c_int,
}

#[derive(CStruct)]
#[repr(transparent)]
struct Transparent {
    a: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct Generic<T> {
    a: T,
}

#[derive(CStruct)]
#[repr(C)]
struct Tuple(c_int, c_int);

#[derive(CStruct)]
#[repr(C)]
struct Unit;

#[derive(CStruct)]
#[repr(C)]
enum Enumeration {
    A,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(nam = "struct tm", gc, gc, packed)]
struct Words {
    #[cstruct(nmae = "a")]
    a: c_int,
    #[cstruct(name)]
    b: c_int,
    #[cstruct(name = c)]
    c: c_int,
    #[cstruct(name = "3d")]
    d: c_int,
    #[cstruct(name = "int")]
    e: c_int,
    double: c_int,
    #[cstruct(anonymous, name = "g")]
    g: c_int,
    #[cstruct(anonymous = true)]
    h: c_int,
    #[cstruct]
    i: c_int,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "union names")]
struct WrongKeyword {
    a: c_int,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct two names", crate = "lltype")]
struct WrongName {
    a: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct Same {
    a: c_int,
    #[cstruct(name = "a")]
    b: c_int,
    #[allow(non_snake_case)]
    A: c_int,
    #[cstruct(bits(a: c_uint = 1, c: c_uint = 1, c: c_uint = 1))]
    bits: u32,
}

fn main() {
    // What is right is there: no further errors.
    let _ = (NoRepr::A, Words::B, Same::C);
}
