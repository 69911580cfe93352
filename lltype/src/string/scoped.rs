//! [`ScopedString`]: a string until the end of a scope.

use core::ffi::c_char;
use core::ops::Deref;

use crate::{Ptr, ScopedAlloc};

/// A string of C memory that is freed when this is dropped. It dereferences to its pointer, which is
/// null if there is no string.
///
/// Who frees the string by hand frees it under the guard: see [`ScopedAlloc`].
#[derive(Debug)]
#[must_use = "the string is freed as soon as this is dropped"]
pub struct ScopedString<U>(Option<ScopedAlloc<U>>);

/// A `char *` of [`scoped_str2charp`](crate::scoped_str2charp).
pub type ScopedCharp = ScopedString<c_char>;

/// A `wchar_t *` of [`scoped_unicode2wcharp`](crate::scoped_unicode2wcharp).
pub type ScopedWcharp = ScopedString<libc::wchar_t>;

impl<U> ScopedString<U> {
    pub(super) const fn new(block: Option<ScopedAlloc<U>>) -> Self {
        Self(block)
    }

    /// The start of the string.
    #[must_use]
    pub fn ptr(&self) -> Ptr<U> {
        **self
    }
}

impl<U> Deref for ScopedString<U> {
    type Target = Ptr<U>;
    fn deref(&self) -> &Ptr<U> {
        match &self.0 {
            Some(block) => block,
            None => const { &Ptr::NULL },
        }
    }
}
