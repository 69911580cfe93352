//! [`ClosureError`]: there is no function for C.

use core::fmt;

use llcall::CallbackError;
use lltype::ValueError;

/// A closure could not be made a C function.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClosureError {
    /// Its signature cannot be called back by, or there are no more stubs.
    Callback(CallbackError),
    /// The error value is no result of this type.
    ErrorValue {
        /// The name of the function.
        function: String,
        /// What is wrong with the value.
        error: ValueError,
    },
}

impl From<CallbackError> for ClosureError {
    fn from(error: CallbackError) -> Self {
        ClosureError::Callback(error)
    }
}

impl fmt::Display for ClosureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Callback(error) => error.fmt(f),
            Self::ErrorValue { function, error } => {
                write!(f, "`{function}`: the error value: {error}")
            }
        }
    }
}

impl core::error::Error for ClosureError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Callback(error) => error.source(),
            Self::ErrorValue { error, .. } => Some(error),
        }
    }
}
