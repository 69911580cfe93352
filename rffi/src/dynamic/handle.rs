//! [`Handle`]: one library, as the loader knows it.

use core::ffi::{CStr, c_void};
use core::mem::ManuallyDrop;
use std::ffi::OsStr;

use libloading::os::unix::Library;

use super::open_flags::OpenFlags;

/// One library, as the loader knows it. It is closed when this is dropped.
#[derive(Debug)]
pub(super) struct Handle(*mut c_void);

// SAFETY: the loader's functions may be called by any thread with any handle.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Handle {
    /// # Safety
    /// The library may run code when it is loaded and when it is closed: the caller answers for that.
    pub(super) unsafe fn open(name: &OsStr, flags: OpenFlags) -> Result<Self, libloading::Error> {
        // SAFETY: the caller's word.
        let library = unsafe { Library::open(Some(name), flags.bits()) }?;
        Ok(Handle(library.into_raw()))
    }

    pub(super) fn process() -> Self {
        Handle(Library::this().into_raw())
    }

    /// # Safety
    /// It is a handle of the loader's, and stays one as long as this lives.
    pub(super) unsafe fn from_raw(handle: *mut c_void) -> Self {
        Handle(handle)
    }

    pub(super) fn as_raw(&self) -> *mut c_void {
        self.0
    }

    /// Lets it open.
    pub(super) fn forget(self) {
        let _ = ManuallyDrop::new(self);
    }

    /// The address of a symbol in it, or in a library that it needs. It may be null.
    pub(super) fn symbol(&self, name: &CStr) -> Result<*mut c_void, libloading::Error> {
        // SAFETY: the handle is open, and is not closed by this value.
        let library = ManuallyDrop::new(unsafe { Library::from_raw(self.0) });
        // SAFETY: nothing is assumed about what is there.
        let symbol = unsafe { library.get::<*mut c_void>(name) }?;
        Ok(symbol.as_raw_ptr())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: this value owns it. Whoever opened it answers for what closing does.
        drop(unsafe { Library::from_raw(self.0) });
    }
}

/// What the loader says, in its own words.
pub(super) fn reason(error: &libloading::Error) -> String {
    use std::error::Error;
    match error.source() {
        Some(said) => said.to_string(),
        None => error.to_string(),
    }
}
