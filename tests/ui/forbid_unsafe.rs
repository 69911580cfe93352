//! Where `unsafe` is forbidden, the macros bring none in.

#![forbid(unsafe_code)]

use std::io;

use extfunc::{Bytes, register_external};
use rffi::{Ptr, SIZE_T, llexternal};

llexternal! {
    unsafe extern "C" {
        safe fn strlen(address: SIZE_T) -> SIZE_T;
    }
}

register_external! {
    fn anything(address: usize) -> io::Result<Vec<u8>> = "test.anything" { llimpl: unsafe nothing }
}

fn nothing(address: usize) -> Ptr<Bytes> {
    Ptr::from(std::ptr::with_exposed_provenance_mut(address))
}

fn main() {
    let _ = (strlen(1), anything(1));
}
