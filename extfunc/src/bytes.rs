//! [`Bytes`]: a result of any length, in C.

use core::ffi::c_char;

use lltype::{Desc, LowLevelType, OpaqueDesc};

/// Bytes that C gives: a length, and as many bytes behind it, in one block from `malloc` that the
/// caller frees. A C function returns `Ptr<Bytes>`.
///
/// In C it is `struct rffi_bytes` of [`rffi.h`](rffi::RFFI_H).
#[repr(C)]
#[derive(Debug)]
pub struct Bytes {
    pub(crate) length: usize,
    pub(crate) data: [c_char; 0],
}

// SAFETY: as `rffi.h` declares it; the type model knows it by its name.
unsafe impl LowLevelType for Bytes {
    const DESC: &'static Desc = &Desc::Opaque(OpaqueDesc::named("struct rffi_bytes"));
}
