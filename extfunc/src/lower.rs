//! Arguments on their way down to C.

use core::ffi::{CStr, c_char, c_void};
use std::io;

use lltype::{ConstPtr, Ptr};
use rffi::{CONST_CCHARP, NulError};

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

/// Checks that a text can cross.
///
/// # Errors
/// There is a NUL inside: C would see less than was given.
pub(crate) fn check_text(name: &str, text: &str) -> io::Result<()> {
    let place = text.bytes().position(|byte| byte == 0);
    place.map_or(Ok(()), |place| Err(nul_inside(name, place)))
}

fn nul_inside(name: &str, place: usize) -> io::Error {
    let message = format!("`{name}` has a NUL byte at offset {place}, where C would end it");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// The pointer to a text that was copied for C.
#[must_use]
pub fn text_pointer<P: DataPointer>(text: CONST_CCHARP) -> P {
    P::from_data(text.as_ptr().cast())
}

/// The pointer to the first of some bytes.
#[must_use]
pub fn bytes_pointer<P: DataPointer>(bytes: &[u8]) -> P {
    P::from_data(bytes.as_ptr())
}

/// The pointer to a C string.
#[must_use]
pub fn c_str_pointer<P: DataPointer>(text: &CStr) -> P {
    P::from_data(text.as_ptr().cast())
}

/// A pointer that a list of `T` may be passed as.
#[diagnostic::on_unimplemented(
    message = "a list of `{T}` cannot be passed as `{Self}`",
    label = "the function takes something else for this parameter",
    note = "a list of integers or floats crosses as `ConstPtr` or `Ptr` to its items' type and a \
            `SIZE_T`; any other does not cross: implement the operation by a `function` of Rust"
)]
pub trait ItemPointer<T> {
    /// The pointer to the first item.
    fn from_items(items: *const T) -> Self;
}

/// A pointer through which C writes an item of a result.
#[diagnostic::on_unimplemented(
    message = "an item `{T}` of the result cannot be written through `{Self}`",
    label = "C gives something else",
    note = "behind the first, C gives each item of a tuple through a pointer: an integer or a float, \
            through `Ptr` to its type"
)]
pub trait OutPointer<T> {
    /// The pointer to the item.
    fn from_item(item: *mut T) -> Self;
}

macro_rules! number_pointers {
    ($($ty:ty)*) => {
        $(
            impl ItemPointer<$ty> for Ptr<$ty> {
                fn from_items(items: *const $ty) -> Self {
                    items.cast_mut().into()
                }
            }

            impl ItemPointer<$ty> for ConstPtr<$ty> {
                fn from_items(items: *const $ty) -> Self {
                    items.into()
                }
            }

            impl OutPointer<$ty> for Ptr<$ty> {
                fn from_item(item: *mut $ty) -> Self {
                    item.into()
                }
            }
        )*
    };
}

number_pointers!(i8 u8 i16 u16 i32 u32 i64 u64 isize usize f64);

/// The pointer to the first item of a list.
#[must_use]
pub fn items_pointer<T, P: ItemPointer<T>>(items: &[T]) -> P {
    P::from_items(items.as_ptr())
}

/// The pointer to where C writes an item of a result.
#[must_use]
pub fn out_pointer<T, P: OutPointer<T>>(item: &mut T) -> P {
    P::from_item(item)
}

/// The result of an operation, also where a text could not cross.
pub fn lowered<R: TextResult>(result: Result<R, NulError>) -> R {
    result.unwrap_or_else(|error| R::from_error(nul_inside(error.argument(), error.offset())))
}

/// A result that can say that a text could not cross.
#[diagnostic::on_unimplemented(
    message = "an operation that takes text must return `io::Result`, not `{Self}`",
    label = "text may hold a NUL byte, where C would end it",
    note = "write `-> io::Result<..>`, or take `&CStr` or `&[u8]`"
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
