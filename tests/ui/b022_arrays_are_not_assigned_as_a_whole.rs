//! An array of another length is another type; one without a fixed size is no value at all.

use lltype::{Array, CStruct, FlexArray, Ptr};

#[derive(CStruct)]
#[repr(C)]
struct S {
    five: [u8; 5],
    six: [u8; 6],
    rest: Array<u8>,
}

fn main() {
    let s = Ptr::<S>::NULL;
    unsafe {
        s.field(S::FIVE).set(s.field(S::SIX).get());
        s.field(S::REST).set(s.field(S::REST).get());
        s.field(S::REST).cast::<FlexArray<u8>>().get();
    }
}
