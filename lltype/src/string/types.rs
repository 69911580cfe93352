//! The names of C's string types.
#![allow(non_camel_case_types, reason = "RPython's spelling")]

use core::ffi::c_char;

use crate::{ConstPtr, Ptr};

/// C's `char *`.
pub type CCHARP = Ptr<c_char>;

/// C's `const char *`.
pub type CONST_CCHARP = ConstPtr<c_char>;

/// C's `char **`.
pub type CCHARPP = Ptr<CCHARP>;

/// C's `wchar_t *`.
///
/// # Platform
/// `wchar_t` has 4 bytes and holds UTF-32, but for Windows: there it has 2 and holds UTF-16.
pub type CWCHARP = Ptr<libc::wchar_t>;

/// C's `const wchar_t *`.
pub type CONST_CWCHARP = ConstPtr<libc::wchar_t>;
