//! What C declares in `openssl/evp.h`.

include!(concat!(env!("OUT_DIR"), "/ffi.rs"));

pub use ffi::*;
