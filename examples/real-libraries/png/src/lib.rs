//! What C declares in `png.h`.

include!(concat!(env!("OUT_DIR"), "/ffi.rs"));

pub use ffi::*;
