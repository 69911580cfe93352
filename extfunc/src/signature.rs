//! [`Parameter`] and [`Returned`]: what stands in the signature of an operation.

use std::ffi::{CStr, CString};

use crate::{High, HighType, HighValue, Item, Mismatch, NoResult};

/// A type that an operation takes: what is [`High`], and borrowed for the call `&str`, `&CStr` (text
/// without NUL), `&[u8]` (bytes) and `&[T]` (a list).
#[diagnostic::on_unimplemented(
    message = "an operation cannot take `{Self}`",
    label = "not a high-level type",
    note = "use `bool`, an integer, `f64`, `&str`, `&CStr`, `&[u8]`, or tuples and lists (`&[T]`) of \
            `bool`, integers, `f64`, `String`, `CString` and `Vec<u8>`"
)]
pub trait Parameter<'a>: Sized {
    /// Its high-level type.
    const TYPE: HighType;

    /// What a value that cannot be borrowed as it is becomes, for the time of the call.
    type Store: Default;

    /// Takes it out of a value.
    ///
    /// # Errors
    /// The value is of another type, or out of range.
    fn from_high(value: &'a HighValue, store: &'a mut Self::Store) -> Result<Self, Mismatch>;
}

#[diagnostic::do_not_recommend]
impl<'a, T: High> Parameter<'a> for T {
    const TYPE: HighType = T::TYPE;
    type Store = ();

    #[inline]
    fn from_high(value: &'a HighValue, (): &'a mut ()) -> Result<Self, Mismatch> {
        T::from_high(value)
    }
}

impl<'a> Parameter<'a> for &'a str {
    const TYPE: HighType = HighType::Str;
    type Store = ();

    #[inline]
    fn from_high(value: &'a HighValue, (): &'a mut ()) -> Result<Self, Mismatch> {
        match value {
            HighValue::Str(value) => Ok(value),
            _ => Err(Mismatch::Type),
        }
    }
}

impl<'a> Parameter<'a> for &'a [u8] {
    const TYPE: HighType = HighType::Bytes;
    type Store = ();

    #[inline]
    fn from_high(value: &'a HighValue, (): &'a mut ()) -> Result<Self, Mismatch> {
        match value {
            HighValue::Bytes(value) => Ok(value),
            _ => Err(Mismatch::Type),
        }
    }
}

impl<'a> Parameter<'a> for &'a CStr {
    const TYPE: HighType = HighType::CStr;
    type Store = CString;

    fn from_high(value: &'a HighValue, store: &'a mut CString) -> Result<Self, Mismatch> {
        *store = High::from_high(value)?;
        Ok(store)
    }
}

impl<'a, T: Item> Parameter<'a> for &'a [T] {
    const TYPE: HighType = HighType::List(&T::TYPE);
    type Store = Vec<T>;

    fn from_high(value: &'a HighValue, store: &'a mut Vec<T>) -> Result<Self, Mismatch> {
        *store = High::from_high(value)?;
        Ok(store)
    }
}

/// A type that an operation returns: what is [`High`], `()`, and an `io::Result` of these.
#[diagnostic::on_unimplemented(
    message = "an operation cannot return `{Self}`",
    label = "not a high-level type",
    note = "use `()`, `bool`, an integer, `f64`, `String`, `Vec<u8>`, tuples and lists (`Vec`) of \
            these, or an `io::Result` of one"
)]
pub trait Returned {
    /// Its high-level type; that of the good case, for a `Result`.
    const TYPE: HighType;

    /// Whether it can be an error.
    const CAN_FAIL: bool = false;

    /// Puts it into a value.
    ///
    /// # Errors
    /// It is an error, or an integer too large for a value.
    fn into_high(self) -> Result<HighValue, NoResult>;
}

#[diagnostic::do_not_recommend]
impl<T: High> Returned for T {
    const TYPE: HighType = T::TYPE;

    #[inline]
    fn into_high(self) -> Result<HighValue, NoResult> {
        High::into_high(self)
    }
}

impl Returned for () {
    const TYPE: HighType = HighType::None;

    #[inline]
    fn into_high(self) -> Result<HighValue, NoResult> {
        Ok(HighValue::None)
    }
}

impl<T: Returned> Returned for std::io::Result<T> {
    const TYPE: HighType = T::TYPE;
    const CAN_FAIL: bool = true;

    #[inline]
    fn into_high(self) -> Result<HighValue, NoResult> {
        self.map_err(NoResult::Io)?.into_high()
    }
}
