//! [`AccessError`]: a member or an item that is not there.

use core::fmt;

/// A member or an item is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccessError {
    /// The pointer to the struct is null.
    Null {
        /// The member that was asked for.
        member: &'static str,
    },
    /// The array has fewer items.
    OutOfBounds {
        /// The index that was asked for.
        index: usize,
        /// How many items the array has.
        length: usize,
    },
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { member } => {
                write!(f, "member `{member}` of a struct at the null pointer")
            }
            Self::OutOfBounds { index, length } => {
                write!(f, "index {index} in an array of {length} items")
            }
        }
    }
}

impl core::error::Error for AccessError {}
