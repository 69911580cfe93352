//! What can go wrong with memory.

use core::fmt;
use core::panic::Location;

use super::table::GRANULE;

/// `malloc` could not give a block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllocError {
    /// The block would be larger than a quarter of the address space.
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

/// `free` refused a pointer. Nothing was freed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FreeError {
    /// The null pointer.
    Null {
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// The block was freed before.
    Double {
        /// The address of the block.
        address: usize,
        /// Its size, in bytes.
        size: usize,
        /// Where it was malloc'ed.
        malloc: &'static Location<'static>,
        /// Where it was freed; `None` if another thread is about to.
        free: Option<&'static Location<'static>>,
        /// Who called `free` again.
        location: &'static Location<'static>,
    },
    /// It points into a block, not to its start.
    Interior {
        /// The address.
        address: usize,
        /// How far behind the start of the block, in bytes.
        offset: usize,
        /// The size of the block, in bytes.
        size: usize,
        /// Where the block was malloc'ed.
        malloc: &'static Location<'static>,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// `malloc` of this crate never gave it: C's own block, the stack, or no memory at all.
    Foreign {
        /// The address.
        address: usize,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
}

impl fmt::Display for FreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { location } => write!(f, "free of the null pointer at {location}"),
            Self::Double {
                address,
                size,
                malloc,
                free,
                location,
            } => {
                write!(
                    f,
                    "double free of {address:#x} at {location}: {size} bytes malloc'ed at \
                     {malloc}, freed "
                )?;
                match free {
                    Some(free) => write!(f, "at {free}"),
                    None => f.write_str("by another thread at this moment"),
                }
            }
            Self::Interior {
                address,
                offset,
                size,
                malloc,
                location,
            } => write!(
                f,
                "free of {address:#x} at {location}: it points {offset} bytes into a block of \
                 {size} bytes malloc'ed at {malloc}; free the start of the block"
            ),
            Self::Foreign { address, location } => write!(
                f,
                "free of {address:#x} at {location}: `malloc` never gave this address; free it \
                 with what allocated it"
            ),
        }
    }
}

impl core::error::Error for FreeError {}
