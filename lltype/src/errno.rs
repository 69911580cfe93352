//! C's errno: where it is, and work that leaves it as it was.

use core::ffi::c_int;

/// Runs `work`, and sets errno to what it was before: who frees memory may be about to read it.
pub fn keep_errno<R>(work: impl FnOnce() -> R) -> R {
    let Some(errno) = errno_location() else {
        return work();
    };
    // SAFETY: the C library gives the address of this thread's errno.
    let before = unsafe { errno.read() };
    let result = work();
    // SAFETY: as above, and the thread is the same.
    unsafe { errno.write(before) };
    result
}

/// Where C's errno of this thread lies, on targets whose C library says it.
#[inline]
#[must_use]
pub fn errno_location() -> Option<*mut c_int> {
    location()
}

/// Writes the function by the name that the C library of each target gives it.
macro_rules! location {
    ($($name:literal: any($($target:tt)*);)*) => {
        $(
            #[cfg(any($($target)*))]
            #[inline]
            fn location() -> Option<*mut c_int> {
                unsafe extern "C" {
                    #[link_name = $name]
                    safe fn location() -> *mut c_int;
                }
                Some(location())
            }
        )*

        /// Whether the C library says where errno is.
        pub const HAS_ERRNO_LOCATION: bool = cfg!(any($($($target)*),*));

        #[cfg(not(any($($($target)*),*)))]
        fn location() -> Option<*mut c_int> {
            None
        }
    };
}

location! {
    "__errno_location": any(
        target_os = "linux", target_os = "emscripten", target_os = "fuchsia", target_os = "hurd"
    );
    "__errno": any(
        target_os = "android", target_os = "netbsd", target_os = "openbsd", target_os = "redox"
    );
    "__error": any(target_vendor = "apple", target_os = "freebsd");
    "___errno": any(target_os = "solaris", target_os = "illumos");
    "_errnop": any(target_os = "haiku");
    "_errno": any(windows);
}
