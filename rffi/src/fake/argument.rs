//! [`Argument`]: what a fake was called with, and how the macro writes it down.

use core::ffi::CStr;
use core::fmt;

use lltype::{ConstPtr, Primitive, Ptr, Tag, Value};

/// An argument of a [`Call`](crate::Call) of a fake.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// A number or a pointer.
    Value(Value),
    /// A `&str`; or a `&CStr` of UTF-8.
    Text(String),
    /// A `&[u8]`; or a `&CStr` of other bytes.
    Bytes(Vec<u8>),
    /// Anything else, as its `Debug` writes it; `..`, if it has none.
    Other(String),
}

impl Argument {
    fn c_text(text: &CStr) -> Self {
        match text.to_str() {
            Ok(text) => Argument::Text(text.to_owned()),
            Err(_) => Argument::Bytes(text.to_bytes().to_owned()),
        }
    }

    /// Whether one is the other, whatever the width of a number.
    pub(super) fn is_like(&self, other: &Argument) -> bool {
        match (self, other) {
            (Argument::Value(one), Argument::Value(other)) => same_value(*one, *other),
            _ => self == other,
        }
    }
}

fn same_value(one: Value, other: Value) -> bool {
    match (one.as_integer(), other.as_integer()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one == other || as_float(one).is_some_and(|x| as_float(other) == Some(x)),
        _ => false,
    }
}

fn as_float(value: Value) -> Option<f64> {
    match value.tag() {
        Tag::F64 => Some(f64::from_bits(value.word())),
        Tag::F32 => f32::from_value(value).ok().map(f64::from),
        _ => None,
    }
}

impl fmt::Display for Argument {
    /// As a C programmer would write it, as far as C can.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Value(value) => value.fmt(f),
            Argument::Text(text) => write!(f, "{text:?}"),
            Argument::Bytes(bytes) => write!(f, "\"{}\"", bytes.escape_ascii()),
            Argument::Other(text) => f.write_str(text),
        }
    }
}

/// An argument of any type. The macro writes `(&&&Recorder(&argument)).record()`: of the four traits
/// the method is of the first that has it for the type, because it needs the fewest dereferences.
#[doc(hidden)]
pub struct Recorder<'a, T: ?Sized>(pub &'a T);

impl<T: ?Sized> Clone for Recorder<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Recorder<'_, T> {}

/// Text and bytes.
#[doc(hidden)]
pub trait RecordText {
    fn record(&self) -> Argument;
}

impl RecordText for &&Recorder<'_, &str> {
    fn record(&self) -> Argument {
        Argument::Text((*self.0).to_owned())
    }
}

impl RecordText for &&Recorder<'_, &[u8]> {
    fn record(&self) -> Argument {
        Argument::Bytes((*self.0).to_owned())
    }
}

impl RecordText for &&Recorder<'_, &CStr> {
    fn record(&self) -> Argument {
        Argument::c_text(self.0)
    }
}

/// Numbers and pointers.
#[doc(hidden)]
pub trait RecordPrimitive {
    fn record(&self) -> Argument;
}

impl<T: Primitive> RecordPrimitive for &Recorder<'_, T> {
    fn record(&self) -> Argument {
        Argument::Value(self.0.into_value())
    }
}

/// What has `Debug`.
#[doc(hidden)]
pub trait RecordDebug {
    fn record(&self) -> Argument;
}

impl<T: fmt::Debug> RecordDebug for Recorder<'_, T> {
    fn record(&self) -> Argument {
        Argument::Other(format!("{:?}", self.0))
    }
}

/// The rest.
#[doc(hidden)]
pub trait RecordAny {
    fn record(self) -> Argument;
}

impl<T> RecordAny for Recorder<'_, T> {
    fn record(self) -> Argument {
        Argument::Other("..".to_owned())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Argument::Text(text.to_owned())
    }
}

impl From<&CStr> for Argument {
    fn from(text: &CStr) -> Self {
        Argument::c_text(text)
    }
}

impl From<&[u8]> for Argument {
    fn from(bytes: &[u8]) -> Self {
        Argument::Bytes(bytes.to_owned())
    }
}

impl<const N: usize> From<&[u8; N]> for Argument {
    fn from(bytes: &[u8; N]) -> Self {
        Argument::Bytes(bytes.to_vec())
    }
}

macro_rules! from_values {
    ($([$($generic:ident)?] $ty:ty),* $(,)?) => {
        $(
            impl $(<$generic>)? From<$ty> for Argument {
                fn from(value: $ty) -> Self {
                    Argument::Value(value.into())
                }
            }
        )*
    };
}

from_values! {
    [] bool, [] i8, [] u8, [] i16, [] u16, [] i32, [] u32, [] i64, [] u64, [] isize, [] usize,
    [] f32, [] f64, [T] Ptr<T>, [T] ConstPtr<T>, [T] *mut T, [T] *const T,
}
