//! High-level types and values: those of the programs that call operations.

use core::fmt;

/// The type of a high-level value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HighType {
    /// No value.
    None,
    /// True or false.
    Bool,
    /// An integer of a machine word or less.
    Int,
    /// A floating-point number.
    Float,
    /// Text.
    Str,
    /// Bytes.
    Bytes,
}

impl fmt::Display for HighType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HighType::None => "none",
            HighType::Bool => "bool",
            HighType::Int => "int",
            HighType::Float => "float",
            HighType::Str => "str",
            HighType::Bytes => "bytes",
        })
    }
}

/// A high-level value, as an interpreter holds it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum HighValue {
    /// No value.
    None,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl HighValue {
    /// Its type.
    #[must_use]
    pub fn high_type(&self) -> HighType {
        match self {
            HighValue::None => HighType::None,
            HighValue::Bool(_) => HighType::Bool,
            HighValue::Int(_) => HighType::Int,
            HighValue::Float(_) => HighType::Float,
            HighValue::Str(_) => HighType::Str,
            HighValue::Bytes(_) => HighType::Bytes,
        }
    }
}

impl fmt::Display for HighValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HighValue::None => f.write_str("none"),
            HighValue::Bool(value) => write!(f, "{value}"),
            HighValue::Int(value) => write!(f, "{value}"),
            HighValue::Float(value) => write!(f, "{value:?}"),
            HighValue::Str(value) => write!(f, "{value:?}"),
            HighValue::Bytes(value) => write!(f, "b\"{}\"", value.escape_ascii()),
        }
    }
}

macro_rules! conversions {
    ($($ty:ty => $variant:ident;)*) => {
        $(
            impl From<$ty> for HighValue {
                fn from(value: $ty) -> Self {
                    HighValue::$variant(value.into())
                }
            }
        )*
    };
}

conversions! {
    bool => Bool;
    i8 => Int;
    u8 => Int;
    i16 => Int;
    u16 => Int;
    i32 => Int;
    u32 => Int;
    i64 => Int;
    f64 => Float;
    &str => Str;
    String => Str;
    &[u8] => Bytes;
    Vec<u8> => Bytes;
}

/// A type that an operation takes.
///
/// A `bool` is taken for an integer, and an integer for a float; nothing else is converted.
#[diagnostic::on_unimplemented(
    message = "an operation cannot take `{Self}`",
    label = "not a high-level type",
    note = "use `bool`, an integer, `f64`, `&str` or `&[u8]`"
)]
pub trait Parameter<'a>: Sized {
    /// Its high-level type.
    const TYPE: HighType;

    /// Takes it out of a value.
    ///
    /// # Errors
    /// The value is of another type, or out of range.
    fn from_high(value: &'a HighValue) -> Result<Self, Mismatch>;
}

/// A value does not fit a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// It is of another type.
    Type,
    /// It is too large or too small; the name of the type that it does not fit.
    Range(&'static str),
}

/// A result is no high-level value.
#[derive(Debug)]
pub enum NoResult {
    /// It is an error.
    Io(std::io::Error),
    /// It is an integer too large for one; the value, as text.
    Range(String),
}

/// A type that an operation returns.
#[diagnostic::on_unimplemented(
    message = "an operation cannot return `{Self}`",
    label = "not a high-level type",
    note = "use `()`, `bool`, an integer, `f64`, or an `io::Result` of one of these or of `String` \
            or `Vec<u8>`"
)]
pub trait Returned {
    /// Its high-level type; that of the good case, for a `Result`.
    const TYPE: HighType;

    /// Whether it can be an error, with the cause in errno.
    const CAN_FAIL: bool = false;

    /// Puts it into a value.
    ///
    /// # Errors
    /// It is an error, or an integer too large for a value.
    fn into_high(self) -> Result<HighValue, NoResult>;
}

macro_rules! integers {
    ($($ty:ident)*) => {
        $(
            impl Parameter<'_> for $ty {
                const TYPE: HighType = HighType::Int;

                fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
                    match value {
                        HighValue::Int(value) => $ty::try_from(*value)
                            .map_err(|_| Mismatch::Range(stringify!($ty))),
                        HighValue::Bool(value) => Ok($ty::from(*value)),
                        _ => Err(Mismatch::Type),
                    }
                }
            }

            impl Returned for $ty {
                const TYPE: HighType = HighType::Int;

                fn into_high(self) -> Result<HighValue, NoResult> {
                    let value = i64::try_from(self);
                    value.map(HighValue::Int).map_err(|_| NoResult::Range(self.to_string()))
                }
            }
        )*
    };
}

integers!(i8 u8 i16 u16 i32 u32 i64 u64 isize usize);

impl Parameter<'_> for bool {
    const TYPE: HighType = HighType::Bool;

    fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::Bool(value) => Ok(*value),
            _ => Err(Mismatch::Type),
        }
    }
}

impl Parameter<'_> for f64 {
    const TYPE: HighType = HighType::Float;

    #[expect(
        clippy::cast_precision_loss,
        reason = "RPython's and C's conversion, too"
    )]
    fn from_high(value: &HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::Float(value) => Ok(*value),
            HighValue::Int(value) => Ok(*value as f64),
            HighValue::Bool(value) => Ok(f64::from(u8::from(*value))),
            _ => Err(Mismatch::Type),
        }
    }
}

impl<'a> Parameter<'a> for &'a str {
    const TYPE: HighType = HighType::Str;

    fn from_high(value: &'a HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::Str(value) => Ok(value),
            _ => Err(Mismatch::Type),
        }
    }
}

impl<'a> Parameter<'a> for &'a [u8] {
    const TYPE: HighType = HighType::Bytes;

    fn from_high(value: &'a HighValue) -> Result<Self, Mismatch> {
        match value {
            HighValue::Bytes(value) => Ok(value),
            _ => Err(Mismatch::Type),
        }
    }
}

macro_rules! returned {
    ($($ty:ty, $high:ident, $self:ident => $value:expr;)*) => {
        $(
            impl Returned for $ty {
                const TYPE: HighType = HighType::$high;

                fn into_high($self) -> Result<HighValue, NoResult> {
                    Ok($value)
                }
            }
        )*
    };
}

returned! {
    (), None, self => HighValue::None;
    bool, Bool, self => HighValue::Bool(self);
    f64, Float, self => HighValue::Float(self);
    String, Str, self => HighValue::Str(self);
    Vec<u8>, Bytes, self => HighValue::Bytes(self);
}

impl<T: Returned> Returned for std::io::Result<T> {
    const TYPE: HighType = T::TYPE;
    const CAN_FAIL: bool = true;

    fn into_high(self) -> Result<HighValue, NoResult> {
        self.map_err(NoResult::Io)?.into_high()
    }
}
