//! From C's `wchar_t *`, and from UTF-16 and UTF-32, to Rust's text.
//!
//! All of these read any [`WideUnit`], through pointers to `const` as to others.

use super::encoding::{characters, decode};
use super::read::not_null;
use crate::{CharpError, ConstPtr, WideUnit};

/// Copies a wide string, up to its NUL, into a `String`. The wide string stays.
///
/// ```
/// let text = lltype::scoped_unicode2wcharp("gr\u{fc}n")?;
/// // SAFETY: a wide string.
/// assert_eq!(unsafe { lltype::wcharp2unicode(*text) }?, "gr\u{fc}n");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]; [`CharpError::NotUnicode`]: a lone surrogate, or a value above 0x10ffff.
///
/// # Safety
/// If it is not null: it is aligned, there is a NUL at or behind it in the same block, and all
/// before has been written.
#[doc(alias = "wcharp2utf8")]
pub unsafe fn wcharp2unicode<U: WideUnit>(
    text: impl Into<ConstPtr<U>>,
) -> Result<String, CharpError> {
    // SAFETY: the caller says that a NUL comes, without a limit; the view is gone on return.
    decode(unsafe { up_to(text.into(), usize::MAX) }?)
}

/// As [`wcharp2unicode`], with U+FFFD for each unit that is no character.
///
/// ```
/// let units = [0xd83d_u16, b'a'.into(), 0];
/// let text = lltype::ConstPtr::from(units.as_ptr());
/// // SAFETY: it ends with 0.
/// assert_eq!(unsafe { lltype::wcharp2unicode_lossy(text) }?, "\u{fffd}a");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`].
///
/// # Safety
/// As [`wcharp2unicode`].
pub unsafe fn wcharp2unicode_lossy<U: WideUnit>(
    text: impl Into<ConstPtr<U>>,
) -> Result<String, CharpError> {
    // SAFETY: the caller says that a NUL comes, without a limit; the view is gone on return.
    let units = unsafe { up_to(text.into(), usize::MAX) }?;
    let or_replacement = |character: Result<_, _>| character.unwrap_or(char::REPLACEMENT_CHARACTER);
    Ok(characters(units).map(or_replacement).collect())
}

/// Copies a wide string, up to its NUL or to `maxlen` units, into a `String`, and says how many units
/// it read. Nothing behind either is read.
///
/// ```
/// let text = lltype::scoped_unicode2wcharp("gr\u{fc}n")?;
/// // SAFETY: a wide string.
/// assert_eq!(unsafe { lltype::wcharp2unicoden(*text, 3) }?, ("gr\u{fc}".to_owned(), 3));
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`wcharp2unicode`], also where the limit cuts a pair of surrogates.
///
/// # Safety
/// If it is not null: it is aligned, and all units up to the first NUL, or else `maxlen`, are in the
/// same block and have been written.
#[doc(alias = "wcharp2utf8n")]
pub unsafe fn wcharp2unicoden<U: WideUnit>(
    text: impl Into<ConstPtr<U>>,
    maxlen: usize,
) -> Result<(String, usize), CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    let units = unsafe { up_to(text.into(), maxlen) }?;
    Ok((decode(units)?, units.len()))
}

/// Copies exactly `size` units, NULs and all, into a `String`.
///
/// ```
/// let text = lltype::scoped_unicode2wcharp("ABC\0E")?;
/// // SAFETY: there are five units.
/// assert_eq!(unsafe { lltype::wcharpsize2unicode(*text, 5) }?, "ABC\0E");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`wcharp2unicode`]; null is refused also if `size` is 0.
///
/// # Safety
/// If it is not null: it is aligned, and the `size` units are in one block and have been written.
#[doc(alias = "wcharpsize2utf8")]
pub unsafe fn wcharpsize2unicode<U: WideUnit>(
    text: impl Into<ConstPtr<U>>,
    size: usize,
) -> Result<String, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    decode(unsafe { sized(text.into(), size) }?)
}

/// # Safety
/// As [`wcharp2unicoden`], and as long as the view lives, nobody writes to the units or frees them.
unsafe fn up_to<'a, U: WideUnit>(text: ConstPtr<U>, maxlen: usize) -> Result<&'a [U], CharpError> {
    not_null(text, "the wide string")?;
    let mut size = 0;
    // SAFETY: not null; no NUL and not `maxlen` yet, so the caller says that this unit can be read.
    while size < maxlen && unsafe { text.add(size).read() } != U::default() {
        size += 1;
    }
    // SAFETY: as many have just been read.
    unsafe { sized(text, size) }
}

/// # Safety
/// As [`wcharpsize2unicode`], and as long as the view lives, nobody writes to the units or frees
/// them.
unsafe fn sized<'a, U: WideUnit>(text: ConstPtr<U>, size: usize) -> Result<&'a [U], CharpError> {
    let start = not_null(text, "the wide string")?.as_ptr();
    // SAFETY: not null; the caller says that it is aligned, and `size` units are written and stay.
    Ok(unsafe { core::slice::from_raw_parts(start, size) })
}
