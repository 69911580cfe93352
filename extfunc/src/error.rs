//! What can go wrong with operations, besides [`CallError`].

use core::fmt;

use crate::{CallError, ExtFunc};

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
    /// Generated programs cannot call an operation.
    NoCFunction(NoCFunctionError),
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

/// Generated programs cannot call an operation: only Rust implements it.
#[derive(Debug, Clone)]
pub struct NoCFunctionError {
    /// The operation.
    pub operation: &'static ExtFunc,
}

impl fmt::Display for NoCFunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, source) = (self.operation.name(), self.operation.source());
        write!(
            f,
            "operation `{name}` has no C function that generated programs could call: only Rust \
             implements it\nhelp: give it `external: c_function` at {source}"
        )
    }
}

impl core::error::Error for NoCFunctionError {}

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

impl From<NoCFunctionError> for Error {
    fn from(error: NoCFunctionError) -> Self {
        Error::NoCFunction(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Call(error) => error.fmt(f),
            Error::Duplicate(error) => error.fmt(f),
            Error::NoCFunction(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Call(error) => error.source(),
            Error::Duplicate(_) | Error::NoCFunction(_) => None,
        }
    }
}
