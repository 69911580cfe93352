//! [`Value`]: what programs compute with.

use core::fmt;
use std::sync::Arc;

/// A value. Two are equal if they are the same bit for bit, but for NaNs, which are all equal: which
/// one an operation gives differs between compilers.
#[derive(Debug, Clone)]
pub enum Value {
    /// No value.
    None,
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Bytes.
    Str(Arc<[u8]>),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Int(one), Value::Int(two)) => one == two,
            (Value::Float(one), Value::Float(two)) => {
                one.to_bits() == two.to_bits() || (one.is_nan() && two.is_nan())
            }
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Str(one), Value::Str(two)) => one == two,
            _ => false,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("none"),
            Value::Int(value) => value.fmt(f),
            Value::Float(value) => write!(f, "{value:?}"),
            Value::Bool(value) => value.fmt(f),
            Value::Str(value) => write!(f, "\"{}\"", value.escape_ascii()),
        }
    }
}
