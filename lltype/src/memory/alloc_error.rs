//! Why `malloc` gives no block.

use core::fmt;
use core::panic::Location;

use super::table::GRANULE;

/// `malloc` could not give a block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllocError {
    /// The block would be larger than an eighth of the address space.
    TooLarge {
        /// How many items.
        count: usize,
        /// The size of one, in bytes.
        size: usize,
        /// Who asked.
        location: &'static Location<'static>,
    },
    /// The C library has no memory left for it.
    OutOfMemory {
        /// The size of the block.
        bytes: usize,
        /// Who asked.
        location: &'static Location<'static>,
    },
    /// There is no memory for the table of blocks, or the C library gave an address that libc's
    /// `malloc` does not give.
    NotTracked {
        /// The size of the block.
        bytes: usize,
        /// Who asked.
        location: &'static Location<'static>,
    },
}

impl fmt::Display for AllocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge {
                count,
                size,
                location,
            } => write!(
                f,
                "cannot allocate {count} items of {size} bytes at {location}: more than a block can \
                 have"
            ),
            Self::OutOfMemory { bytes, location } => {
                write!(
                    f,
                    "cannot allocate {bytes} bytes at {location}: out of memory"
                )
            }
            Self::NotTracked { bytes, location } => write!(
                f,
                "cannot track {bytes} bytes at {location}: out of memory, or another allocator \
                 stands in for libc's `malloc` and does not align its blocks to {GRANULE} bytes"
            ),
        }
    }
}

impl core::error::Error for AllocError {}
