//! What C declares in `curl/curl.h`.

include!(concat!(env!("OUT_DIR"), "/ffi.rs"));

pub use ffi::*;
