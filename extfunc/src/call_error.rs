//! [`CallError`]: an operation could not be called, or failed.

use core::fmt;
use std::io;

use crate::HighType;

/// An operation could not be called, or failed.
///
/// [`Io`](CallError::Io) is the program's own: an interpreter raises it in the program, which may
/// catch it. Everything else is an error of whoever runs the program. [`is_program_error`] tells
/// them apart.
///
/// [`is_program_error`]: CallError::is_program_error
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// No operation of this name is registered.
    Unknown {
        /// The name.
        name: String,
        /// A registered name that is much like it.
        similar: Option<&'static str>,
    },
    /// Too few or too many arguments.
    Count {
        /// The operation.
        name: &'static str,
        /// How many it takes.
        expected: usize,
        /// How many were given.
        got: usize,
    },
    /// An argument has the wrong type.
    Type {
        /// The operation.
        name: &'static str,
        /// Which argument, from 0.
        index: usize,
        /// The type that it takes.
        expected: HighType,
        /// The type that was given, in [words](crate::HighValue::type_name).
        got: String,
    },
    /// An argument that is to be text without NUL, or such a text inside it, has one.
    Nul {
        /// The operation.
        name: &'static str,
        /// Which argument, from 0.
        index: usize,
        /// The type that it takes.
        expected: HighType,
        /// Where in the text the NUL is, in bytes from 0.
        place: usize,
    },
    /// An integer argument is too large or too small.
    Range {
        /// The operation.
        name: &'static str,
        /// Which argument, from 0.
        index: usize,
        /// The integer type that it does not fit.
        expected: &'static str,
        /// The value, as text.
        value: String,
    },
    /// The result is an integer too large for a high-level value.
    ResultRange {
        /// The operation.
        name: &'static str,
        /// The value, as text.
        value: String,
    },
    /// An implementation made by hand gave another type than its description says.
    ResultType {
        /// The operation.
        name: &'static str,
        /// What it says.
        expected: HighType,
        /// What came, in [words](crate::HighValue::type_name).
        got: String,
    },
    /// The operation itself failed: the program's own error.
    Io {
        /// The operation.
        name: &'static str,
        /// Why. It has an errno, or a kind other than `Other`.
        error: io::Error,
    },
    /// An implementation failed with an error that is nothing in programs: without errno, and of
    /// the kind `Other`.
    UnknownException {
        /// The operation.
        name: &'static str,
        /// The error.
        error: io::Error,
    },
}

impl CallError {
    /// The error of an implementation.
    pub(crate) fn raised(name: &'static str, error: io::Error) -> Self {
        let known = error.raw_os_error().is_some() || error.kind() != io::ErrorKind::Other;
        match known {
            true => CallError::Io { name, error },
            false => CallError::UnknownException { name, error },
        }
    }

    /// Whether it is the program's own error, which the program may catch.
    #[must_use]
    pub fn is_program_error(&self) -> bool {
        matches!(self, CallError::Io { .. })
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, similar } => {
                write!(f, "no operation `{name}` is registered")?;
                match similar {
                    Some(similar) => write!(f, "; did you mean `{similar}`?"),
                    None => Ok(()),
                }
            }
            Self::Count {
                name,
                expected,
                got,
            } => {
                let plural = if *expected == 1 { "" } else { "s" };
                write!(f, "`{name}` takes {expected} argument{plural}, got {got}")
            }
            Self::Type {
                name,
                index,
                expected,
                got,
            } => {
                let number = index + 1;
                write!(
                    f,
                    "argument {number} of `{name}` must be {expected}, got {got}"
                )
            }
            Self::Nul {
                name,
                index,
                expected,
                place,
            } => {
                let number = index + 1;
                write!(
                    f,
                    "argument {number} of `{name}` must be {expected}, got a NUL byte at offset {place}"
                )
            }
            Self::Range {
                name,
                index,
                expected,
                value,
            } => {
                let number = index + 1;
                write!(
                    f,
                    "argument {number} of `{name}`: {value} does not fit in {expected}"
                )
            }
            Self::ResultRange { name, value } => write!(
                f,
                "the result {value} of `{name}` does not fit in an int of 64 bits"
            ),
            Self::ResultType {
                name,
                expected,
                got,
            } => write!(f, "the result of `{name}` must be {expected}, got {got}"),
            Self::Io { name, error } => write!(f, "`{name}`: {error}"),
            Self::UnknownException { name, error } => write!(
                f,
                "`{name}` failed with an unknown exception: {error}\n\
                 help: programs know errors with an errno, or of a kind other than `Other`"
            ),
        }
    }
}

impl core::error::Error for CallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message holds the inner error's already: go on with what is below it.
            Self::Io { error, .. } | Self::UnknownException { error, .. } => error.source(),
            _ => None,
        }
    }
}
