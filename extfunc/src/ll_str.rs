//! Operations on strings of bytes, in C. The fakes do the same in Rust.
//!
//! ```
//! use extfunc::ll_str;
//!
//! assert_eq!(ll_str::upper(b"C and Rust")?, b"C AND RUST");
//! assert_eq!(ll_str::find(b"C and Rust", b"Rust"), 6);
//! assert_eq!(ll_str::replace(b"a-b-c", b"-", b", ")?, b"a, b, c");
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io;

use lltype::{ConstPtr, Ptr};
use rffi::{CHAR, ExternalCompilationInfo, SIZE_T, SSIZE_T, llexternal};

use crate::{Bytes, register_external};

static LL_STR: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["rffi.h"])
    .post_include_bits(&[include_str!("../c/ll_str.h")])
    .separate_module_sources(&[include_str!("../c/ll_str.c")]);

llexternal! {
    compilation_info = LL_STR;

    unsafe extern "C" {
        #[save_errno]
        unsafe fn ll_str_lower(text: ConstPtr<CHAR>, length: SIZE_T) -> Ptr<Bytes>;
        #[save_errno]
        unsafe fn ll_str_upper(text: ConstPtr<CHAR>, length: SIZE_T) -> Ptr<Bytes>;
        unsafe fn ll_str_find(
            text: ConstPtr<CHAR>,
            length: SIZE_T,
            part: ConstPtr<CHAR>,
            part_length: SIZE_T,
        ) -> SSIZE_T;
        #[save_errno]
        unsafe fn ll_str_replace(
            text: ConstPtr<CHAR>,
            length: SIZE_T,
            part: ConstPtr<CHAR>,
            part_length: SIZE_T,
            other: ConstPtr<CHAR>,
            other_length: SIZE_T,
        ) -> Ptr<Bytes>;
    }
}

register_external! {
    list = pub EXTFUNCS;

    /// With ASCII's capital letters made small.
    ///
    /// # Errors
    /// There is no memory.
    pub fn lower(text: &[u8]) -> io::Result<Vec<u8>> = "str.lower" {
        export_name: "ll_str.ll_str_lower",
        // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
        external: unsafe ll_str_lower,
        llfakeimpl: fake_lower,
    }

    /// With ASCII's small letters made capital.
    ///
    /// # Errors
    /// There is no memory.
    pub fn upper(text: &[u8]) -> io::Result<Vec<u8>> = "str.upper" {
        export_name: "ll_str.ll_str_upper",
        // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
        external: unsafe ll_str_upper,
        llfakeimpl: fake_upper,
    }

    /// Where `part` first starts in `text`; -1 if it does not.
    pub fn find(text: &[u8], part: &[u8]) -> isize = "str.find" {
        export_name: "ll_str.ll_str_find",
        // SAFETY: it reads the bytes that are passed.
        external: unsafe ll_str_find,
        llfakeimpl: fake_find,
    }

    /// With `other` for every `part`, from the left.
    ///
    /// # Errors
    /// `part` is empty, or there is no memory.
    pub fn replace(text: &[u8], part: &[u8], other: &[u8]) -> io::Result<Vec<u8>> = "str.replace" {
        export_name: "ll_str.ll_str_replace",
        // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
        external: unsafe ll_str_replace,
        llfakeimpl: fake_replace,
    }
}

fn fake_lower(text: &[u8]) -> io::Result<Vec<u8>> {
    Ok(text.to_ascii_lowercase())
}

fn fake_upper(text: &[u8]) -> io::Result<Vec<u8>> {
    Ok(text.to_ascii_uppercase())
}

fn place(text: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    text.windows(part.len()).position(|window| window == part)
}

fn fake_find(text: &[u8], part: &[u8]) -> isize {
    // A slice has at most `isize::MAX` bytes.
    place(text, part).map_or(-1, usize::cast_signed)
}

fn fake_replace(mut text: &[u8], part: &[u8], other: &[u8]) -> io::Result<Vec<u8>> {
    if part.is_empty() {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    let mut replaced = Vec::new();
    while let Some(place) = place(text, part) {
        replaced.extend_from_slice(&text[..place]);
        replaced.extend_from_slice(other);
        text = &text[place + part.len()..];
    }
    replaced.extend_from_slice(text);
    Ok(replaced)
}
