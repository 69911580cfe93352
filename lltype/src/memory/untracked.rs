//! Blocks that are no leaks: `track_allocation=False` in RPython.

use core::panic::Location;

use super::entry::State;
use super::malloc::{allocate, check_items, free_at, uninitialised, zeroed};
use super::table;
use crate::{AllocError, FreeError, LowLevelType, Ptr};

/// As [`malloc`](crate::malloc), for a block that no leak report names: what stays until the
/// program ends, or is freed by who outlives the watch of the leak finder. RPython's
/// `malloc(.., track_allocation=False)`.
///
/// It is freed by [`free_untracked`] only: to give it to the other `free` is an error.
///
/// ```
/// use lltype::{FreeError, free, free_untracked, leakfinder, malloc_untracked};
///
/// let tracking = leakfinder::start_tracking_allocations();
/// let cache = malloc_untracked::<u64>(100)?;
/// assert!(tracking.stop().is_ok());
/// // SAFETY: the first is refused; nobody uses the block after the second.
/// unsafe {
///     assert!(matches!(free(cache), Err(FreeError::Untracked { .. })));
///     free_untracked(cache)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn malloc_untracked<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const { check_items::<T>() }
    allocate(count, State::Untracked, uninitialised)
}

/// As [`malloc_untracked`], with all bytes zero.
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn malloc_untracked_zeroed<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const { check_items::<T>() }
    allocate(count, State::Untracked, zeroed)
}

/// Gives a block of [`malloc_untracked`] back. RPython's `free(.., track_allocation=False)`.
///
/// # Errors
/// As [`free`](crate::free); a tracked block is [`FreeError::Tracked`].
///
/// # Safety
/// As [`free`](crate::free): nobody uses the block from now on, and no guard holds it.
#[track_caller]
pub unsafe fn free_untracked<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free_at(pointer, State::Untracked, Location::caller()) }
}

/// Takes a block, tracked or not, out of the table, for C will free it: it is no leak any more, and
/// `free` refuses it.
///
/// A block of a guard is taken out of it first, with
/// [`ScopedAlloc::into_ptr`](crate::ScopedAlloc::into_ptr). The guard would refuse to free it, but
/// only until the C library hands the address out again.
///
/// ```
/// use lltype::{leakfinder, malloc, untrack};
///
/// let tracking = leakfinder::start_tracking_allocations();
/// let block = malloc::<u8>(64)?;
/// untrack(block)?;
/// // SAFETY: it is a block of C's `malloc`, as ever.
/// unsafe { libc::free(block.as_ptr().cast()) };
/// assert!(tracking.stop().is_ok());
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`free`](crate::free).
#[track_caller]
pub fn untrack<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove_any(address, State::Released, Location::caller())
}
