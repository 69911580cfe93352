//! [`Error`]: everything that this crate refuses.

use core::fmt;

use crate::{CallError, PlanError};

/// What this crate gives, or why not.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Everything that this crate refuses.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A function cannot be called by its signature.
    Plan(PlanError),
    /// Values do not fit a function.
    Call(CallError),
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        Error::Plan(error)
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Error::Call(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Plan(error) => error.fmt(f),
            Error::Call(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Plan(error) => error.source(),
            Error::Call(error) => error.source(),
        }
    }
}
