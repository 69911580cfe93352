//! [`malloc`], [`malloc_zeroed`] and [`free`].

use core::panic::Location;

use super::entry::State;
use super::table;
use crate::rules;
use crate::{AllocError, FreeError, LowLevelType, Ptr, VarSized};

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
/// [`AllocError`]: the size is more than a block can have, or there is no memory left.
#[track_caller]
pub fn malloc<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const { check_items::<T>() }
    allocate(count, State::Live, uninitialised)
}

/// As [`malloc`], with all bytes zero, as C's `calloc`. RPython's `zero=True`.
///
/// ```
/// let block = lltype::malloc_zeroed::<u32>(3)?;
/// // SAFETY: item 2 is inside, and zero; nothing uses the block after `free`.
/// unsafe {
///     assert_eq!(block.add(2).read(), 0);
///     lltype::free(block)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`].
#[doc(alias = "calloc")]
#[track_caller]
pub fn malloc_zeroed<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const { check_items::<T>() }
    allocate(count, State::Live, zeroed)
}

/// Fails to compile for a type of which there are no blocks of so many items. Who allocates calls it
/// in a constant, so that the error names the line of the user.
#[track_caller]
pub(super) const fn check_items<T: LowLevelType>() {
    assert!(
        !rules::is_var_sized(T::DESC),
        "the size of this type depends on a number of items; use `malloc_array`"
    );
    assert!(
        rules::has_size(T::DESC),
        "nobody knows the size of this type, which is opaque or has an opaque type in it: C makes its \
         values"
    );
    check_align::<T>();
}

/// As [`check_items`], for what ends with items.
#[track_caller]
pub(super) const fn check_var_sized<S: VarSized>() {
    assert!(
        rules::has_size(S::Item::DESC),
        "nobody knows the size of the items, which are opaque or have an opaque type in them"
    );
    check_align::<S>();
}

/// As [`check_items`], for the alignment alone.
#[track_caller]
pub(super) const fn check_align<T>() {
    if !cfg!(unix) && align_of::<T>() > table::GRANULE {
        panic!("malloc does not align as much as this type needs");
    }
}

/// What C's library gives: so many bytes, aligned to so many.
pub(super) type FromLibc = fn(usize, usize) -> *mut libc::c_void;

/// C's `malloc`, for at least a granule of the table.
#[inline]
pub(super) fn uninitialised(bytes: usize, align: usize) -> *mut libc::c_void {
    let bytes = bytes.max(table::GRANULE);
    if align > table::GRANULE {
        return aligned(bytes, align);
    }
    // SAFETY: malloc has no precondition.
    unsafe { libc::malloc(bytes) }
}

/// C's `calloc`, for at least a granule of the table.
#[inline]
pub(super) fn zeroed(bytes: usize, align: usize) -> *mut libc::c_void {
    let bytes = bytes.max(table::GRANULE);
    if align <= table::GRANULE {
        // SAFETY: calloc has no precondition.
        return unsafe { libc::calloc(1, bytes) };
    }
    let address = aligned(bytes, align);
    if !address.is_null() {
        // SAFETY: fresh, and so large.
        unsafe { address.write_bytes(0, bytes) };
    }
    address
}

/// A block of a larger alignment than `malloc` gives, which libc's `free` takes.
#[cfg(unix)]
#[cold]
fn aligned(bytes: usize, align: usize) -> *mut libc::c_void {
    let mut address = core::ptr::null_mut();
    // SAFETY: the alignment of a type is a power of two; this one is larger than a pointer's.
    match unsafe { libc::posix_memalign(&raw mut address, align, bytes) } {
        0 => address,
        _ => core::ptr::null_mut(),
    }
}

/// Where libc's `free` takes no such block, [`check_align`] does not compile.
#[cfg(not(unix))]
fn aligned(_bytes: usize, _align: usize) -> *mut libc::c_void {
    core::ptr::null_mut()
}

/// Allocates by `from_libc`, and enters the block in the table.
#[inline]
#[track_caller]
pub(super) fn allocate<T: LowLevelType>(
    count: usize,
    kind: State,
    from_libc: FromLibc,
) -> Result<Ptr<T>, AllocError> {
    let location = Location::caller();
    let bytes = count.checked_mul(size_of::<T>());
    allocate_bytes(bytes, (count, size_of::<T>()), kind, from_libc, location)
}

/// Allocates so many bytes for a `T`; `None` is more than can be counted. `items` says how many of
/// which size were asked for.
#[inline]
pub(super) fn allocate_bytes<T: LowLevelType>(
    bytes: Option<usize>,
    items: (usize, usize),
    kind: State,
    from_libc: FromLibc,
    location: &'static Location<'static>,
) -> Result<Ptr<T>, AllocError> {
    let Some(bytes) = bytes.filter(|bytes| *bytes <= State::MAX_SIZE) else {
        let (count, size) = items;
        return Err(AllocError::TooLarge {
            count,
            size,
            location,
        });
    };
    let address = from_libc(bytes, align_of::<T>());
    if address.is_null() {
        return Err(AllocError::OutOfMemory { bytes, location });
    }
    if !table::insert(address, bytes, kind, T::DESC, location) {
        // SAFETY: it was allocated above, and nobody knows it yet.
        unsafe { libc::free(address) };
        return Err(AllocError::NotTracked { bytes, location });
    }
    Ok(Ptr::from(address.cast::<T>()))
}

/// Gives a block of [`malloc`] or [`malloc_zeroed`] back.
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
/// The pointer is null, was freed before, points into a block, was never given by [`malloc`], is of
/// another kind: each its own [`FreeError`], naming the places of malloc and free. Then nothing is
/// freed.
///
/// A second `free` is recognised until the C library hands the address out again.
///
/// # Platform
/// Where the system does not say what is mapped (it does on unix), [`FreeError::Wild`] is only what
/// `malloc` cannot give.
///
/// # Safety
/// Nobody uses the block from now on, and no guard holds it:
/// [`ScopedAlloc::into_ptr`](crate::ScopedAlloc::into_ptr) takes it out of one.
#[track_caller]
pub unsafe fn free<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free_at(pointer, State::Live, Location::caller()) }
}

/// As [`free`], for a block of this kind and somebody at `location`.
///
/// # Safety
/// As for [`free`].
#[inline]
pub(super) unsafe fn free_at<T>(
    pointer: Ptr<T>,
    kind: State,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove(address, kind, State::Freed, location)?;
    // SAFETY: the table said that malloc gave this address and that nobody freed it since; it has
    // been taken out, so nobody else will.
    unsafe { libc::free(address) };
    Ok(())
}

/// As [`free`], for a guard whose block was malloc'ed at `own`.
///
/// # Safety
/// As for [`free`].
#[inline]
pub(super) unsafe fn free_guarded<T>(
    pointer: Ptr<T>,
    own: &'static Location<'static>,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove_guarded(address, own, location)?;
    // SAFETY: as in `free_at`.
    unsafe { libc::free(address) };
    Ok(())
}

/// The first half of [`free`]: the block counts as freed, and nobody else can free it, but the memory
/// is still there, to be read and then given to libc's `free`.
pub(crate) fn begin_free<T>(
    pointer: Ptr<T>,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove(address, State::Live, State::Freed, location)
}
