//! What C declares in `ncurses.h`.

include!(concat!(env!("OUT_DIR"), "/ffi.rs"));

pub use ffi::*;
