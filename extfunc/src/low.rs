//! How high-level values cross to C, and back.
//!
//! | high level | in C |
//! |---|---|
//! | `bool`, an integer, `f64` | the same |
//! | `&str` | `const char *`, ended by a NUL; a NUL inside is an error |
//! | `&[u8]` | two parameters: `const char *`, `size_t` |
//! | result `()`, `bool`, an integer, `f64` | the same |
//! | result `io::Result` of a signed integer, of `usize` (in C `ssize_t`), of `()` (in C `int`) | negative for an error, whose cause is in `errno` |
//! | result `io::Result<Vec<u8>>`, `io::Result<String>` | `struct rffi_bytes *` from `malloc`, to be freed by the caller; null for an error, whose cause is in `errno` |

use core::ffi::{c_char, c_void};
use std::ffi::CString;
use std::io;

use lltype::{ConstPtr, Desc, LowLevelType, Ptr};
use rffi::get_saved_errno;

/// Bytes that C gives: a length, and as many bytes behind it, in one block from `malloc`.
///
/// [`BYTES_H`] declares it in C.
#[repr(C)]
#[derive(Debug)]
pub struct Bytes {
    length: usize,
    data: [c_char; 0],
}

/// The declaration of `struct rffi_bytes` in C, for the `post_include_bits` of an operation that
/// returns bytes.
pub const BYTES_H: &str = include_str!("../c/bytes.h");

// SAFETY: as `BYTES_H` declares it; C's is opaque to the type model so far.
unsafe impl LowLevelType for Bytes {
    const DESC: &'static Desc = &Desc::Opaque("struct rffi_bytes");
}

// `Bytes` is made by C's `malloc`, which is no block of `lltype::malloc`.
unsafe extern "C" {
    fn free(block: *mut c_void);
}

/// A pointer that text or bytes may be passed as.
#[diagnostic::on_unimplemented(
    message = "text and bytes cannot be passed as `{Self}`",
    note = "the C function takes `CCHARP`, `VOIDP`, `ConstPtr<CHAR>` or `ConstPtr<c_void>` for them"
)]
pub trait DataPointer {
    /// The pointer to the first byte.
    fn from_data(data: *const u8) -> Self;
}

macro_rules! data_pointers {
    ($($ty:ty, $data:ident => $pointer:expr;)*) => {
        $(
            impl DataPointer for $ty {
                fn from_data($data: *const u8) -> Self {
                    $pointer.into()
                }
            }
        )*
    };
}

data_pointers! {
    Ptr<c_char>, data => data.cast_mut().cast::<c_char>();
    Ptr<c_void>, data => data.cast_mut().cast::<c_void>();
    ConstPtr<c_char>, data => data.cast::<c_char>();
    ConstPtr<c_void>, data => data.cast::<c_void>();
}

/// The text with a NUL behind it.
///
/// # Errors
/// There is a NUL inside: C would see less than was given.
pub fn c_string(name: &str, text: &str) -> io::Result<CString> {
    CString::new(text).map_err(|error| {
        let place = error.nul_position();
        let message = format!("`{name}` has a NUL byte at offset {place}, where C would end it");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

/// The pointer to a C string.
#[must_use]
pub fn text_pointer<P: DataPointer>(text: &CString) -> P {
    P::from_data(text.as_ptr().cast())
}

/// The pointer to the first of some bytes.
#[must_use]
pub fn bytes_pointer<P: DataPointer>(bytes: &[u8]) -> P {
    P::from_data(bytes.as_ptr())
}

/// A high-level result made of C's result `L`.
#[diagnostic::on_unimplemented(
    message = "the result `{Self}` cannot be made of C's `{L}`",
    note = "see the table in the documentation of `extfunc`: for `io::Result<usize>` C returns \
            `SSIZE_T`, for `io::Result<()>` `INT`, for `io::Result<Vec<u8>>` `Ptr<Bytes>`"
)]
pub trait Lift<L> {
    /// Makes it.
    ///
    /// # Safety
    /// A [`Bytes`] pointer is null or as C's side of the table says, and nobody else frees it.
    unsafe fn lift(low: L) -> Self;
}

macro_rules! same {
    ($($ty:ty)*) => {
        $(
            impl Lift<$ty> for $ty {
                unsafe fn lift(low: $ty) -> Self {
                    low
                }
            }
        )*
    };
}

same!(() bool i8 u8 i16 u16 i32 u32 i64 u64 isize usize f64);

macro_rules! negative_is_error {
    ($($low:ty => $high:ty, $value:ident => $result:expr;)*) => {
        $(
            impl Lift<$low> for io::Result<$high> {
                unsafe fn lift($value: $low) -> Self {
                    if $value < 0 { Err(saved_error()) } else { Ok($result) }
                }
            }
        )*
    };
}

negative_is_error! {
    i8 => i8, value => value;
    i16 => i16, value => value;
    i32 => i32, value => value;
    i64 => i64, value => value;
    isize => isize, value => value;
    isize => usize, value => value.cast_unsigned();
    i32 => (), value => { let _ = value; };
}

fn saved_error() -> io::Error {
    io::Error::from_raw_os_error(get_saved_errno())
}

impl Lift<Ptr<Bytes>> for io::Result<Vec<u8>> {
    unsafe fn lift(low: Ptr<Bytes>) -> Self {
        if low.is_null() {
            return Err(saved_error());
        }
        let block = low.as_ptr();
        // SAFETY: the caller says that it is a `Bytes`.
        let length = unsafe { (*block).length };
        // SAFETY: the bytes lie behind the length; the address is that of the field, with the
        // provenance of the block.
        let data = unsafe { (&raw const (*block).data).cast::<u8>() };
        // SAFETY: `length` bytes are there, as the caller says.
        let bytes = unsafe { core::slice::from_raw_parts(data, length) }.to_vec();
        // SAFETY: it came from C's `malloc`, and nobody else frees it.
        unsafe { free(block.cast()) };
        Ok(bytes)
    }
}

impl Lift<Ptr<Bytes>> for io::Result<String> {
    unsafe fn lift(low: Ptr<Bytes>) -> Self {
        // SAFETY: the caller keeps this function's promise, which is the same.
        let bytes = unsafe { io::Result::<Vec<u8>>::lift(low) }?;
        String::from_utf8(bytes).map_err(|error| {
            let message = format!("C gave text that is not UTF-8: {error}");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}
