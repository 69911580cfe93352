//! Work that leaves C's errno as it was: who frees memory may be about to read it.

use core::ffi::c_int;

/// Runs `work`, and sets errno to what it was before.
pub(super) fn keep_errno<R>(work: impl FnOnce() -> R) -> R {
    let Some(errno) = location() else {
        return work();
    };
    // SAFETY: the C library gives the address of this thread's errno.
    let before = unsafe { errno.read() };
    let result = work();
    // SAFETY: as above, and the thread is the same.
    unsafe { errno.write(before) };
    result
}

#[cfg(target_os = "linux")]
fn location() -> Option<*mut c_int> {
    // SAFETY: no precondition.
    Some(unsafe { libc::__errno_location() })
}

#[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
fn location() -> Option<*mut c_int> {
    // SAFETY: no precondition.
    Some(unsafe { libc::__error() })
}

#[cfg(any(target_os = "android", target_os = "netbsd", target_os = "openbsd"))]
fn location() -> Option<*mut c_int> {
    // SAFETY: no precondition.
    Some(unsafe { libc::__errno() })
}

/// Elsewhere nobody is asked whether memory is mapped.
#[cfg(not(any(
    target_os = "linux",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "android",
    target_os = "netbsd",
    target_os = "openbsd"
)))]
fn location() -> Option<*mut c_int> {
    None
}
