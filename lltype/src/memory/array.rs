//! [`malloc_array`]: blocks of types whose size depends on a number of items.

use core::panic::Location;

use super::ScopedAlloc;
use super::entry::State;
use super::malloc::{FromLibc, allocate_bytes, check_var_sized, uninitialised, zeroed};
use crate::{AllocError, Ptr, VarSized};

/// Allocates one `S` with `count` items at its end: RPython's `malloc(S, count)` of a var-sized type,
/// C's `malloc(sizeof(S) + count * sizeof(item))`.
///
/// The length word of an [`Array`](crate::Array) is written; all else is uninitialised.
///
/// ```
/// use lltype::{FlexArray, free, malloc_array};
/// let numbers = malloc_array::<FlexArray<i64>>(3)?;
/// // SAFETY: item 2 is inside of the block, which is not used after `free`.
/// unsafe {
///     numbers.items().add(2).write(7);
///     free(numbers)?;
/// }
/// assert!(malloc_array::<FlexArray<i64>>(usize::MAX).is_err());
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`AllocError`]: the size is more than a pointer can span, or there is no memory left.
#[track_caller]
pub fn malloc_array<S: VarSized>(count: usize) -> Result<Ptr<S>, AllocError> {
    const { check_var_sized::<S>() }
    allocate(count, uninitialised)
}

/// As [`malloc_array`], with all bytes zero but for the length.
///
/// # Errors
/// As [`malloc_array`].
#[track_caller]
pub fn malloc_array_zeroed<S: VarSized>(count: usize) -> Result<Ptr<S>, AllocError> {
    const { check_var_sized::<S>() }
    allocate(count, zeroed)
}

#[track_caller]
fn allocate<S: VarSized>(count: usize, from_libc: FromLibc) -> Result<Ptr<S>, AllocError> {
    let items = (count, size_of::<S::Item>());
    let bytes = S::size_for(count);
    let object: Ptr<S> = allocate_bytes(bytes, items, State::Live, from_libc, Location::caller())?;
    if let Some(offset) = S::LENGTH {
        let length = object.as_ptr().wrapping_byte_add(offset).cast::<usize>();
        // SAFETY: `VarSized` says that the word is there, in a block that nobody knows yet. In a packed
        // struct it may be unaligned.
        unsafe { length.write_unaligned(count) };
    }
    Ok(object)
}

/// Allocates as [`malloc_array`] does, until the end of the scope.
///
/// # Errors
/// As [`malloc_array`].
#[track_caller]
pub fn scoped_alloc_array<S: VarSized>(count: usize) -> Result<ScopedAlloc<S>, AllocError> {
    const { check_var_sized::<S>() }
    let object = allocate(count, uninitialised)?;
    Ok(ScopedAlloc::new(object, count))
}
