//! The saved errno: what the last call with `#[save_errno]` left, per thread.

mod options;
#[cfg(windows)]
mod windows;

use core::ffi::c_int;

pub use options::{
    RFFI_ALT_ERRNO, RFFI_ERR_ALL, RFFI_ERR_NONE, RFFI_FULL_ERRNO, RFFI_FULL_ERRNO_ZERO,
    RFFI_FULL_LASTERROR, RFFI_READSAVED_ERRNO, RFFI_READSAVED_LASTERROR, RFFI_SAVE_ERRNO,
    RFFI_SAVE_LASTERROR, RFFI_SAVE_WSALASTERROR, RFFI_ZERO_ERRNO_BEFORE, SaveErr,
};

use crate::this_thread::{self, Saved, ThisThread};

/// The `errno` that the last call with `#[save_errno]` on this thread left.
///
/// It is taken right after the C function returned, before anything else can change it, and later
/// calls without `#[save_errno]` do not touch it. RPython's `rposix.get_saved_errno`.
///
/// ```
/// use rffi::{CCHARP, INT, VOIDP, SIZE_T, SSIZE_T, get_saved_errno, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         #[save_errno]
///         unsafe fn write(fd: INT, data: VOIDP, count: SIZE_T) -> SSIZE_T;
///     }
/// }
///
/// // SAFETY: nothing is read: the descriptor is wrong.
/// assert_eq!(unsafe { write(-1, VOIDP::NULL, 0) }, -1);
/// assert_eq!(std::io::Error::from_raw_os_error(get_saved_errno()).raw_os_error(), Some(9));
/// ```
#[inline]
#[must_use]
pub fn get_saved_errno() -> c_int {
    this_thread::current().saved.errno.get()
}

/// Sets the saved errno of this thread: for a fake of a function with `#[save_errno]`, or for a call
/// with [`RFFI_READSAVED_ERRNO`]. RPython's `rposix.set_saved_errno`.
#[inline]
pub fn set_saved_errno(errno: c_int) {
    this_thread::current().saved.errno.set(errno);
}

/// The `errno` that the last call with [`RFFI_ALT_ERRNO`] on this thread left.
///
/// There are two, so that an interpreter can keep the errno that its programs see apart from its
/// own. RPython's `rposix.get_saved_alterrno`.
#[inline]
#[must_use]
pub fn get_saved_alterrno() -> c_int {
    this_thread::current().alt_saved.errno.get()
}

/// Sets the alternate saved errno of this thread. RPython's `rposix.set_saved_alterrno`.
#[inline]
pub fn set_saved_alterrno(errno: c_int) {
    this_thread::current().alt_saved.errno.set(errno);
}

/// What Windows' `GetLastError` gave after the last call with [`RFFI_SAVE_LASTERROR`], or
/// `WSAGetLastError` with [`RFFI_SAVE_WSALASTERROR`]. RPython's `rwin32.GetLastError_saved`.
///
/// # Platform-specific behaviour
/// Elsewhere nothing sets it but [`set_saved_lasterror`].
#[inline]
#[must_use]
pub fn get_saved_lasterror() -> u32 {
    this_thread::current().saved.last_error.get()
}

/// Sets the saved last error of this thread. RPython's `rwin32.SetLastError_saved`.
#[inline]
pub fn set_saved_lasterror(error: u32) {
    this_thread::current().saved.last_error.set(error);
}

/// As [`get_saved_lasterror`], of calls with [`RFFI_ALT_ERRNO`]. RPython's
/// `rwin32.GetLastError_alt_saved`.
#[inline]
#[must_use]
pub fn get_saved_alterlasterror() -> u32 {
    this_thread::current().alt_saved.last_error.get()
}

/// Sets the alternate saved last error of this thread. RPython's `rwin32.SetLastError_alt_saved`.
#[inline]
pub fn set_saved_alterlasterror(error: u32) {
    this_thread::current().alt_saved.last_error.set(error);
}

/// What is saved where `options` says.
#[inline]
fn saved(this: &ThisThread, options: SaveErr) -> &Saved {
    match options.contains(RFFI_ALT_ERRNO) {
        true => &this.alt_saved,
        false => &this.saved,
    }
}

/// What stands right before the C call. With constant options, what is not asked for vanishes.
#[inline]
pub fn errno_before(options: SaveErr) {
    let this = this_thread::current();
    if options.contains(RFFI_READSAVED_ERRNO) {
        let errno = saved(this, options).errno.get();
        // SAFETY: of this thread.
        unsafe { this.errno().set(errno) };
    } else if options.contains(RFFI_ZERO_ERRNO_BEFORE) {
        // SAFETY: of this thread.
        unsafe { this.errno().set(0) };
    }
    #[cfg(windows)]
    if options.contains(RFFI_READSAVED_LASTERROR) {
        // The last of all: the access to thread-locals above may change it.
        windows::set_last_error(saved(this, options).last_error.get());
    }
}

/// What stands right after the C call.
#[inline]
pub fn errno_after(options: SaveErr) {
    // The first of all, for the same reason.
    #[cfg(windows)]
    let last_error = windows::last_error(options);
    let this = this_thread::current();
    if options.contains(RFFI_SAVE_ERRNO) {
        // SAFETY: of this thread.
        let errno = unsafe { this.errno().get() };
        saved(this, options).errno.set(errno);
    }
    #[cfg(windows)]
    if let Some(error) = last_error {
        saved(this, options).last_error.set(error);
    }
}
