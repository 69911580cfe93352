//! From Rust's text to C's `char *`.

use core::ffi::{CStr, c_char};

use super::unit::terminated;
use crate::{
    AllocError, CCHARP, CONST_CCHARP, CharpError, CharpText, ConstPtr, FreeError,
    OptionalCharpText, Ptr, ScopedAlloc, ScopedCharp, free, free_untracked, malloc_untracked,
};

/// Copies text into a fresh block of C memory and ends it with a NUL.
///
/// NULs inside are copied as they are: C will see the text up to the first one.
/// [`str2charp_no_nul`] refuses them.
///
/// ```
/// use lltype::{charp2str, free_charp, str2charp};
/// let text = str2charp("hello")?;
/// // SAFETY: `text` is a string, and not used after it was freed.
/// unsafe {
///     assert_eq!(charp2str(text)?, "hello");
///     free_charp(text)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn str2charp(text: impl CharpText) -> Result<CCHARP, AllocError> {
    copy(text.charp_bytes()).map(ScopedAlloc::into_ptr)
}

/// As [`str2charp`], for C's `const char *`.
///
/// ```
/// let text = lltype::str2constcharp("hello")?;
/// // SAFETY: nobody uses it.
/// unsafe { lltype::free_charp(text)? };
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn str2constcharp(text: impl CharpText) -> Result<CONST_CCHARP, AllocError> {
    Ok(str2charp(text)?.into())
}

/// As [`str2charp`], but refuses text that C would see only a part of.
///
/// ```
/// use lltype::{CharpError, str2charp_no_nul};
/// let refused = str2charp_no_nul("ABC\0E");
/// assert_eq!(refused, Err(CharpError::NulInside { offset: 3 }));
/// ```
///
/// # Errors
/// [`CharpError::NulInside`]; [`CharpError::Alloc`].
#[track_caller]
pub fn str2charp_no_nul(text: impl CharpText) -> Result<CCHARP, CharpError> {
    copy_no_nul(text.charp_bytes()).map(ScopedAlloc::into_ptr)
}

/// Frees a string of [`str2charp`] or [`str2constcharp`].
///
/// # Errors
/// As [`free`].
///
/// # Safety
/// As [`free`]: nobody uses it from now on, and no guard holds it.
#[track_caller]
pub unsafe fn free_charp(text: impl Into<ConstPtr<c_char>>) -> Result<(), FreeError> {
    let text = Ptr::from(text.into().as_ptr().cast_mut());
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free(text) }
}

/// Copies text as [`str2charp`] does, until the end of the scope. `None` gives the null pointer.
///
/// Where C only reads the text, [`scoped_view_charp`](crate::scoped_view_charp) may save the copy.
///
/// ```
/// let text = lltype::scoped_str2charp("hello")?;
/// // SAFETY: byte 4 is inside.
/// assert_eq!(unsafe { text.add(4).read() } as u8, b'o');
///
/// let mode: Option<&str> = None;
/// assert!(lltype::scoped_str2charp(mode)?.is_null());
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_str2charp(text: impl OptionalCharpText) -> Result<ScopedCharp, AllocError> {
    let block = match text.optional_bytes() {
        Some(text) => Some(copy(text)?),
        None => None,
    };
    Ok(ScopedCharp::new(block))
}

/// Copies text as [`str2charp_no_nul`] does, until the end of the scope.
///
/// ```
/// let text = lltype::scoped_str2charp_no_nul("hello")?;
/// assert!(!text.is_null());
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::NulInside`]; [`CharpError::Alloc`].
#[track_caller]
pub fn scoped_str2charp_no_nul(text: impl CharpText) -> Result<ScopedCharp, CharpError> {
    let block = copy_no_nul(text.charp_bytes())?;
    Ok(ScopedCharp::new(Some(block)))
}

/// As [`str2charp`], for a string that no leak report names: RPython's `track_allocation=False`. It is
/// freed by [`free_charp_untracked`] only.
///
/// ```
/// use lltype::{free_charp_untracked, leakfinder, str2charp_untracked};
/// let tracking = leakfinder::start_tracking_allocations();
/// let name = str2charp_untracked("kept")?;
/// assert!(tracking.stop().is_ok());
/// // SAFETY: nobody uses it.
/// unsafe { free_charp_untracked(name)? };
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn str2charp_untracked(text: impl CharpText) -> Result<CCHARP, AllocError> {
    let text = text.charp_bytes();
    // No slice is longer than `isize::MAX`, so this does not overflow.
    let block = malloc_untracked::<c_char>(text.len() + 1)?;
    let bytes = block.as_ptr().cast::<u8>();
    // SAFETY: the block is fresh and has room for `text.len()` bytes and the NUL.
    unsafe { core::ptr::copy_nonoverlapping(text.as_ptr(), bytes, text.len()) };
    // SAFETY: as above.
    unsafe { bytes.add(text.len()).write(0) };
    Ok(block)
}

/// Frees a string of [`str2charp_untracked`].
///
/// # Errors
/// As [`free_untracked`].
///
/// # Safety
/// As [`free_untracked`]: nobody uses it from now on.
#[track_caller]
pub unsafe fn free_charp_untracked(text: CCHARP) -> Result<(), FreeError> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free_untracked(text) }
}

#[track_caller]
pub(super) fn copy(text: &[u8]) -> Result<ScopedAlloc<c_char>, AllocError> {
    let block = terminated::<c_char>(text.len())?;
    let bytes = block.as_ptr().cast::<u8>();
    // SAFETY: the block is fresh and has room for `text.len()` bytes and the NUL.
    unsafe { core::ptr::copy_nonoverlapping(text.as_ptr(), bytes, text.len()) };
    Ok(block)
}

#[track_caller]
fn copy_no_nul(text: &[u8]) -> Result<ScopedAlloc<c_char>, CharpError> {
    match CStr::from_bytes_until_nul(text) {
        Ok(before) => Err(CharpError::NulInside {
            offset: before.count_bytes(),
        }),
        Err(_) => Ok(copy(text)?),
    }
}
