//! [`Literal`]: the values of the language of arguments.
//!
//! ```text
//! 12  -0x1f  0755  'a'  10L  7u          integers, as C writes them
//! 1.5  1e-3  0x1.8p3  inf  nan  1+2i     floating-point and complex numbers
//! "text\n"                               a string
//! null  true  false  NAME                NAME: a constant of an enum, or a #define
//! [1, 2, 3]  [[9] = 0]                   an array
//! {1, 2.5}  {.x = 1, .inner.y = 2}       a struct, or a union
//! &3  &{1, 2}  &[1, 2]                   a pointer to new memory, which is printed after the call
//! (long)3  (struct p){1, 2}              a value of a type of its own
//! ```

mod escape;
mod number;
mod parse;

use core::fmt;

pub use parse::SyntaxError;

use crate::real::Real;

/// A value as it is written; it gets a type where it is used.
///
/// ```
/// use ccall::Literal;
/// let literal = Literal::parse(b"{.x = 1, .y = [2.5, 3]}")?;
/// assert!(matches!(literal, Literal::Braces(_)));
/// let error = Literal::parse(b"{1, 2").unwrap_err();
/// assert_eq!(error.to_string(), "`{1, 2`: `}` is missing at the end");
/// # Ok::<(), ccall::SyntaxError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// An integer.
    Integer(Integer),
    /// A real number that is no integer.
    Real(Real, Suffix),
    /// Real and imaginary part.
    Complex(Real, Real),
    /// A character, by its code.
    Character(u32),
    /// The bytes of a string.
    Text(Vec<u8>),
    /// The null pointer.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The name of a constant.
    Name(String),
    /// `[1, 2]`.
    Array(Vec<Item>),
    /// `{1, 2}`.
    Braces(Vec<Item>),
    /// `&` of a value.
    Reference(Box<Literal>),
    /// A value of a type of its own.
    Cast(String, Box<Literal>),
}

/// An integer as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// Whether there is a `-` in front.
    pub negative: bool,
    /// The number without it.
    pub magnitude: u128,
    /// Whether there is a `u` behind.
    pub unsigned: bool,
    /// Whether there is an `l` or `ll` behind.
    pub long: bool,
}

/// What stands behind a floating-point number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// Nothing: a `double`.
    None,
    /// `f`: a `float`.
    Float,
    /// `l`: a `long double`.
    Long,
}

/// One value of an array or a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which one, if that is said: `.inner.x = `, `[3] = `.
    pub designators: Vec<Designator>,
    /// The value.
    pub value: Literal,
}

/// One step of a designator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Designator {
    /// `.name`.
    Member(String),
    /// `[3]`.
    Index(u64),
}

impl fmt::Display for Literal {
    /// What it is, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Integer(integer) => write!(f, "the number {integer}"),
            Literal::Real(..) => f.write_str("a floating-point number"),
            Literal::Complex(..) => f.write_str("a complex number"),
            Literal::Character(code) => write!(f, "the character {code}"),
            Literal::Text(_) => f.write_str("a string"),
            Literal::Null => f.write_str("`null`"),
            Literal::Bool(value) => write!(f, "`{value}`"),
            Literal::Name(name) => write!(f, "`{name}`"),
            Literal::Array(_) => f.write_str("an array"),
            Literal::Braces(_) => f.write_str("a struct"),
            Literal::Reference(_) => f.write_str("a pointer to a new value"),
            Literal::Cast(ty, _) => write!(f, "a `{ty}`"),
        }
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negative { "-" } else { "" })?;
        self.magnitude.fmt(f)
    }
}
