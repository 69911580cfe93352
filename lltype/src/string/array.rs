//! Text into an array that C has: no NUL is written, and what is behind the text stays.

use core::ops::Range;

use super::encoding::{encode, encoded};
use super::read::not_null;
use crate::{CCHARP, CharpError, CharpText, Ptr, WideUnit};

/// Copies text into an array, but no more than `maxsize` bytes. Returns how many.
///
/// ```
/// let array = lltype::scoped_str2charp("XxxZy")?;
/// // SAFETY: there is room for four bytes.
/// assert_eq!(unsafe { lltype::str2chararray("abcdef", *array, 4) }?, 4);
/// // SAFETY: the NUL is still there.
/// assert_eq!(unsafe { lltype::charp2str(*array) }?, "abcdy");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the array is null.
///
/// # Safety
/// If it is not null: there is room for the text or for `maxsize` bytes, which nothing else is
/// using.
pub unsafe fn str2chararray(
    text: impl CharpText,
    array: CCHARP,
    maxsize: usize,
) -> Result<usize, CharpError> {
    let text = text.charp_bytes();
    let part = &text[..text.len().min(maxsize)];
    // SAFETY: the caller says that there is room.
    unsafe { put(part, array) }?;
    Ok(part.len())
}

/// Copies `length` bytes of a text, from byte `start` on, into an array.
///
/// ```
/// let array = lltype::scoped_str2charp("WORLD")?;
/// // SAFETY: there is room for three bytes.
/// unsafe { lltype::str2rawmem("say hello", *array, 4, 3) }?;
/// // SAFETY: the NUL is still there.
/// assert_eq!(unsafe { lltype::charp2str(*array) }?, "helLD");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the array is null. [`CharpError::OutOfRange`]: the text does not have the
/// bytes. Then nothing was written.
///
/// # Safety
/// If it is not null: there is room for `length` bytes, which nothing else is using.
pub unsafe fn str2rawmem(
    text: impl CharpText,
    array: CCHARP,
    start: usize,
    length: usize,
) -> Result<(), CharpError> {
    let text = text.charp_bytes();
    let part = range(start, length, text.len())?;
    // SAFETY: the caller says that there is room.
    unsafe { put(&text[part], array) }
}

/// Copies text into an array of wide units, but no more than `maxsize` units. Returns how many.
///
/// In UTF-16, a pair of surrogates of which only one has room is left out.
///
/// ```
/// let array = lltype::scoped_unicode2wcharp("XxxZy")?;
/// // SAFETY: there is room for four units.
/// assert_eq!(unsafe { lltype::unicode2wchararray("abcdef", *array, 4) }?, 4);
/// // SAFETY: the NUL is still there.
/// assert_eq!(unsafe { lltype::wcharp2unicode(*array) }?, "abcdy");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the array is null.
///
/// # Safety
/// If it is not null: there is room for the text or for `maxsize` units, which nothing else is
/// using, at an aligned address.
pub unsafe fn unicode2wchararray<U: WideUnit>(
    text: &str,
    array: Ptr<U>,
    maxsize: usize,
) -> Result<usize, CharpError> {
    let mut units = 0;
    let fits = text.char_indices().find(|(_, character)| {
        units += encoded::<U>(*character);
        units > maxsize
    });
    let part = fits.map_or(text, |(end, _)| &text[..end]);
    // SAFETY: the caller says that there is room for `maxsize` units; this part has no more.
    unsafe { put_wide(part, array) }
}

/// Copies `length` characters of a text, from character `start` on, into an array of wide units.
/// Returns how many units that were: in UTF-16, a character may take two.
///
/// ```
/// let array = lltype::scoped_unicode2wcharp("WORLD")?;
/// // SAFETY: there is room for three units.
/// assert_eq!(unsafe { lltype::unicode2rawmem("\u{201c}hello\u{201d}", *array, 1, 3) }?, 3);
/// // SAFETY: the NUL is still there.
/// assert_eq!(unsafe { lltype::wcharp2unicode(*array) }?, "helLD");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the array is null. [`CharpError::OutOfRange`]: the text does not have the
/// characters. Then nothing was written.
///
/// # Safety
/// If it is not null: there is room for the units, which nothing else is using, at an aligned
/// address.
pub unsafe fn unicode2rawmem<U: WideUnit>(
    text: &str,
    array: Ptr<U>,
    start: usize,
    length: usize,
) -> Result<usize, CharpError> {
    let part = range(start, length, text.chars().count())?;
    let offset = |character| {
        let mut offsets = text.char_indices().map(|(offset, _)| offset);
        offsets.nth(character).unwrap_or(text.len())
    };
    let part = &text[offset(part.start)..offset(part.end)];
    // SAFETY: the caller says that there is room.
    unsafe { put_wide(part, array) }
}

/// # Safety
/// If it is not null: there is room for the bytes, which nothing else is using.
unsafe fn put(bytes: &[u8], array: CCHARP) -> Result<(), CharpError> {
    not_null(array.into(), "the array to copy to")?;
    let array = array.as_ptr().cast::<u8>();
    // SAFETY: not null; the caller says that there is room, and that nothing else, so not the text
    // either, is using it.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), array, bytes.len()) };
    Ok(())
}

/// # Safety
/// If it is not null: there is room for the units, which nothing else is using.
unsafe fn put_wide<U: WideUnit>(text: &str, array: Ptr<U>) -> Result<usize, CharpError> {
    not_null(array.into(), "the array to copy to")?;
    // SAFETY: not null; the caller says that there is room.
    Ok(unsafe { encode(text, array) })
}

fn range(start: usize, length: usize, available: usize) -> Result<Range<usize>, CharpError> {
    match start.checked_add(length) {
        Some(end) if end <= available => Ok(start..end),
        _ => Err(CharpError::OutOfRange {
            start,
            length,
            available,
        }),
    }
}
