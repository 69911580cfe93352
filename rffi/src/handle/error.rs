//! [`HandleError`].

use core::fmt;

use super::table::Missing;
use crate::VOIDP;

/// A `void *` is not a handle of the type that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandleError {
    /// It is null.
    Null,
    /// It was never a handle of this process.
    Foreign {
        /// What it is.
        address: usize,
    },
    /// Its `Handle` is dropped.
    Stale {
        /// What it is.
        address: usize,
    },
    /// It is a handle of a value of another type.
    WrongType {
        /// The type that was asked for.
        expected: &'static str,
        /// The type of the value.
        found: &'static str,
    },
}

impl HandleError {
    pub(super) fn missing(missing: Missing, pointer: VOIDP) -> Self {
        let address = pointer.addr();
        match missing {
            Missing::Foreign => HandleError::Foreign { address },
            Missing::Stale => HandleError::Stale { address },
        }
    }
}

impl fmt::Display for HandleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL is not a handle; give C what `Handle::as_ptr` gives"),
            Self::Foreign { address } => write!(
                f,
                "{address:#x} is not a handle; give C what `Handle::as_ptr` gives"
            ),
            Self::Stale { address } => write!(
                f,
                "{address:#x} is a handle whose `Handle` is dropped; keep that as long as C keeps \
                 the handle"
            ),
            Self::WrongType { expected, found } => write!(
                f,
                "the handle is of a `{found}`, not of a `{expected}`; ask for the type that \
                 `new_handle` was called with"
            ),
        }
    }
}

impl core::error::Error for HandleError {}
