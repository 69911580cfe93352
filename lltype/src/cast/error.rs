//! What cannot be cast.

use core::fmt;
use core::panic::Location;

use crate::{Type, Value};

/// A cast that has no meaning.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CastError {
    /// There is no cast between the two types.
    Unrelated {
        /// The type of what was to be cast.
        from: Type,
        /// The type that it was to have.
        to: Type,
    },
    /// The value is none of the type.
    Range {
        /// The value.
        value: Value,
        /// The type that it was to have.
        to: Type,
    },
    /// One type is owned by a garbage collector, the other is not.
    MemoryKind {
        /// The type of what was to be cast.
        from: Type,
        /// The type that it was to have.
        to: Type,
    },
    /// The pointer does not point to the start of a larger type.
    NotInside {
        /// The address.
        address: usize,
        /// The type that was to lie there.
        to: Type,
        /// The type of the items of the block that lies there.
        item: Type,
        /// Where that block was malloc'ed.
        malloc: &'static Location<'static>,
    },
    /// Only odd numbers can stand for pointers: no pointer is odd.
    NotOdd(isize),
}

impl fmt::Display for CastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrelated { from, to } => {
                write!(f, "`{from}` cannot be cast to `{to}`")
            }
            Self::Range { value, to } => write!(f, "{value} is no value of `{to}`"),
            Self::MemoryKind { from, to } => write!(
                f,
                "`{from}` cannot be cast to `{to}`: a garbage collector owns one of the two, and \
                 not the other"
            ),
            Self::NotInside {
                address,
                to,
                item,
                malloc,
            } => write!(
                f,
                "{address:#x} is not the start of a `{to}`: it lies in a block of `{item}` malloc'ed \
                 at {malloc}"
            ),
            Self::NotOdd(number) => write!(
                f,
                "{number} cannot stand for a pointer: only odd numbers and 0 can"
            ),
        }
    }
}

impl core::error::Error for CastError {}
