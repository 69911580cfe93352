//! [`Value`]: a low-level value with its type's tag, in two words.

use core::ffi::c_void;
use core::fmt;

use crate::ty::Kind;
use crate::{ConstPtr, Desc, Ptr, Type};

/// What a [`Value`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u64)]
pub enum Tag {
    /// Nothing: what a function without a result returns.
    Void,
    /// `_Bool`.
    Bool,
    /// A signed integer of 8 bits.
    I8,
    /// An unsigned integer of 8 bits.
    U8,
    /// A signed integer of 16 bits.
    I16,
    /// An unsigned integer of 16 bits.
    U16,
    /// A signed integer of 32 bits.
    I32,
    /// An unsigned integer of 32 bits.
    U32,
    /// A signed integer of 64 bits.
    I64,
    /// An unsigned integer of 64 bits.
    U64,
    /// `float`.
    F32,
    /// `double`.
    F64,
    /// A pointer, to whatever.
    Pointer,
}

/// A low-level value whose type is known at run time: a number or a pointer.
///
/// 16 bytes: a tag and a word. Integers are extended to 64 bits by their own sign. Wider values
/// (structs, `long double`) travel in memory, behind a pointer.
///
/// ```
/// use lltype::{Primitive, Value};
/// let value = Value::from(300_i32);
/// assert_eq!(i64::from_value(value), Ok(300));
/// assert_eq!(
///     u8::from_value(value).unwrap_err().to_string(),
///     "300 does not fit in `uint8_t`"
/// );
/// ```
///
/// Two are equal if tag and bits are: an `i32` never equals an `i64`, `0.0` not `-0.0`, and a NaN
/// itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Value {
    tag: Tag,
    word: u64,
}

const _: () = assert!(size_of::<Value>() == 16);

impl Value {
    /// No value.
    pub const VOID: Value = Value {
        tag: Tag::Void,
        word: 0,
    };

    /// The null pointer.
    pub const NULL: Value = Value {
        tag: Tag::Pointer,
        word: 0,
    };

    /// What it holds.
    #[inline]
    #[must_use]
    pub const fn tag(self) -> Tag {
        self.tag
    }

    /// The bits: integers extended to 64 bits by their sign, a `float` in the low half.
    #[inline]
    #[must_use]
    pub const fn word(self) -> u64 {
        self.word
    }

    /// The value of this tag that is in a word, as a register has it: what the type does not have of the
    /// bits is not looked at.
    ///
    /// ```
    /// use lltype::{Tag, Value};
    /// assert_eq!(Value::from_word(Tag::I8, 0x1234_56ff), Value::from(-1_i8));
    /// assert_eq!(Value::from_word(Tag::Bool, 0x100), Value::from(false));
    /// ```
    #[inline]
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the low bits are the value, extended by its sign"
    )]
    pub const fn from_word(tag: Tag, word: u64) -> Value {
        let word = match tag {
            Tag::Void => 0,
            Tag::Bool => (word as u8 != 0) as u64,
            Tag::I8 => word as i8 as i64 as u64,
            Tag::U8 => word as u8 as u64,
            Tag::I16 => word as i16 as i64 as u64,
            Tag::U16 => word as u16 as u64,
            Tag::I32 => word as i32 as i64 as u64,
            Tag::U32 | Tag::F32 => word as u32 as u64,
            Tag::I64 | Tag::U64 | Tag::F64 | Tag::Pointer => word,
        };
        Value { tag, word }
    }

    /// The value of this tag whose [`word`](Self::word) is given: extended already.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn from_extended(tag: Tag, word: u64) -> Value {
        debug_assert!(Value::from_word(tag, word).word == word);
        Value { tag, word }
    }

    /// A pointer. Its provenance is exposed: C will see the address.
    #[inline]
    #[must_use]
    pub fn from_pointer(pointer: *mut c_void) -> Value {
        Value {
            tag: Tag::Pointer,
            word: pointer.expose_provenance() as u64,
        }
    }

    /// The integer, if it holds one. `_Bool` is none.
    #[must_use]
    pub const fn as_integer(self) -> Option<i128> {
        match self.tag {
            #[expect(
                clippy::cast_possible_wrap,
                reason = "the word holds the extended value"
            )]
            Tag::I8 | Tag::I16 | Tag::I32 | Tag::I64 => Some(self.word as i64 as i128),
            Tag::U8 | Tag::U16 | Tag::U32 | Tag::U64 => Some(self.word as i128),
            _ => None,
        }
    }

    /// The pointer, if it holds one.
    #[inline]
    #[must_use]
    pub fn as_pointer(self) -> Option<*mut c_void> {
        match self.tag {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it was made from an address"
            )]
            Tag::Pointer => Some(core::ptr::with_exposed_provenance_mut(self.word as usize)),
            _ => None,
        }
    }

    /// The `float`, taken from the low half of the word.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a float has 32 bits")]
    pub(crate) const fn float_bits(self) -> f32 {
        f32::from_bits(self.word as u32)
    }

    /// The integer as a `T`, described by `desc`.
    #[cold]
    pub(crate) fn fit_integer<T: TryFrom<i128>>(
        self,
        desc: &'static Desc,
    ) -> Result<T, ValueError> {
        let Some(integer) = self.as_integer() else {
            return Err(ValueError::wrong_class(desc, self));
        };
        T::try_from(integer).map_err(|_| ValueError {
            expected: Type::from_desc(desc),
            got: self,
            problem: Problem::Range,
        })
    }
}

macro_rules! from_integers {
    ($($ty:ty, $tag:ident, $as:ty;)*) => {
        $(
            impl From<$ty> for Value {
                #[inline]
                #[allow(
                    clippy::cast_sign_loss,
                    clippy::cast_lossless,
                    reason = "the word holds the value extended by its own sign"
                )]
                fn from(value: $ty) -> Value {
                    Value { tag: Tag::$tag, word: value as $as as u64 }
                }
            }
        )*
    };
}

from_integers! {
    bool, Bool, u64;
    i8, I8, i64;
    u8, U8, u64;
    i16, I16, i64;
    u16, U16, u64;
    i32, I32, i64;
    u32, U32, u64;
    i64, I64, i64;
    u64, U64, u64;
    isize, I64, i64;
    usize, U64, u64;
}

impl From<f32> for Value {
    #[inline]
    fn from(value: f32) -> Value {
        Value {
            tag: Tag::F32,
            word: u64::from(value.to_bits()),
        }
    }
}

impl From<f64> for Value {
    #[inline]
    fn from(value: f64) -> Value {
        Value {
            tag: Tag::F64,
            word: value.to_bits(),
        }
    }
}

macro_rules! from_pointers {
    ($($ty:ty, $pointer:ident => $raw:expr;)*) => {
        $(
            impl<T> From<$ty> for Value {
                #[inline]
                fn from($pointer: $ty) -> Value {
                    Value::from_pointer($raw.cast())
                }
            }
        )*
    };
}

from_pointers! {
    Ptr<T>, pointer => pointer.as_ptr();
    ConstPtr<T>, pointer => pointer.as_ptr().cast_mut();
    *mut T, pointer => pointer;
    *const T, pointer => pointer.cast_mut();
}

impl fmt::Display for Value {
    /// As a C programmer would write it: `-3`, `0.5`, `0x7f00`, `NULL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.tag, self.as_integer()) {
            (_, Some(integer)) => write!(f, "{integer}"),
            (Tag::Void, _) => f.write_str("void"),
            (Tag::Bool, _) => write!(f, "{}", self.word != 0),
            (Tag::F32, _) => write!(f, "{:?}", self.float_bits()),
            (Tag::F64, _) => write!(f, "{:?}", f64::from_bits(self.word)),
            (_, _) if self.word == 0 => f.write_str("NULL"),
            (_, _) => write!(f, "{:#x}", self.word),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.tag)
    }
}

/// A [`Value`] is not of the type that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueError {
    expected: Type,
    got: Value,
    problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    Class,
    Range,
    Null,
}

impl ValueError {
    /// A value of another class than the type that was asked for.
    #[cold]
    #[must_use]
    pub fn class(expected: Type, got: Value) -> Self {
        let problem = Problem::Class;
        ValueError {
            expected,
            got,
            problem,
        }
    }

    /// A value of the right class that the type does not have.
    #[cold]
    #[must_use]
    pub fn range(expected: Type, got: Value) -> Self {
        let problem = Problem::Range;
        ValueError {
            expected,
            got,
            problem,
        }
    }

    /// A null pointer where one is not allowed.
    #[cold]
    #[must_use]
    pub fn null_pointer(expected: Type) -> Self {
        ValueError {
            expected,
            got: Value::NULL,
            problem: Problem::Null,
        }
    }

    #[cold]
    pub(crate) fn wrong_class(expected: &'static Desc, got: Value) -> Self {
        ValueError {
            expected: Type::from_desc(expected),
            got,
            problem: Problem::Class,
        }
    }

    /// A null pointer for a type that has none.
    #[cold]
    pub(crate) fn null(expected: &'static Desc) -> Self {
        ValueError {
            expected: Type::from_desc(expected),
            got: Value::NULL,
            problem: Problem::Null,
        }
    }

    /// The same about a type of this representation, as somebody spelled it: `size_t`.
    #[must_use]
    pub fn for_type(self, expected: Type) -> Self {
        ValueError { expected, ..self }
    }

    /// The type that was asked for.
    #[must_use]
    pub fn expected(&self) -> &Type {
        &self.expected
    }

    /// The value that was given.
    #[must_use]
    pub fn got(&self) -> Value {
        self.got
    }

    /// Whether the value is of the right class but out of range.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.problem == Problem::Range
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (expected, got) = (&self.expected, self.got);
        match self.problem {
            Problem::Null => write!(f, "expected `{expected}` that is not null, got {got}"),
            Problem::Range => write!(f, "{got} does not fit in `{expected}`"),
            Problem::Class => {
                // Structs are given by pointers to them.
                let by_pointer = match expected.kind() {
                    Kind::Record(_) => "a pointer to ",
                    _ => "",
                };
                let class = got.tag;
                write!(f, "expected {by_pointer}`{expected}`, got {got} ({class})")
            }
        }
    }
}

impl core::error::Error for ValueError {}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tag::Void => "no value",
            Tag::Bool => "a bool",
            Tag::I8 | Tag::I16 | Tag::I32 | Tag::I64 => "a signed integer",
            Tag::U8 | Tag::U16 | Tag::U32 | Tag::U64 => "an unsigned integer",
            Tag::F32 => "a float",
            Tag::F64 => "a double",
            Tag::Pointer => "a pointer",
        })
    }
}
