//! [`Address`]: where something of a library is.

use core::ffi::c_void;
use core::ptr::NonNull;

/// An address that the loader gave. It is there as long as its library is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address(NonNull<c_void>);

// SAFETY: to have an address is to touch nothing; who follows it answers for that.
unsafe impl Send for Address {}
// SAFETY: as above.
unsafe impl Sync for Address {}

impl Address {
    /// `None` for null.
    pub(super) fn new(address: *mut c_void) -> Option<Self> {
        NonNull::new(address).map(Address)
    }

    #[inline]
    pub(super) fn data(self) -> NonNull<c_void> {
        self.0
    }

    /// As that of a function.
    #[inline]
    pub(super) fn code(self) -> *const () {
        self.0.as_ptr().cast_const().cast()
    }

    /// Whether it lies in the image of a library. What does not is made for each thread by itself, or
    /// a number that is no place.
    pub(super) fn is_in_an_image(self) -> bool {
        let mut info = core::mem::MaybeUninit::<libc::Dl_info>::uninit();
        // SAFETY: any address may be asked about; there is room for the answer, which is not read.
        unsafe { libc::dladdr(self.0.as_ptr(), info.as_mut_ptr()) != 0 }
    }
}
