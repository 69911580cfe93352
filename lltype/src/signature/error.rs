//! [`ArgumentError`]: why a call with values was not made.

use core::fmt;

use crate::{Type, ValueError};

/// Arguments do not fit a signature. The function was not called.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ArgumentError {
    /// Too few or too many.
    Count {
        /// How many the function takes.
        expected: usize,
        /// How many were given.
        got: usize,
    },
    /// One has the wrong class, or is out of range.
    Value {
        /// Which, counted from 0.
        index: usize,
        /// What is wrong with it.
        error: ValueError,
    },
    /// One is a struct or a union, and its pointer cannot be followed.
    Place {
        /// Which, counted from 0.
        index: usize,
        /// What the function takes.
        ty: Type,
        /// What is wrong with the pointer.
        problem: PlaceProblem,
    },
    /// The function returns a struct or a union, and the place for it cannot be written to.
    Result {
        /// What the function returns.
        ty: Type,
        /// What is wrong with the pointer.
        problem: PlaceProblem,
    },
}

/// What is wrong with a pointer to a struct or a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceProblem {
    /// It is null.
    Null,
    /// It is no multiple of the type's alignment.
    Unaligned {
        /// The address.
        address: usize,
        /// The alignment of the type.
        align: usize,
    },
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { expected, got } => {
                let plural = if *expected == 1 { "" } else { "s" };
                write!(f, "takes {expected} argument{plural}, got {got}")
            }
            Self::Value { index, error } => write!(f, "argument {}: {error}", index + 1),
            Self::Place { index, ty, problem } => {
                let argument = index + 1;
                write!(
                    f,
                    "argument {argument}: the pointer to the `{ty}` {problem}"
                )
            }
            Self::Result { ty, problem } => {
                write!(f, "the pointer to room for the resulting `{ty}` {problem}")
            }
        }
    }
}

impl fmt::Display for PlaceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("is null"),
            Self::Unaligned { address, align } => {
                write!(f, "is {address:#x}, which is not aligned to {align} bytes")
            }
        }
    }
}

impl core::error::Error for ArgumentError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Value { error, .. } => Some(error),
            _ => None,
        }
    }
}
