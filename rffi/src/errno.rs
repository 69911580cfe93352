//! The saved errno: what the last call with `#[save_errno]` left, per thread.

use core::cell::Cell;
use core::ffi::c_int;
#[cfg(not(windows))]
use core::mem::ManuallyDrop;

thread_local!(static SAVED: Cell<c_int> = const { Cell::new(0) });

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
    SAVED.with(Cell::get)
}

/// Sets the saved errno of this thread: for a fake of a function with `#[save_errno]`.
#[inline]
pub fn set_saved_errno(errno: c_int) {
    SAVED.with(|saved| saved.set(errno));
}

/// Saves the C library's errno. Public for the macro, through `private`.
#[inline]
pub fn save() {
    set_saved_errno(current());
}

#[cfg(not(windows))]
#[inline]
fn current() -> c_int {
    // On these systems, what Rust calls the last OS error is C's errno. Such an error holds nothing
    // to drop, which the compiler does not see.
    let error = ManuallyDrop::new(std::io::Error::last_os_error());
    error.raw_os_error().unwrap_or(0)
}

#[cfg(windows)]
#[inline]
fn current() -> c_int {
    // Rust's last OS error is `GetLastError` there; errno is the C run-time library's.
    unsafe extern "C" {
        safe fn _errno() -> *mut c_int;
    }
    // SAFETY: the library gives the address of this thread's errno.
    unsafe { _errno().read() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SaveErr(u32);
impl SaveErr {
    pub const RFFI_ERR_NONE: SaveErr = SaveErr(0);
    pub const RFFI_SAVE_ERRNO: SaveErr = SaveErr(1);
    pub const fn from_bits(bits: u32) -> Self {
        SaveErr(bits)
    }
    pub const fn contains(self, o: SaveErr) -> bool {
        self.0 & o.0 == o.0
    }
    pub const fn bits(self) -> u32 {
        self.0
    }
}
pub fn errno_before(_: SaveErr) {}
pub fn errno_after(o: SaveErr) {
    if o.0 & 1 != 0 {
        save()
    }
}
