//! C's own errno: read and written.

use core::ffi::c_int;

use lltype::private::errno_location;

/// C's errno.
#[inline]
pub(super) fn read() -> c_int {
    match errno_location() {
        // SAFETY: the C library gives the address of this thread's errno.
        Some(errno) => unsafe { errno.read() },
        None => read_with_std(),
    }
}

/// Sets C's errno. On a target whose C library does not say where it is, it stays as it was.
#[inline]
pub(super) fn write(errno: c_int) {
    if let Some(location) = errno_location() {
        // SAFETY: the C library gives the address of this thread's errno.
        unsafe { location.write(errno) };
    }
}

/// What Rust calls the last OS error is C's errno on such targets: Windows has a location.
#[cold]
fn read_with_std() -> c_int {
    let error = std::io::Error::last_os_error();
    error.raw_os_error().unwrap_or(0)
}
