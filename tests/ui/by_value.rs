//! What is not passed by value.

use lltype::{CStruct, FlexArray};
use rffi::{INT, llexternal};

#[derive(CStruct)]
#[repr(C)]
struct NotCopy {
    a: INT,
}

#[derive(CStruct)]
#[repr(C)]
struct Tail {
    a: INT,
    items: FlexArray<INT>,
}

llexternal! {
    unsafe extern "C" {
        unsafe fn takes_not_copy(a: NotCopy);
        unsafe fn returns_not_copy() -> NotCopy;
        unsafe fn takes_tail(a: Tail);
        unsafe fn returns_tail() -> Tail;
    }
}

fn main() {}
