//! [`CharpError`]: what can go wrong with strings.

use core::fmt;
use core::str::Utf8Error;

use crate::AllocError;

/// A string cannot cross between Rust and C.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CharpError {
    /// A pointer is null.
    Null {
        /// What it was to point to: `the C string`.
        what: &'static str,
    },
    /// The bytes are not UTF-8.
    NotUtf8(Utf8Error),
    /// The bytes of a string in a list are not UTF-8.
    ItemNotUtf8 {
        /// Which string.
        index: usize,
        /// What is wrong with it.
        error: Utf8Error,
    },
    /// A wide string has a lone surrogate, or a value that no character has.
    NotUnicode {
        /// Which unit.
        index: usize,
        /// Its value.
        unit: u32,
    },
    /// There is a NUL in the text: C would see only what is before it.
    NulInside {
        /// Where, in bytes.
        offset: usize,
    },
    /// More was asked for than a buffer holds.
    BeyondBuffer {
        /// How many units were asked for.
        asked: usize,
        /// How many it has room for.
        room: usize,
    },
    /// A part was asked for that the text does not have.
    OutOfRange {
        /// Where the part begins.
        start: usize,
        /// How long it is.
        length: usize,
        /// How long the text is.
        available: usize,
    },
    /// There is no memory for the copy.
    Alloc(AllocError),
}

impl fmt::Display for CharpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { what } => write!(f, "{what} is the null pointer"),
            Self::NotUtf8(error) => write!(f, "the C string is not UTF-8: {error}"),
            Self::ItemNotUtf8 { index, error } => {
                write!(f, "C string {index} of the list is not UTF-8: {error}")
            }
            Self::NotUnicode { index, unit } => write!(
                f,
                "the wide string is not Unicode: unit {index} is {unit:#x}, {}",
                match unit {
                    0xd800..=0xdfff => "a surrogate without its other half",
                    _ => "above 0x10ffff",
                }
            ),
            Self::NulInside { offset } => write!(
                f,
                "the text has a NUL byte at offset {offset}, where C would end it; take it out, or \
                 pass the length along"
            ),
            Self::BeyondBuffer { asked, room } => write!(
                f,
                "cannot take {asked} units out of a buffer of {room}; allocate a larger one"
            ),
            Self::OutOfRange {
                start,
                length,
                available,
            } => write!(
                f,
                "cannot copy {length} from place {start} on of a text of {available}"
            ),
            Self::Alloc(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for CharpError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NotUtf8(error) | Self::ItemNotUtf8 { error, .. } => Some(error),
            // The message is the inner error's already: go on with what is below it.
            Self::Alloc(error) => error.source(),
            _ => None,
        }
    }
}

impl From<AllocError> for CharpError {
    fn from(error: AllocError) -> Self {
        Self::Alloc(error)
    }
}
