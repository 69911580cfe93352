//! [`High`]: the types of Rust that are high-level values.

use std::ffi::CString;

use crate::high_type::{before_nul, float};
use crate::{HighType, HighValue};

/// A type of Rust that owns a high-level value: `bool`, the integers, `f64`, `String`, `CString` (text
/// without NUL), `Vec<u8>` (bytes), tuples of up to 12 of these, and `Vec` of these (lists).
///
/// A value of another type is taken where RPython takes it: see [`HighType::convert`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no high-level value",
    label = "not a high-level type",
    note = "use `bool`, an integer, `f64`, `String`, `CString`, `Vec<u8>`, or tuples and lists \
            (`Vec`) of these"
)]
pub trait High: Sized {
    /// Its high-level type.
    const TYPE: HighType;

    /// Takes it out of a value.
    ///
    /// # Errors
    /// The value is of another type, or out of range.
    fn from_high(value: &HighValue) -> Result<Self, Mismatch>;

    /// Puts it into a value.
    ///
    /// # Errors
    /// It holds what no value can hold: an integer too large, a text that is not UTF-8.
    fn into_high(self) -> Result<HighValue, NoResult>;
}

/// What a list may be of: every [`High`] but `u8`, whose lists are bytes.
#[diagnostic::on_unimplemented(
    message = "there are no lists of `{Self}`",
    label = "not an item of a list",
    note = "a list is of `bool`, an integer other than `u8`, `f64`, `String`, `CString`, `Vec<u8>`, \
            or of tuples and lists (`Vec`) of these"
)]
pub trait Item: High {}

/// A value does not fit a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// It is of another type.
    Type,
    /// It, or an item of it, is too large or too small; the name of the type that it does not fit.
    Range(&'static str),
}

/// A result is no high-level value.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoResult {
    /// It is an error.
    Io(std::io::Error),
    /// It is an integer too large for one; the value, as text.
    Range(String),
}

macro_rules! integers {
    ($($ty:ident)*) => {
        $(
            impl High for $ty {
                const TYPE: HighType = HighType::Int;

                #[inline]
                fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
                    match value {
                        HighValue::Int(value) => $ty::try_from(*value)
                            .map_err(|_| Mismatch::Range(stringify!($ty))),
                        HighValue::Bool(value) => Ok($ty::from(*value)),
                        _ => Err(Mismatch::Type),
                    }
                }

                #[inline]
                fn into_high(self) -> Result<HighValue, NoResult> {
                    let value = i64::try_from(self);
                    value.map(HighValue::Int).map_err(|_| NoResult::Range(self.to_string()))
                }
            }
        )*
    };
}

integers!(i8 u8 i16 u16 i32 u32 i64 u64 isize usize);

impl High for f64 {
    const TYPE: HighType = HighType::Float;

    #[inline]
    fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
        float(value)
    }

    #[inline]
    fn into_high(self) -> Result<HighValue, NoResult> {
        Ok(HighValue::Float(self))
    }
}

/// Types that are what a variant of `HighValue` holds.
macro_rules! variants {
    ($($ty:ty => $variant:ident;)*) => {
        $(
            impl High for $ty {
                const TYPE: HighType = HighType::$variant;

                #[inline]
                fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
                    match value {
                        HighValue::$variant(value) => Ok(value.clone()),
                        _ => Err(Mismatch::Type),
                    }
                }

                #[inline]
                fn into_high(self) -> Result<HighValue, NoResult> {
                    Ok(HighValue::$variant(self))
                }
            }
        )*
    };
}

variants! {
    bool => Bool;
    String => Str;
    Vec<u8> => Bytes;
}

impl High for CString {
    const TYPE: HighType = HighType::CStr;

    fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::Str(text) => CString::new(before_nul(text)).map_err(|_| Mismatch::Type),
            _ => Err(Mismatch::Type),
        }
    }

    fn into_high(self) -> Result<HighValue, NoResult> {
        let text = self.into_string().map_err(|error| {
            let message = format!("text is not UTF-8: {}", error.utf8_error());
            NoResult::Io(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                message,
            ))
        })?;
        Ok(HighValue::Str(text))
    }
}

impl<T: Item> High for Vec<T> {
    const TYPE: HighType = HighType::List(&T::TYPE);

    fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::List(items) => items.iter().map(T::from_high).collect(),
            _ => Err(Mismatch::Type),
        }
    }

    fn into_high(self) -> Result<HighValue, NoResult> {
        let items = self.into_iter().map(T::into_high);
        Ok(HighValue::List(items.collect::<Result<_, _>>()?))
    }
}

impl<T: Item> Item for Vec<T> {}

macro_rules! items {
    ($($ty:ty)*) => {
        $(impl Item for $ty {})*
    };
}

items!(bool i8 i16 u16 i32 u32 i64 u64 isize usize f64 String CString Vec<u8>);

macro_rules! tuples {
    ($($ty:ident)*) => {
        impl<$($ty: High),*> High for ($($ty,)*) {
            const TYPE: HighType = HighType::Tuple(&[$($ty::TYPE),*]);

            #[allow(non_snake_case, reason = "named as its type parameter")]
            fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
                const COUNT: usize = [$(stringify!($ty)),*].len();
                match value {
                    HighValue::Tuple(items) => {
                        let items = <&[HighValue; COUNT]>::try_from(items.as_slice());
                        let [$($ty),*] = items.map_err(|_| Mismatch::Type)?;
                        Ok(($($ty::from_high($ty)?,)*))
                    }
                    _ => Err(Mismatch::Type),
                }
            }

            #[allow(non_snake_case, reason = "named as its type parameter")]
            fn into_high(self) -> Result<HighValue, NoResult> {
                let ($($ty,)*) = self;
                Ok(HighValue::Tuple(vec![$($ty.into_high()?),*]))
            }
        }

        impl<$($ty: High),*> Item for ($($ty,)*) {}
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
