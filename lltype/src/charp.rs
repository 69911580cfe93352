//! C's strings: bytes up to a NUL.

use core::ffi::{CStr, c_char};
use core::fmt;
use core::ops::Deref;
use core::str::Utf8Error;

use crate::{AllocError, ConstPtr, FreeError, Ptr, ScopedAlloc, free, scoped_alloc};

/// C's `char *`.
pub type CCHARP = Ptr<c_char>;

/// Copies text into a fresh block of C memory and ends it with a NUL.
///
/// NULs inside are copied as they are: C will see the text up to the first one.
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
pub fn str2charp(text: impl AsRef<[u8]>) -> Result<CCHARP, AllocError> {
    copy(text.as_ref()).map(ScopedAlloc::into_ptr)
}

/// Frees a string of [`str2charp`].
///
/// # Errors
/// As [`free`].
///
/// # Safety
/// As [`free`]: nobody uses it from now on.
#[track_caller]
pub unsafe fn free_charp(text: CCHARP) -> Result<(), FreeError> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { free(text) }
}

/// Copies a C string, up to its NUL, into a `String`. The C string stays.
///
/// # Errors
/// [`CharpError`]: it is null, or not UTF-8.
///
/// # Safety
/// If it is not null, there is a NUL at or behind it in the same block, and all before has been
/// written.
pub unsafe fn charp2str(text: impl Into<ConstPtr<c_char>>) -> Result<String, CharpError> {
    let text = text.into();
    if text.is_null() {
        return Err(CharpError::Null);
    }
    // SAFETY: not null; the caller says that a NUL ends it.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) };
    text.to_str()
        .map(str::to_owned)
        .map_err(CharpError::NotUtf8)
}

/// A string of C memory that is freed when this is dropped. It dereferences to its [`CCHARP`].
#[derive(Debug)]
#[must_use = "the string is freed as soon as this is dropped"]
pub struct ScopedCharp(ScopedAlloc<c_char>);

/// Copies text as [`str2charp`] does, until the end of the scope.
///
/// ```
/// let text = lltype::scoped_str2charp("hello")?;
/// // SAFETY: byte 4 is inside.
/// assert_eq!(unsafe { text.add(4).read() } as u8, b'o');
/// # Ok::<(), lltype::AllocError>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_str2charp(text: impl AsRef<[u8]>) -> Result<ScopedCharp, AllocError> {
    copy(text.as_ref()).map(ScopedCharp)
}

impl ScopedCharp {
    /// The start of the string.
    #[must_use]
    pub fn ptr(&self) -> CCHARP {
        self.0.ptr()
    }
}

impl Deref for ScopedCharp {
    type Target = CCHARP;
    fn deref(&self) -> &CCHARP {
        &self.0
    }
}

#[track_caller]
fn copy(text: &[u8]) -> Result<ScopedAlloc<c_char>, AllocError> {
    // No slice is longer than `isize::MAX`, so this does not overflow.
    let block = scoped_alloc::<c_char>(text.len() + 1)?;
    let bytes = block.as_ptr().cast::<u8>();
    // SAFETY: the block is fresh and has room for `text.len() + 1` bytes.
    unsafe { core::ptr::copy_nonoverlapping(text.as_ptr(), bytes, text.len()) };
    // SAFETY: as above; this is the last of them.
    let end = unsafe { block.add(text.len()) };
    // SAFETY: as above.
    unsafe { end.write(0) };
    Ok(block)
}

/// A C string cannot become a Rust string.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CharpError {
    /// The pointer is null.
    Null,
    /// The bytes are not UTF-8.
    NotUtf8(Utf8Error),
}

impl fmt::Display for CharpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("the C string is the null pointer"),
            Self::NotUtf8(error) => write!(f, "the C string is not UTF-8: {error}"),
        }
    }
}

impl core::error::Error for CharpError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Null => None,
            Self::NotUtf8(error) => Some(error),
        }
    }
}
