//! The saved errno: what the last call with `#[save_errno]` left, per thread.

mod location;
mod options;
#[cfg(windows)]
mod windows;

use core::cell::Cell;
use core::ffi::c_int;

pub use options::{
    RFFI_ALT_ERRNO, RFFI_ERR_ALL, RFFI_ERR_NONE, RFFI_FULL_ERRNO, RFFI_FULL_ERRNO_ZERO,
    RFFI_FULL_LASTERROR, RFFI_READSAVED_ERRNO, RFFI_READSAVED_LASTERROR, RFFI_SAVE_ERRNO,
    RFFI_SAVE_LASTERROR, RFFI_SAVE_WSALASTERROR, RFFI_ZERO_ERRNO_BEFORE, SaveErr,
};

/// What is saved on a thread, twice: the program's and the alternate one.
struct Saved {
    errno: Cell<c_int>,
    last_error: Cell<u32>,
}

impl Saved {
    const fn nothing() -> Self {
        Saved {
            errno: Cell::new(0),
            last_error: Cell::new(0),
        }
    }
}

thread_local! {
    static MAIN: Saved = const { Saved::nothing() };
    static ALT: Saved = const { Saved::nothing() };
}

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
    MAIN.with(|saved| saved.errno.get())
}

/// Sets the saved errno of this thread: for a fake of a function with `#[save_errno]`, or for a call
/// with [`RFFI_READSAVED_ERRNO`]. RPython's `rposix.set_saved_errno`.
#[inline]
pub fn set_saved_errno(errno: c_int) {
    MAIN.with(|saved| saved.errno.set(errno));
}

/// The `errno` that the last call with [`RFFI_ALT_ERRNO`] on this thread left.
///
/// There are two, so that an interpreter can keep the errno that its programs see apart from its
/// own. RPython's `rposix.get_saved_alterrno`.
#[inline]
#[must_use]
pub fn get_saved_alterrno() -> c_int {
    ALT.with(|saved| saved.errno.get())
}

/// Sets the alternate saved errno of this thread. RPython's `rposix.set_saved_alterrno`.
#[inline]
pub fn set_saved_alterrno(errno: c_int) {
    ALT.with(|saved| saved.errno.set(errno));
}

/// What Windows' `GetLastError` gave after the last call with [`RFFI_SAVE_LASTERROR`], or
/// `WSAGetLastError` with [`RFFI_SAVE_WSALASTERROR`]. RPython's `rwin32.GetLastError_saved`.
///
/// # Platform-specific behaviour
/// Elsewhere nothing sets it but [`set_saved_lasterror`].
#[inline]
#[must_use]
pub fn get_saved_lasterror() -> u32 {
    MAIN.with(|saved| saved.last_error.get())
}

/// Sets the saved last error of this thread. RPython's `rwin32.SetLastError_saved`.
#[inline]
pub fn set_saved_lasterror(error: u32) {
    MAIN.with(|saved| saved.last_error.set(error));
}

/// As [`get_saved_lasterror`], of calls with [`RFFI_ALT_ERRNO`]. RPython's
/// `rwin32.GetLastError_alt_saved`.
#[inline]
#[must_use]
pub fn get_saved_alterlasterror() -> u32 {
    ALT.with(|saved| saved.last_error.get())
}

/// Sets the alternate saved last error of this thread. RPython's `rwin32.SetLastError_alt_saved`.
#[inline]
pub fn set_saved_alterlasterror(error: u32) {
    ALT.with(|saved| saved.last_error.set(error));
}

/// Looks at what is saved where `options` says.
#[inline]
fn with_saved<R>(options: SaveErr, look: impl FnOnce(&Saved) -> R) -> R {
    match options.contains(RFFI_ALT_ERRNO) {
        true => ALT.with(look),
        false => MAIN.with(look),
    }
}

/// What stands right before the C call. With constant options, what is not asked for vanishes.
#[inline]
pub fn errno_before(options: SaveErr) {
    if options.contains(RFFI_READSAVED_ERRNO) {
        location::write(with_saved(options, |saved| saved.errno.get()));
    } else if options.contains(RFFI_ZERO_ERRNO_BEFORE) {
        location::write(0);
    }
    #[cfg(windows)]
    if options.contains(RFFI_READSAVED_LASTERROR) {
        // The last of all: the access to thread-locals above may change it.
        windows::set_last_error(with_saved(options, |saved| saved.last_error.get()));
    }
}

/// What stands right after the C call.
#[inline]
pub fn errno_after(options: SaveErr) {
    #[cfg(windows)]
    if let Some(error) = windows::last_error(options) {
        // The first of all, for the same reason.
        with_saved(options, |saved| saved.last_error.set(error));
    }
    if options.contains(RFFI_SAVE_ERRNO) {
        let errno = location::read();
        with_saved(options, |saved| saved.errno.set(errno));
    }
}
