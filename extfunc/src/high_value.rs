//! [`HighValue`]: what the programs that call operations compute with.

use core::fmt;

use crate::high_type::{write_items, write_tuple};

/// A high-level value, as an interpreter holds it.
///
/// ```
/// use extfunc::{HighType, HighValue};
///
/// let value = HighValue::Tuple(vec![1.into(), HighValue::List(vec!["a".into()])]);
/// assert_eq!(value.to_string(), "(1, [\"a\"])");
/// assert_eq!(value.type_name(), "(int, [str])");
/// assert!(HighType::Tuple(&[HighType::Int, HighType::List(&HighType::Str)]).holds(&value));
/// ```
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
    /// Values of any types.
    Tuple(Vec<HighValue>),
    /// Values of one type, as far as an operation takes it.
    List(Vec<HighValue>),
}

impl HighValue {
    /// The words for its type, as [`HighType`](crate::HighType)s are shown. A list says its distinct
    /// items' types: `[]` for an empty one, which is of every list type, `[int | str]` for one that
    /// is of none.
    #[must_use]
    pub fn type_name(&self) -> String {
        TypeName(self).to_string()
    }
}

struct TypeName<'a>(&'a HighValue);

impl fmt::Display for TypeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            HighValue::None => "none",
            HighValue::Bool(_) => "bool",
            HighValue::Int(_) => "int",
            HighValue::Float(_) => "float",
            HighValue::Str(_) => "str",
            HighValue::Bytes(_) => "bytes",
            HighValue::Tuple(items) => {
                return write_tuple(f, &items.iter().map(TypeName).collect::<Vec<_>>());
            }
            HighValue::List(items) => {
                let mut names: Vec<String> = Vec::new();
                for name in items.iter().map(HighValue::type_name) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                return write!(f, "[{}]", names.join(" | "));
            }
        })
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
            HighValue::Tuple(items) => write_tuple(f, items),
            HighValue::List(items) => {
                f.write_str("[")?;
                write_items(f, items)?;
                f.write_str("]")
            }
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
