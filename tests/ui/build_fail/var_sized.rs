//! Types without a fixed size where one is needed, and the other way round.

use lltype::{Array, CStruct, FlexArray, Ptr, malloc, ptradd, scoped_alloc};

#[derive(CStruct)]
#[repr(C)]
struct Message {
    length: usize,
    data: FlexArray<u8>,
}

fn main() {
    let _ = malloc::<Message>(1);
    let _ = scoped_alloc::<Array<u32>>(1);
    let _ = ptradd(Ptr::<FlexArray<u8>>::NULL, 1);
}
