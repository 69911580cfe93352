//! Types that cannot lie inside of others.

use std::ffi::c_int;
use std::mem::ManuallyDrop;

use lltype::{Array, CStruct, FlexArray, Ptr};

#[derive(CStruct)]
#[repr(C)]
struct Message {
    length: c_int,
    data: FlexArray<u8>,
}

#[derive(CStruct)]
#[repr(C)]
struct NotLast {
    data: FlexArray<u8>,
    length: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct HeaderNotLast {
    data: Array<u8>,
    length: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct Inlined {
    message: Message,
}

#[derive(CStruct)]
#[repr(C)]
struct Items {
    messages: [Message; 2],
}

#[derive(CStruct)]
#[repr(C)]
struct ItemsOfItems {
    messages: [[FlexArray<u8>; 2]; 2],
}

#[derive(CStruct)]
#[repr(C)]
union InUnion {
    number: c_int,
    data: ManuallyDrop<FlexArray<u8>>,
}

type Bytes = FlexArray<u8>;

#[derive(CStruct)]
#[repr(C)]
struct OtherName {
    length: c_int,
    data: Bytes,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(gc)]
struct Owned {
    a: c_int,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(gc)]
struct OwnedFirst {
    owned: Owned,
    pointer: Ptr<Owned>,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(gc)]
struct OwnedSecond {
    a: c_int,
    owned: Owned,
}

#[derive(CStruct)]
#[repr(C)]
struct OwnedInRaw {
    owned: Owned,
}

#[derive(CStruct)]
#[repr(C)]
struct OwnedItems {
    owned: [Owned; 2],
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(gc)]
struct OwnedNoLength {
    a: c_int,
    data: FlexArray<u8>,
}

#[derive(CStruct)]
#[repr(C)]
struct AnonymousNumber {
    #[cstruct(anonymous)]
    number: c_int,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "")]
struct Unnamed {
    a: c_int,
    b: c_int,
}

#[derive(CStruct)]
#[repr(C)]
struct AnonymousSame {
    b: c_int,
    #[cstruct(anonymous)]
    inner: Unnamed,
}

fn main() {}
