//! [`scoped_view_charp`]: a `const char *` to a text, without a copy if possible.

use core::ffi::c_char;
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use super::charp::copy;
use crate::{AllocError, CONST_CCHARP, CharpText, ScopedAlloc};

/// A C string that shows a text of Rust. It dereferences to its [`CONST_CCHARP`].
#[must_use = "the string may be freed as soon as this is dropped"]
pub struct CharpView<'a> {
    pointer: CONST_CCHARP,
    /// Where the text has no NUL of its own.
    _copy: Option<ScopedAlloc<c_char>>,
    text: PhantomData<&'a [u8]>,
}

/// Shows a text to C as `const char *`, until the end of the scope, with a NUL behind its last byte.
///
/// A [`CStr`](core::ffi::CStr) is shown where it is. What has no NUL, as `str` and `[u8]`, is copied.
///
/// ```
/// let text = c"hello";
/// assert_eq!(lltype::scoped_view_charp(text)?.as_ptr(), text.as_ptr());
///
/// let copy = lltype::scoped_view_charp("hello")?;
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2str(*copy) }?, "hello");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc), if it must copy.
#[doc(alias = "scoped_str2constcharp")]
#[doc(alias = "get_nonmovingbuffer_ll_final_null")]
#[track_caller]
pub fn scoped_view_charp<T: CharpText + ?Sized>(text: &T) -> Result<CharpView<'_>, AllocError> {
    if let Some(text) = text.charp_view() {
        return Ok(CharpView::new(text.as_ptr().into(), None));
    }
    let copy = copy(text.charp_bytes())?;
    Ok(CharpView::new(copy.ptr().into(), Some(copy)))
}

impl CharpView<'_> {
    const fn new(pointer: CONST_CCHARP, copy: Option<ScopedAlloc<c_char>>) -> Self {
        Self {
            pointer,
            _copy: copy,
            text: PhantomData,
        }
    }
}

impl Deref for CharpView<'_> {
    type Target = CONST_CCHARP;
    fn deref(&self) -> &CONST_CCHARP {
        &self.pointer
    }
}

impl fmt::Debug for CharpView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CharpView({:?})", self.pointer)
    }
}
