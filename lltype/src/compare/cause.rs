//! What differs.

use core::fmt;

use crate::ty::Kind;
use crate::{Convention, Qualifiers, Target, Type};

/// What differs between a declared type and the one that was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// The number of parameters.
    Arity {
        /// How many were declared.
        declared: usize,
        /// How many there are.
        found: usize,
    },
    /// Whether more arguments may follow.
    Variadic {
        /// Whether it was declared so.
        declared: bool,
    },
    /// How the function is called.
    Convention {
        /// As declared.
        declared: Convention,
        /// As it is.
        found: Convention,
    },
    /// One is an integer, the other a float, a pointer, a struct, ...
    Class(Types),
    /// The size in bytes.
    Width {
        /// The types.
        types: Types,
        /// The size of the declared one.
        declared: u64,
        /// The size of what was found.
        found: u64,
    },
    /// One has a sign, the other has none.
    Sign {
        /// The types.
        types: Types,
        /// Whether callers extend the value by the sign: it is narrower than a register.
        is_extended: bool,
    },
    /// Two names of one representation.
    Spelling(Types),
    /// Pointers to types that have nothing in common.
    Pointee(Types),
    /// `const`, `volatile`, `restrict` of what a pointer points to, or of a member.
    Qualifiers {
        /// As declared.
        declared: Qualifiers,
        /// As it is.
        found: Qualifiers,
    },
    /// Size or alignment of a struct or union.
    Layout {
        /// The types.
        types: Types,
        /// What it is that differs.
        what: &'static str,
        /// Of the declared one, in bytes.
        declared: u64,
        /// Of what was found.
        found: u64,
    },
    /// A member lies somewhere else, in bits.
    Offset {
        /// As declared, in bits from the start.
        declared: u64,
        /// As it is.
        found: u64,
    },
    /// A bit-field is wider or narrower, or no bit-field.
    BitWidth {
        /// As declared.
        declared: Option<u32>,
        /// As it is.
        found: Option<u32>,
    },
    /// A declared member is not there.
    NoSuchField,
    /// The member at this place has another name.
    FieldName {
        /// As it is.
        found: String,
    },
    /// There is a member that was not declared.
    Undeclared(String),
    /// A constant of an enumeration has another value.
    Constant {
        /// The constant.
        name: String,
        /// As declared.
        declared: i128,
        /// As it is; `None` if there is no such constant.
        found: Option<i128>,
    },
    /// How many items an array has.
    Length(Types),
    /// One of the two has no layout on the target: why.
    Unknown(String),
}

/// The declared type, and the one that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Types {
    /// As declared.
    pub declared: Type,
    /// As it is.
    pub found: Type,
}

impl Types {
    fn are_numbers(&self) -> bool {
        let is_number = |ty: &Type| matches!(ty.kind(), Kind::Scalar(_));
        is_number(&self.declared) && is_number(&self.found)
    }

    /// Whether both are numbers of one size and class on every target, as `int32_t` and `int` are.
    pub(super) fn are_same_everywhere(&self) -> bool {
        match (self.declared.kind(), self.found.kind()) {
            (Kind::Scalar(a), Kind::Scalar(b)) => Target::ALL.iter().all(|target| {
                a.size(target) == b.size(target) && a.class(target) == b.class(target)
            }),
            _ => false,
        }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "declared as `{}`, but it is `{}`",
            self.declared, self.found
        )
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arity { declared, found } => {
                let plural = if *declared == 1 { "" } else { "s" };
                write!(
                    f,
                    "declared with {declared} parameter{plural}, but it has {found}"
                )
            }
            Self::Variadic { declared: true } => {
                f.write_str("declared with `...`, but it takes no further arguments")
            }
            Self::Variadic { declared: false } => {
                f.write_str("declared without `...`, but it takes further arguments")
            }
            Self::Convention { declared, found } => {
                write!(
                    f,
                    "declared as `extern \"{declared}\"`, but it is `extern \"{found}\"`"
                )
            }
            Self::Class(types) | Self::Length(types) => types.fmt(f),
            Self::Width {
                types,
                declared,
                found,
            } => write!(f, "{types}: {} instead of {found}", bytes(*declared)),
            Self::Sign {
                types,
                is_extended: true,
            } => write!(
                f,
                "{types}: the sign differs, and it is narrower than a register"
            ),
            Self::Sign { types, .. } => write!(f, "{types}: the sign differs"),
            Self::Spelling(types) if types.are_same_everywhere() => {
                write!(f, "{types}: another name for the same number")
            }
            Self::Spelling(types) if types.are_numbers() => {
                write!(f, "{types}: the same on this target alone")
            }
            Self::Spelling(types) => write!(f, "{types}: another name for the same layout"),
            Self::Pointee(types) => write!(f, "pointer to another type: {types}"),
            Self::Qualifiers { declared, found } => {
                let text = |qualifiers: &Qualifiers| match qualifiers.is_empty() {
                    true => "without qualifiers".to_owned(),
                    false => format!("`{qualifiers}`"),
                };
                write!(f, "declared {}, but it is {}", text(declared), text(found))
            }
            Self::Layout {
                types,
                what,
                declared,
                found,
            } => {
                let ty = &types.declared;
                write!(
                    f,
                    "the {what} of `{ty}` is declared as {declared}, but it is {found}"
                )
            }
            Self::Offset { declared, found } if declared % 8 == 0 && found % 8 == 0 => write!(
                f,
                "declared at byte {}, but it is at byte {}",
                declared / 8,
                found / 8
            ),
            Self::Offset { declared, found } => {
                write!(f, "declared at bit {declared}, but it is at bit {found}")
            }
            Self::BitWidth { declared, found } => {
                let text = |width: &Option<u32>| match width {
                    Some(width) => format!("a bit-field of {width} bits"),
                    None => "no bit-field".to_owned(),
                };
                write!(
                    f,
                    "declared as {}, but it is {}",
                    text(declared),
                    text(found)
                )
            }
            Self::FieldName { found } => {
                write!(f, "the member at this place is called `{found}`")
            }
            Self::Undeclared(name) => write!(f, "member `{name}` is not declared"),
            Self::NoSuchField => f.write_str("declared, but there is no such member"),
            Self::Constant {
                name,
                declared,
                found: Some(found),
            } => write!(f, "`{name}` is declared as {declared}, but it is {found}"),
            Self::Constant { name, .. } => {
                write!(f, "`{name}` is declared, but there is no such constant")
            }
            Self::Unknown(why) => write!(f, "cannot be compared: {why}"),
        }
    }
}

fn bytes(count: u64) -> String {
    match count {
        1 => "1 byte".to_owned(),
        n => format!("{n} bytes"),
    }
}
