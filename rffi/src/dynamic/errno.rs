//! [`Errno`]: C's errno as a value, and what calls do with it.

use core::convert::Infallible;
use core::ffi::c_int;
use core::fmt;
use std::io;

use crate::errno::{errno_after, errno_before};
use crate::{RFFI_ERR_NONE, SaveErr, this_thread};

/// What C's `errno` was right after a call.
///
/// ```
/// use rffi::Errno;
///
/// assert_eq!(Errno::from_raw(2).to_io_error().kind(), std::io::ErrorKind::NotFound);
/// assert!(Errno::from_raw(0).is_zero());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Errno(c_int);

impl Errno {
    /// The errno of this number.
    #[must_use]
    pub const fn from_raw(number: c_int) -> Self {
        Errno(number)
    }

    /// The number.
    #[must_use]
    pub const fn raw(self) -> c_int {
        self.0
    }

    /// Whether there is no error.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As Rust's error of the operating system.
    #[must_use]
    pub fn to_io_error(self) -> io::Error {
        io::Error::from_raw_os_error(self.0)
    }
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        errno.to_io_error()
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_io_error().fmt(f)
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Errno({})", self.0)
    }
}

/// Calls with what `options` say around it.
#[inline]
pub(super) fn around<R, E>(options: SaveErr, call: impl FnOnce() -> Result<R, E>) -> Result<R, E> {
    match options == RFFI_ERR_NONE {
        true => call(),
        false => with_errno(options, call).map(|(result, _)| result),
    }
}

/// As [`with_errno`], around what always calls.
#[inline]
pub(super) fn always_with_errno<R>(options: SaveErr, call: impl FnOnce() -> R) -> (R, Errno) {
    match with_errno(options, || Ok::<R, Infallible>(call())) {
        Ok(result) => result,
        Err(never) => match never {},
    }
}

/// As [`around`], and what errno was right after the call.
#[inline]
pub(super) fn with_errno<R, E>(
    options: SaveErr,
    call: impl FnOnce() -> Result<R, E>,
) -> Result<(R, Errno), E> {
    // Where it is, is found out before: nothing else stands between the call and the reading.
    let errno = this_thread::current().errno();
    // SAFETY: of this thread.
    let before = unsafe { errno.get() };
    errno_before(options);
    let result = call();
    // SAFETY: as above.
    let after = unsafe { errno.get() };
    match result {
        Ok(result) => {
            errno_after(options);
            Ok((result, Errno(after)))
        }
        Err(error) => {
            // C was not called.
            // SAFETY: as above.
            unsafe { errno.set(before) };
            Err(error)
        }
    }
}
