//! `len` of an array without a length is a type error.

use lltype::{Array, FlexArray, Ptr};

fn main() {
    let flexible = Ptr::<FlexArray<u8>>::NULL;
    let _ = unsafe { flexible.len() };
    let _ = unsafe { flexible.item(0) };
    let counted = Ptr::<Array<u8>>::NULL;
    let _ = || unsafe { counted.len() };
}
