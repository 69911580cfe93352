//! From Rust's text to C's `wchar_t *`, and to UTF-16 and UTF-32.

use super::encoding::{encode, encoded};
use super::unit::terminated;
use crate::{
    AllocError, CWCHARP, ConstPtr, FreeError, Ptr, ScopedAlloc, ScopedString, ScopedWcharp,
    WideUnit, free,
};

/// Copies text into a fresh block of C memory, as `wchar_t`s up to a NUL.
///
/// NULs inside are copied as they are, as in [`str2charp`](crate::str2charp).
///
/// ```
/// use lltype::{free_wcharp, unicode2wcharp, wcharp2unicode};
/// let text = unicode2wcharp("gr\u{fc}n")?;
/// // SAFETY: `text` is a string, and not used after it was freed.
/// unsafe {
///     assert_eq!(wcharp2unicode(text)?, "gr\u{fc}n");
///     free_wcharp(text)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
///
/// # Platform
/// UTF-32, but for Windows: there it is UTF-16. [`unicode2wide`] lets you choose.
#[doc(alias = "utf82wcharp")]
#[track_caller]
pub fn unicode2wcharp(text: &str) -> Result<CWCHARP, AllocError> {
    unicode2wide(text)
}

/// As [`unicode2wcharp`], in the encoding of the units: `u16` is UTF-16, `u32` and `i32` are UTF-32.
///
/// ```
/// use lltype::{free_wcharp, unicode2wide, wcharpsize2unicode};
/// let text = unicode2wide::<u16>("\u{1f600}!")?;
/// // SAFETY: the smiley has two units; `text` is not used after it was freed.
/// unsafe {
///     assert_eq!(wcharpsize2unicode(text, 2)?, "\u{1f600}");
///     free_wcharp(text)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn unicode2wide<U: WideUnit>(text: &str) -> Result<Ptr<U>, AllocError> {
    copy(text).map(ScopedAlloc::into_ptr)
}

/// Frees a string of [`unicode2wcharp`] or [`unicode2wide`].
///
/// # Errors
/// As [`free`].
///
/// # Safety
/// As [`free`]: nobody uses it from now on, and no guard holds it.
#[track_caller]
pub unsafe fn free_wcharp<U: WideUnit>(text: impl Into<ConstPtr<U>>) -> Result<(), FreeError> {
    let text = Ptr::from(text.into().as_ptr().cast_mut());
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free(text) }
}

/// Copies text as [`unicode2wcharp`] does, until the end of the scope. `None` gives the null
/// pointer.
///
/// ```
/// let text = lltype::scoped_unicode2wcharp("hello")?;
/// // SAFETY: unit 4 is inside.
/// assert_eq!(unsafe { text.add(4).read() }, 'o' as _);
///
/// assert!(lltype::scoped_unicode2wcharp(None)?.is_null());
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[doc(alias = "scoped_utf82wcharp")]
#[track_caller]
pub fn scoped_unicode2wcharp<'a>(
    text: impl Into<Option<&'a str>>,
) -> Result<ScopedWcharp, AllocError> {
    scoped_unicode2wide(text)
}

/// Copies text as [`unicode2wide`] does, until the end of the scope. `None` gives the null pointer.
///
/// ```
/// let text = lltype::scoped_unicode2wide::<u16>("hello")?;
/// // SAFETY: unit 4 is inside.
/// assert_eq!(unsafe { text.add(4).read() }, b'o'.into());
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_unicode2wide<'a, U: WideUnit>(
    text: impl Into<Option<&'a str>>,
) -> Result<ScopedString<U>, AllocError> {
    let block = match text.into() {
        Some(text) => Some(copy(text)?),
        None => None,
    };
    Ok(ScopedString::new(block))
}

#[track_caller]
fn copy<U: WideUnit>(text: &str) -> Result<ScopedAlloc<U>, AllocError> {
    let block = terminated(text.chars().map(encoded::<U>).sum())?;
    // SAFETY: the block is fresh and has room for these units and the NUL.
    unsafe { encode(text, block.ptr()) };
    Ok(block)
}
