//! What C declares in `zlib.h`.

include!(concat!(env!("OUT_DIR"), "/ffi.rs"));

pub use ffi::*;
