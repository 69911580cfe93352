//! [`Type`]: the types of the language.

use core::fmt;

use extfunc::HighType;

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// No value: the result of a function without `->`.
    None,
    /// 64 bits with a sign; arithmetic wraps around.
    Int,
    /// IEEE 754 double precision.
    Float,
    /// True or false.
    Bool,
    /// A sequence of bytes.
    Str,
}

impl Type {
    /// The types that a program can name.
    pub(crate) const NAMED: [Type; 4] = [Type::Int, Type::Float, Type::Bool, Type::Str];

    /// What an operation's type is in the language; `None` for one that it does not have.
    pub(crate) fn from_high(high: HighType) -> Option<Type> {
        match high {
            HighType::None => Some(Type::None),
            HighType::Bool => Some(Type::Bool),
            HighType::Int => Some(Type::Int),
            HighType::Float => Some(Type::Float),
            HighType::Str | HighType::Bytes => Some(Type::Str),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Type::None => "none",
            Type::Int => "int",
            Type::Float => "float",
            Type::Bool => "bool",
            Type::Str => "str",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
