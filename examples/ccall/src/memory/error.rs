//! [`BuildError`]: a value does not fit a type.

use core::fmt;
use core::ops::RangeInclusive;

use lltype::{LayoutError, Type};

/// A value does not fit a type: what is wrong, and in which part of it.
#[derive(Debug, Clone)]
pub struct BuildError {
    /// The part, such as `.inner.x[2]`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub problem: Box<Problem>,
}

/// What is wrong with a value.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Problem {
    /// It is of another kind.
    Kind {
        /// The type that it should have.
        expected: Type,
        /// What it is.
        got: String,
        /// What would be right.
        help: Option<String>,
    },
    /// It is of the right kind, and the type does not have it.
    Range {
        /// The type.
        expected: Type,
        /// What it is.
        got: String,
        /// The integers that would fit.
        range: Option<RangeInclusive<i128>>,
    },
    /// A name is no constant.
    UnknownName {
        /// The name.
        name: String,
        /// What may be meant.
        similar: Option<String>,
    },
    /// There is no such member.
    NoMember {
        /// The struct or union.
        ty: Type,
        /// The name.
        name: String,
        /// What may be meant.
        similar: Option<String>,
    },
    /// There are more values than places.
    TooMany {
        /// The type.
        ty: Type,
        /// How many places it has.
        places: u64,
        /// How many values there are.
        got: usize,
    },
    /// There are less values than members.
    TooFew {
        /// The type.
        ty: Type,
        /// How many members it has.
        members: usize,
        /// How many values there are.
        got: usize,
        /// The first member that has none.
        missing: String,
    },
    /// What a type is, is not known.
    BadType(String),
    /// The type has no size, so that no value of it can be made.
    Incomplete(Type),
    /// Nothing says which type it has.
    NoType {
        /// What it is.
        got: String,
        /// What would be right.
        help: &'static str,
    },
    /// It is too large.
    TooLarge(Type),
}

impl Problem {
    /// Why there is no value of a type.
    pub(super) fn no_layout(ty: &Type, error: &LayoutError) -> Self {
        match error {
            LayoutError::TooLarge(_) => Problem::TooLarge(ty.clone()),
            _ => Problem::Incomplete(ty.clone()),
        }
    }

    /// In a part of a value.
    pub(super) fn at(self, path: impl Into<String>) -> BuildError {
        BuildError {
            path: path.into(),
            problem: Box::new(self),
        }
    }
}

impl From<Problem> for BuildError {
    fn from(problem: Problem) -> Self {
        problem.at("")
    }
}

impl BuildError {
    /// As a part of another value.
    pub(super) fn inside(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => {}
            path if path.starts_with('.') => write!(f, "member `{}`: ", &path[1..])?,
            path => write!(f, "item `{path}`: ")?,
        }
        self.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Kind {
                expected,
                got,
                help,
            } => {
                write!(f, "expected `{expected}`, got {got}")?;
                tell(f, help.as_deref())
            }
            Problem::Range {
                expected,
                got,
                range,
            } => {
                write!(f, "{got} does not fit in `{expected}`")?;
                match range {
                    Some(range) => write!(f, ": it holds {} to {}", range.start(), range.end()),
                    None => Ok(()),
                }
            }
            Problem::UnknownName { name, similar } => {
                write!(f, "`{name}` is no constant that is declared")?;
                match similar {
                    Some(similar) => write!(f, "; did you mean `{similar}`?"),
                    None => write!(f, "; a string is written `\"{name}\"`"),
                }
            }
            Problem::NoMember { ty, name, similar } => {
                write!(f, "`{ty}` has no member `{name}`")?;
                match similar {
                    Some(similar) => write!(f, "; did you mean `{similar}`?"),
                    None => Ok(()),
                }
            }
            Problem::TooMany { ty, places, got } => {
                write!(f, "`{ty}` has room for {places}, got {got} values")
            }
            Problem::TooFew {
                ty,
                members,
                got,
                missing,
            } => write!(
                f,
                "`{ty}` has {members} members, got {got}: `{missing}` is missing; with names, as in \
                 `{{.{missing} = 0}}`, the others are 0"
            ),
            Problem::BadType(error) => f.write_str(error),
            Problem::Incomplete(ty) => write!(
                f,
                "what is inside of `{ty}` is not known, so none can be made; an address is written \
                 `(void *)0x1000`"
            ),
            Problem::NoType { got, help } => write!(f, "nothing says which type {got} has; {help}"),
            Problem::TooLarge(ty) => write!(f, "a `{ty}` is too large: there is no memory for it"),
        }
    }
}

fn tell(f: &mut fmt::Formatter<'_>, help: Option<&str>) -> fmt::Result {
    help.map_or(Ok(()), |help| write!(f, "; {help}"))
}

impl core::error::Error for BuildError {}
