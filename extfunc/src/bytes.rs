//! [`Bytes`]: a result of any length, in C.

use core::ffi::c_char;

use lltype::{Desc, LowLevelType};

/// Bytes that C gives: a length, and as many bytes behind it, in one block from `malloc` that the
/// caller frees. A C function returns `Ptr<Bytes>`.
///
/// [`BYTES_H`] declares it in C.
#[repr(C)]
#[derive(Debug)]
pub struct Bytes {
    pub(crate) length: usize,
    pub(crate) data: [c_char; 0],
}

/// The declaration of `struct rffi_bytes` in C, for the `post_include_bits` of a C function that
/// returns [`Bytes`]. Given twice, it declares once.
pub const BYTES_H: &str = include_str!("../c/bytes.h");

// SAFETY: as `BYTES_H` declares it; the type model knows it by its name.
unsafe impl LowLevelType for Bytes {
    const DESC: &'static Desc = &Desc::Opaque("struct rffi_bytes");
}
