//! From C's `char *` to Rust's text and bytes.
//!
//! All of these read `char *` and `const char *` alike.

use core::ffi::{CStr, c_char};

use crate::{CharpError, ConstPtr};

/// Copies a C string, up to its NUL, into a `String`. The C string stays.
///
/// ```
/// let text = c"gr\u{fc}n";
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2str(text) }?, "gr\u{fc}n");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]; [`CharpError::NotUtf8`].
///
/// # Safety
/// If it is not null, there is a NUL at or behind it in the same block, and all before has been
/// written.
#[doc(alias = "constcharp2str")]
pub unsafe fn charp2str(text: impl Into<ConstPtr<c_char>>) -> Result<String, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    let text = unsafe { charp_as_cstr(text) }?;
    string(text.to_bytes())
}

/// Copies a C string, up to its NUL, into a `Vec` of bytes, as [`charp2str`] without the check.
///
/// ```
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2bytes(c"\xe9") }?, [0xe9]);
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`].
///
/// # Safety
/// As [`charp2str`].
pub unsafe fn charp2bytes(text: impl Into<ConstPtr<c_char>>) -> Result<Vec<u8>, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    let text = unsafe { charp_as_cstr(text) }?;
    Ok(text.to_bytes().to_vec())
}

/// Looks at a C string where it is.
///
/// ```
/// let text = lltype::scoped_str2charp("hello")?;
/// // SAFETY: a C string, and nobody writes to it.
/// assert_eq!(unsafe { lltype::charp_as_cstr(*text) }?, c"hello");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`].
///
/// # Safety
/// As [`charp2str`]; and as long as the view lives, nobody writes to the string or frees it.
pub unsafe fn charp_as_cstr<'a>(text: impl Into<ConstPtr<c_char>>) -> Result<&'a CStr, CharpError> {
    let text = not_null(text.into(), "the C string")?;
    // SAFETY: not null; the caller says that a NUL ends it, and that it stays as it is.
    Ok(unsafe { CStr::from_ptr(text.as_ptr()) })
}

/// Copies a C string, up to its NUL or to `maxlen` bytes, into a `String`. Nothing behind either is
/// read.
///
/// ```
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2strn(c"hello", 4) }?, "hell");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]; [`CharpError::NotUtf8`], also where the limit cuts a character.
///
/// # Safety
/// If it is not null: all bytes up to the first NUL, or else `maxlen`, are in the same block and
/// have been written.
#[doc(alias = "constcharp2strn")]
pub unsafe fn charp2strn(
    text: impl Into<ConstPtr<c_char>>,
    maxlen: usize,
) -> Result<String, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    string(unsafe { up_to(text.into(), maxlen) }?)
}

/// As [`charp2strn`], into a `Vec` of bytes.
///
/// ```
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2bytesn(c"hello", 4) }?, b"hell");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`].
///
/// # Safety
/// As [`charp2strn`].
pub unsafe fn charp2bytesn(
    text: impl Into<ConstPtr<c_char>>,
    maxlen: usize,
) -> Result<Vec<u8>, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    Ok(unsafe { up_to(text.into(), maxlen) }?.to_vec())
}

/// Copies exactly `size` bytes, NULs and all, into a `String`.
///
/// ```
/// // SAFETY: there are five bytes.
/// assert_eq!(unsafe { lltype::charpsize2str(c"ABC.E", 5) }?, "ABC.E");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`], also if `size` is 0; [`CharpError::NotUtf8`].
///
/// # Safety
/// If it is not null: the `size` bytes are in one block and have been written.
#[doc(alias = "constcharpsize2str")]
pub unsafe fn charpsize2str(
    text: impl Into<ConstPtr<c_char>>,
    size: usize,
) -> Result<String, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    string(unsafe { sized(text.into(), size) }?)
}

/// As [`charpsize2str`], into a `Vec` of bytes.
///
/// ```
/// // SAFETY: there are five bytes, of which the last is the NUL.
/// assert_eq!(unsafe { lltype::charpsize2bytes(c"ABCD", 5) }?, b"ABCD\0");
/// # Ok::<(), lltype::CharpError>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`], also if `size` is 0.
///
/// # Safety
/// As [`charpsize2str`].
pub unsafe fn charpsize2bytes(
    text: impl Into<ConstPtr<c_char>>,
    size: usize,
) -> Result<Vec<u8>, CharpError> {
    // SAFETY: the caller keeps this function's promise; the view is gone when this returns.
    Ok(unsafe { sized(text.into(), size) }?.to_vec())
}

/// # Safety
/// As [`charp2strn`], and as long as the view lives, nobody writes to the bytes or frees them.
unsafe fn up_to<'a>(text: ConstPtr<c_char>, maxlen: usize) -> Result<&'a [u8], CharpError> {
    let start = not_null(text, "the C string")?.as_ptr();
    // No block has more, and the end of the search must not wrap around.
    let limit = maxlen
        .min(isize::MAX.cast_unsigned())
        .min(usize::MAX - start.addr());
    // SAFETY: memchr reads byte after byte and stops at the NUL, which the caller says comes before
    // the end of the block, or the limit does.
    let end = unsafe { libc::memchr(start.cast(), 0, limit) };
    let size = match end.is_null() {
        true => limit,
        false => end.addr() - start.addr(),
    };
    // SAFETY: the caller says that this many bytes can be read.
    unsafe { sized(text, size) }
}

/// # Safety
/// As [`charpsize2str`], and as long as the view lives, nobody writes to the bytes or frees them.
unsafe fn sized<'a>(text: ConstPtr<c_char>, size: usize) -> Result<&'a [u8], CharpError> {
    let start = not_null(text, "the C string")?.as_ptr().cast::<u8>();
    // SAFETY: not null; the caller says that `size` bytes of one block are written and stay.
    Ok(unsafe { core::slice::from_raw_parts(start, size) })
}

#[inline]
fn string(bytes: &[u8]) -> Result<String, CharpError> {
    let text = core::str::from_utf8(bytes).map_err(CharpError::NotUtf8)?;
    Ok(text.to_owned())
}

#[inline]
pub(super) fn not_null<T>(
    pointer: ConstPtr<T>,
    what: &'static str,
) -> Result<ConstPtr<T>, CharpError> {
    match pointer.is_null() {
        true => Err(CharpError::Null { what }),
        false => Ok(pointer),
    }
}
