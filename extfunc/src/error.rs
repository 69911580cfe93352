//! What can go wrong when an operation is called, or registered.

use core::fmt;
use std::io;

use crate::{ExtFunc, HighType};

/// The result of this crate's functions.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Any error of this crate.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An operation could not be called, or failed.
    Call(CallError),
    /// Two operations have one name.
    Duplicate(DuplicateError),
}

/// An operation could not be called, or failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// No operation of this name is registered.
    Unknown {
        /// The name.
        name: String,
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
        /// The type that was given.
        got: HighType,
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
    /// The operation itself failed.
    Io {
        /// The operation.
        name: &'static str,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "no operation `{name}` is registered"),
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
            } => write!(
                f,
                "argument {} of `{name}` must be {expected}, got {got}",
                index + 1
            ),
            Self::Range {
                name,
                index,
                expected,
                value,
            } => write!(
                f,
                "argument {} of `{name}`: {value} does not fit in {expected}",
                index + 1
            ),
            Self::ResultRange { name, value } => write!(
                f,
                "the result {value} of `{name}` does not fit in an int of 64 bits"
            ),
            Self::Io { name, error } => write!(f, "`{name}`: {error}"),
        }
    }
}

impl core::error::Error for CallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message holds the inner error's already: go on with what is below it.
            Self::Io { error, .. } => error.source(),
            _ => None,
        }
    }
}

/// Two operations have one name.
#[derive(Debug, Clone)]
pub struct DuplicateError {
    /// The one that is registered.
    pub first: &'static ExtFunc,
    /// The one that was to be added.
    pub second: &'static ExtFunc,
}

impl fmt::Display for DuplicateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "operation `{}` is registered twice: at {} and at {}",
            self.first.name(),
            self.first.source(),
            self.second.source()
        )
    }
}

impl core::error::Error for DuplicateError {}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Error::Call(error)
    }
}

impl From<DuplicateError> for Error {
    fn from(error: DuplicateError) -> Self {
        Error::Duplicate(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Call(error) => error.fmt(f),
            Error::Duplicate(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Call(error) => error.source(),
            Error::Duplicate(_) => None,
        }
    }
}
