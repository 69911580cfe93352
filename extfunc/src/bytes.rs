//! [`Bytes`]: a result of any length, in C.

use core::ffi::c_char;

use lltype::{Desc, LowLevelType, OpaqueDesc, Ptr};
use rffi::set_saved_errno;

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

impl Bytes {
    /// A copy for whoever frees it, from C's `malloc`; null, with the errno saved, if there is no
    /// memory.
    pub(crate) fn allocate(bytes: &[u8]) -> Ptr<Bytes> {
        // Slices are shorter than half of the address space.
        let size = size_of::<Bytes>() + bytes.len();
        // SAFETY: any size may be asked for.
        let block = unsafe { libc::malloc(size) }.cast::<Bytes>();
        if block.is_null() {
            set_saved_errno(libc::ENOMEM);
            return Ptr::NULL;
        }
        // SAFETY: the block is new, aligned for everything, and has room for the length.
        unsafe { (&raw mut (*block).length).write(bytes.len()) };
        // SAFETY: and for the bytes behind it.
        unsafe {
            (&raw mut (*block).data)
                .cast::<u8>()
                .copy_from(bytes.as_ptr(), bytes.len())
        };
        Ptr::from(block)
    }
}

// SAFETY: as `rffi.h` declares it; the type model knows it by its name.
unsafe impl LowLevelType for Bytes {
    const DESC: &'static Desc = &Desc::Opaque(OpaqueDesc::named("struct rffi_bytes"));
}
