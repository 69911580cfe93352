//! Text on its way down to C: `&str`, `&[u8]` and `&CStr` as `const char *`.

use core::ffi::{CStr, c_char};
use core::fmt;
use core::mem::MaybeUninit;
use std::ffi::CString;
use std::io;

use crate::CONST_CCHARP;

/// Text has a NUL byte inside, where C would end it. The function was not called.
///
/// ```
/// use rffi::{INT, NulError, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         unsafe fn atoi(text: &str) -> Result<INT, NulError>;
///     }
/// }
///
/// // SAFETY: any text may be given.
/// let error = unsafe { atoi("12\0") }.unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`text` of `atoi` has a NUL byte at offset 2, where C would end it"
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NulError {
    function: &'static str,
    argument: &'static str,
    offset: usize,
}

impl NulError {
    /// The C name of the function.
    #[must_use]
    pub fn function(&self) -> &'static str {
        self.function
    }

    /// The name of the parameter.
    #[must_use]
    pub fn argument(&self) -> &'static str {
        self.argument
    }

    /// Where the NUL is, in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for NulError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NulError {
            function,
            argument,
            offset,
        } = self;
        write!(
            f,
            "`{argument}` of `{function}` has a NUL byte at offset {offset}, where C would end it"
        )
    }
}

impl core::error::Error for NulError {}

impl From<NulError> for io::Error {
    /// Of the kind [`InvalidInput`](io::ErrorKind::InvalidInput).
    fn from(error: NulError) -> Self {
        io::Error::new(io::ErrorKind::InvalidInput, error)
    }
}

/// What the macro converts: `&str`, `&[u8]`, and each in an `Option`, whose `None` is `NULL`.
pub trait Text {
    /// The bytes; `None` for `NULL`.
    fn bytes(&self) -> Option<&[u8]>;
}

impl Text for &str {
    fn bytes(&self) -> Option<&[u8]> {
        Some(self.as_bytes())
    }
}

impl Text for &[u8] {
    fn bytes(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl<T: Text> Text for Option<T> {
    fn bytes(&self) -> Option<&[u8]> {
        self.as_ref().and_then(Text::bytes)
    }
}

/// What the macro passes as it is: `&CStr`, and in an `Option`, whose `None` is `NULL`.
pub trait CText {
    /// The address of the first byte.
    fn pointer(self) -> CONST_CCHARP;
}

impl CText for &CStr {
    #[inline]
    fn pointer(self) -> CONST_CCHARP {
        self.as_ptr().into()
    }
}

impl CText for Option<&CStr> {
    #[inline]
    fn pointer(self) -> CONST_CCHARP {
        self.map_or(CONST_CCHARP::NULL, CText::pointer)
    }
}

/// The pointer that C takes for a `&CStr`.
#[inline]
pub fn c_str_pointer(text: impl CText) -> CONST_CCHARP {
    text.pointer()
}

/// Makes the error the user's.
///
/// # Errors
/// The same.
#[inline]
pub fn convert_error<R, E: From<NulError>>(result: Result<R, NulError>) -> Result<R, E> {
    result.map_err(E::from)
}

/// How much text is copied to the stack: 1 KiB, and the NUL.
const ON_STACK: usize = 1025;

/// Copies text, with a NUL behind it, for as long as `call` runs: short text to the stack.
///
/// # Errors
/// There is a NUL inside. `call` was not called.
#[inline]
pub fn with_text<R>(
    function: &'static str,
    argument: &'static str,
    text: impl Text,
    call: impl FnOnce(CONST_CCHARP) -> Result<R, NulError>,
) -> Result<R, NulError> {
    let Some(bytes) = text.bytes() else {
        return call(CONST_CCHARP::NULL);
    };
    if bytes.len() >= ON_STACK {
        return with_heap_copy(function, argument, bytes, call);
    }
    let mut copy = [const { MaybeUninit::<u8>::uninit() }; ON_STACK];
    let start = copy.as_mut_ptr().cast::<u8>();
    // SAFETY: the text is shorter than the buffer, and the buffer is new.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), start, bytes.len()) };
    // SAFETY: the byte behind the text is in the buffer.
    unsafe { start.add(bytes.len()).write(0) };
    match nul_in(bytes) {
        Some(offset) => Err(refused(function, argument, offset)),
        None => call(start.cast_const().cast::<c_char>().into()),
    }
}

/// Where the first NUL is. Short text is looked at by words here: a call would cost as much.
#[inline]
fn nul_in(bytes: &[u8]) -> Option<usize> {
    const WORD: usize = size_of::<u64>();
    const BY_WORDS: usize = 64;
    if bytes.len() > BY_WORDS {
        return memchr::memchr(0, bytes);
    }
    let (words, rest) = bytes.as_chunks::<WORD>();
    let has_nul = words
        .iter()
        .any(|word| has_zero_byte(u64::from_ne_bytes(*word)));
    if has_nul || rest.contains(&0) {
        return memchr::memchr(0, bytes);
    }
    None
}

/// Whether one of the 8 bytes is zero: only then does the subtraction borrow into its top bit
/// while that was clear.
#[inline]
const fn has_zero_byte(word: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    word.wrapping_sub(ONES) & !word & TOPS != 0
}

#[cold]
fn refused(function: &'static str, argument: &'static str, offset: usize) -> NulError {
    NulError {
        function,
        argument,
        offset,
    }
}

#[cold]
fn with_heap_copy<R>(
    function: &'static str,
    argument: &'static str,
    bytes: &[u8],
    call: impl FnOnce(CONST_CCHARP) -> Result<R, NulError>,
) -> Result<R, NulError> {
    match CString::new(bytes) {
        Ok(copy) => call(copy.as_ptr().into()),
        Err(error) => Err(refused(function, argument, error.nul_position())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What C sees of a text.
    fn seen(text: impl Text) -> Result<Option<Vec<u8>>, NulError> {
        with_text("f", "a", text, |pointer| {
            // SAFETY: it is null or a C string.
            Ok((!pointer.is_null())
                .then(|| unsafe { CStr::from_ptr(pointer.as_ptr()).to_bytes().to_vec() }))
        })
    }

    #[test]
    fn text_of_every_length_crosses() {
        for length in (0..200).chain(1000..1100) {
            let text: Vec<u8> = (1..=255).cycle().take(length).collect();
            assert_eq!(seen(&text[..]), Ok(Some(text.clone())), "{length}");
        }
    }

    #[test]
    fn every_nul_is_found() {
        for length in [1, 7, 8, 9, 63, 64, 65, 100, 1023, 1024, 1025, 3000] {
            for offset in (0..length).step_by(if length > 200 { 37 } else { 1 }) {
                let mut text = vec![b'x'; length];
                text[offset] = 0;
                let error = seen(&text[..]).unwrap_err();
                assert_eq!(error.offset(), offset, "of {length}");
            }
        }
    }

    #[test]
    fn no_text_is_null() {
        assert_eq!(seen(None::<&str>), Ok(None));
        assert_eq!(seen(Some("")), Ok(Some(Vec::new())));
        assert!(c_str_pointer(None::<&CStr>).is_null());
    }
}
