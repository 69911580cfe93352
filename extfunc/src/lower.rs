//! Arguments on their way down to C.

use core::ffi::{c_char, c_void};
use std::ffi::CString;
use std::io;

use lltype::{ConstPtr, Ptr};

/// A pointer that text or bytes may be passed as.
#[diagnostic::on_unimplemented(
    message = "text and bytes cannot be passed as `{Self}`",
    label = "the function takes something else for this parameter",
    note = "text crosses as `CCHARP`, `VOIDP`, `ConstPtr<CHAR>` or `ConstPtr<c_void>`, bytes as one \
            of these and a `SIZE_T`"
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
    CString::new(text).map_err(|error| nul_inside(name, error.nul_position()))
}

/// Checks that [`c_string`] would make a text.
///
/// # Errors
/// The same.
pub(crate) fn check_text(name: &str, text: &str) -> io::Result<()> {
    let place = text.bytes().position(|byte| byte == 0);
    place.map_or(Ok(()), |place| Err(nul_inside(name, place)))
}

fn nul_inside(name: &str, place: usize) -> io::Error {
    let message = format!("`{name}` has a NUL byte at offset {place}, where C would end it");
    io::Error::new(io::ErrorKind::InvalidInput, message)
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

/// The result where a text could not cross.
pub fn not_lowered<R: TextResult>(error: io::Error) -> R {
    R::from_error(error)
}

/// A result that can say that a text could not cross.
#[diagnostic::on_unimplemented(
    message = "an operation that takes text must return `io::Result`, not `{Self}`",
    label = "text may hold a NUL byte, where C would end it",
    note = "write `-> io::Result<..>`, or take `&[u8]`"
)]
pub trait TextResult {
    /// Makes it.
    fn from_error(error: io::Error) -> Self;
}

impl<T> TextResult for io::Result<T> {
    fn from_error(error: io::Error) -> Self {
        Err(error)
    }
}
