//! [`CallbackError`]: there is no callback.

use core::fmt;
use std::io;

use crate::PlanError;

/// A callback could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallbackError {
    /// Its signature cannot be called back by.
    Plan(PlanError),
    /// Stubs are used up, and there is no way to have more here.
    NoStubs,
    /// Stubs are used up, and no more could be mapped.
    Map(io::Error),
}

impl From<PlanError> for CallbackError {
    fn from(error: PlanError) -> Self {
        CallbackError::Plan(error)
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan(error) => error.fmt(f),
            Self::NoStubs => f.write_str(
                "all stubs for callbacks are in use; drop callbacks that C does not need any more",
            ),
            Self::Map(error) => write!(
                f,
                "all stubs for callbacks are in use, and no more could be mapped from the program's \
                 file: {error}"
            ),
        }
    }
}

impl core::error::Error for CallbackError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Plan(error) => error.source(),
            Self::Map(error) => Some(error),
            Self::NoStubs => None,
        }
    }
}
