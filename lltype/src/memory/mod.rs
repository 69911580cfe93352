//! C's memory, tracked: `malloc`, `free`, `untrack`, `scoped_alloc`.
//!
//! Blocks come from the C library, so C may use and keep them. Beside them stands a table, keyed by
//! address, that knows every block: it names leaks by the line of their `malloc`, and turns a wrong
//! `free` into an error.

mod error;
mod scoped;
mod table;

use core::panic::Location;

pub use error::{AllocError, FreeError};
pub use scoped::{ScopedAlloc, scoped_alloc};
pub use table::Block;
pub(crate) use table::{block_around, blocks, next_epoch, this_thread};

use crate::{LowLevelType, Ptr};

/// Allocates room for `count` items of type `T`, uninitialised, as C's
/// `malloc(count * sizeof(T))`.
///
/// The block is tracked until [`free`]: see [`leakfinder`](crate::leakfinder). A block of 0 bytes
/// is a block, too, with an address of its own.
///
/// ```
/// let block = lltype::malloc::<i64>(8)?;
/// // SAFETY: nothing else uses the block.
/// unsafe { lltype::free(block)? };
///
/// let error = lltype::malloc::<i64>(usize::MAX).unwrap_err();
/// assert!(error.to_string().contains("cannot allocate"), "{error}");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`AllocError`]: the size is more than a pointer can span, or there is no memory left.
#[track_caller]
pub fn malloc<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const {
        assert!(
            align_of::<T>() <= table::GRANULE,
            "malloc does not align as much as this type needs"
        );
    }
    let location = Location::caller();
    let bytes = byte_count::<T>(count, location)?;
    // SAFETY: malloc has no precondition.
    let address = unsafe { libc::malloc(bytes.max(table::GRANULE)) };
    if address.is_null() {
        return Err(AllocError::OutOfMemory { bytes, location });
    }
    if !table::insert(address, bytes, T::DESC, location) {
        // SAFETY: it was allocated above, and nobody knows it yet.
        unsafe { libc::free(address) };
        return Err(AllocError::NotTracked { bytes, location });
    }
    Ok(Ptr::from(address.cast::<T>()))
}

fn byte_count<T>(count: usize, location: &'static Location<'static>) -> Result<usize, AllocError> {
    let size = size_of::<T>();
    count
        .checked_mul(size)
        .filter(|bytes| *bytes <= table::MAX_SIZE)
        .ok_or(AllocError::TooLarge {
            count,
            size,
            location,
        })
}

/// Gives a block of [`malloc`] back.
///
/// ```
/// use lltype::{FreeError, free, malloc};
/// let block = malloc::<u8>(64)?;
/// // SAFETY: the block is not used after the first `free`.
/// unsafe {
///     free(block)?;
///     assert!(matches!(free(block), Err(FreeError::Double { .. })));
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// The pointer is null, was freed before, points into a block, or was never given by [`malloc`]:
/// each its own [`FreeError`], naming the places of malloc and free. Then nothing is freed.
///
/// A second `free` is recognised until [`malloc`] hands the address out again.
///
/// # Safety
/// Nobody uses the block from now on.
#[track_caller]
pub unsafe fn free<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free_at(pointer, Location::caller()) }
}

/// As [`free`], for somebody at `location`.
///
/// # Safety
/// As for [`free`].
unsafe fn free_at<T>(
    pointer: Ptr<T>,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove(address, location)?;
    // SAFETY: the table said that malloc gave this address and that nobody freed it since; it has
    // been taken out, so nobody else will.
    unsafe { libc::free(address) };
    Ok(())
}

/// Ends the tracking of a block of [`malloc`] that C will free: it is not freed, and no leak either.
/// What RPython writes as `track_allocation=False`.
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
/// As [`free`].
#[track_caller]
pub fn untrack<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    table::remove(pointer.as_ptr().cast(), Location::caller())
}
