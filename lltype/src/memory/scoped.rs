//! [`scoped_alloc`] and [`scoped_alloc_zeroed`]: a block that is freed at the end of a scope.

use core::fmt;
use core::ops::Deref;
use core::panic::Location;
use std::io::{self, Write};

use super::entry::State;
use super::malloc::{allocate, check_items, free_guarded, uninitialised, zeroed};
use crate::errno::keep_errno;
use crate::{AllocError, FreeError, LowLevelType, Ptr};

/// A block that is freed when this is dropped. It dereferences to its [`Ptr`].
///
/// If somebody else freed or [untracked](crate::untrack) it, the guard frees nothing, until the C
/// library hands the address out again. Then it still knows a block of another line from its own, but
/// not one of the same line. To free the block by hand, take it out with
/// [`into_ptr`](Self::into_ptr).
#[must_use = "the block is freed as soon as this is dropped"]
pub struct ScopedAlloc<T> {
    pointer: Ptr<T>,
    count: usize,
    /// Where it was malloc'ed: its entry in the table says the same.
    location: &'static Location<'static>,
}

/// Allocates as [`malloc`](crate::malloc) does, until the end of the scope.
///
/// ```
/// let buffer = lltype::scoped_alloc::<u8>(16)?;
/// // SAFETY: byte 0 is inside.
/// unsafe { buffer.write(b'x') };
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_alloc<T: LowLevelType>(count: usize) -> Result<ScopedAlloc<T>, AllocError> {
    const { check_items::<T>() }
    let pointer = allocate(count, State::Live, uninitialised)?;
    Ok(ScopedAlloc::new(pointer, count))
}

/// As [`scoped_alloc`], with all bytes zero. RPython's `scoped_alloc(.., zero=True)`.
///
/// ```
/// let counters = lltype::scoped_alloc_zeroed::<u64>(4)?;
/// // SAFETY: item 3 is inside, and zero.
/// assert_eq!(unsafe { counters.add(3).read() }, 0);
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_alloc_zeroed<T: LowLevelType>(count: usize) -> Result<ScopedAlloc<T>, AllocError> {
    const { check_items::<T>() }
    let pointer = allocate(count, State::Live, zeroed)?;
    Ok(ScopedAlloc::new(pointer, count))
}

impl<T> ScopedAlloc<T> {
    /// Guards a fresh block.
    #[track_caller]
    pub(super) fn new(pointer: Ptr<T>, count: usize) -> Self {
        Self {
            pointer,
            count,
            location: Location::caller(),
        }
    }

    /// The start of the block.
    #[must_use]
    pub fn ptr(&self) -> Ptr<T> {
        self.pointer
    }

    /// How many items it has room for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has room for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Frees the block now, and says whether that went well.
    ///
    /// # Errors
    /// Somebody else freed it: [`FreeError::Double`], or [`FreeError::Reused`] if a block of another
    /// line has its address.
    #[track_caller]
    pub fn free(self) -> Result<(), FreeError> {
        let (pointer, own) = (self.pointer, self.location);
        core::mem::forget(self);
        // SAFETY: the guard owned the block, and is gone.
        unsafe { free_guarded(pointer, own, Location::caller()) }
    }

    /// Keeps the block: whoever takes the pointer frees it.
    #[must_use]
    pub fn into_ptr(self) -> Ptr<T> {
        let pointer = self.pointer;
        core::mem::forget(self);
        pointer
    }
}

impl<T> Deref for ScopedAlloc<T> {
    type Target = Ptr<T>;
    fn deref(&self) -> &Ptr<T> {
        &self.pointer
    }
}

impl<T> Drop for ScopedAlloc<T> {
    /// A drop can neither return an error nor panic; a block that somebody else freed is reported
    /// on the standard error output. [`ScopedAlloc::free`] returns the error.
    fn drop(&mut self) {
        // SAFETY: the guard owns the block, and is going.
        if let Err(error) = unsafe { free_guarded(self.pointer, self.location, self.location) } {
            // Where that cannot be written, either, there is nothing left to do.
            let _ = keep_errno(|| {
                writeln!(
                    io::stderr(),
                    "lltype: at the end of a scoped_alloc: {error}"
                )
            });
        }
    }
}

impl<T> fmt::Debug for ScopedAlloc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopedAlloc({:?} x {})", self.pointer, self.count)
    }
}
