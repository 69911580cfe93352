//! Why `free` refuses a pointer.

use core::fmt;
use core::panic::Location;

/// `free`, or one of its kin, refused a pointer. Nothing was freed or changed.
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
    /// [`untrack`](crate::untrack) gave the block to C, which frees it.
    Released {
        /// The address of the block.
        address: usize,
        /// Its size, in bytes.
        size: usize,
        /// Where it was malloc'ed.
        malloc: &'static Location<'static>,
        /// Where it was untracked; `None` if another thread is about to.
        untrack: Option<&'static Location<'static>>,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// The block of a guard was freed by hand, and its address handed out again: the block that is
    /// there now is somebody else's.
    Reused {
        /// The address of both blocks.
        address: usize,
        /// The size of the one that is there, in bytes.
        size: usize,
        /// Where the one that is there was malloc'ed.
        malloc: &'static Location<'static>,
        /// Where the guard's was malloc'ed.
        own: &'static Location<'static>,
        /// Who freed the guard's; the same place as `own` if it was the end of its scope.
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
    /// The block is of [`immortal`](crate::immortal) or [`render_immortal`](crate::render_immortal).
    Immortal {
        /// The address of the block.
        address: usize,
        /// Its size, in bytes.
        size: usize,
        /// Where it was malloc'ed.
        malloc: &'static Location<'static>,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// The block is of [`malloc_untracked`](crate::malloc_untracked), and this was not
    /// [`free_untracked`](crate::free_untracked).
    Untracked {
        /// The address of the block.
        address: usize,
        /// Its size, in bytes.
        size: usize,
        /// Where it was malloc'ed.
        malloc: &'static Location<'static>,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// The block is tracked, and this was [`free_untracked`](crate::free_untracked).
    Tracked {
        /// The address of the block.
        address: usize,
        /// Its size, in bytes.
        size: usize,
        /// Where it was malloc'ed.
        malloc: &'static Location<'static>,
        /// Who called `free_untracked`.
        location: &'static Location<'static>,
    },
    /// There is memory, but `malloc` of this crate never gave it: a block of C's or Rust's own, a
    /// variable on the stack, static memory.
    Foreign {
        /// The address.
        address: usize,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
    /// There is no memory at this address.
    Wild {
        /// The address.
        address: usize,
        /// Who called `free`.
        location: &'static Location<'static>,
    },
}

/// The places of a block: the words that most messages share.
struct Born<'a> {
    size: usize,
    malloc: &'a Location<'a>,
}

impl fmt::Display for Born<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes malloc'ed at {}", self.size, self.malloc)
    }
}

impl FreeError {
    /// The address, 0 for null.
    #[must_use]
    pub fn address(&self) -> usize {
        match self {
            Self::Null { .. } => 0,
            Self::Double { address, .. }
            | Self::Released { address, .. }
            | Self::Reused { address, .. }
            | Self::Interior { address, .. }
            | Self::Immortal { address, .. }
            | Self::Untracked { address, .. }
            | Self::Tracked { address, .. }
            | Self::Foreign { address, .. }
            | Self::Wild { address, .. } => *address,
        }
    }

    /// Who called `free`.
    #[must_use]
    pub fn location(&self) -> &'static Location<'static> {
        match self {
            Self::Null { location }
            | Self::Double { location, .. }
            | Self::Released { location, .. }
            | Self::Reused { location, .. }
            | Self::Interior { location, .. }
            | Self::Immortal { location, .. }
            | Self::Untracked { location, .. }
            | Self::Tracked { location, .. }
            | Self::Foreign { location, .. }
            | Self::Wild { location, .. } => location,
        }
    }

    /// The block that was malloc'ed, where there is or was one.
    fn born(&self) -> Option<Born<'static>> {
        match self {
            Self::Null { .. } | Self::Foreign { .. } | Self::Wild { .. } => None,
            Self::Double { size, malloc, .. }
            | Self::Released { size, malloc, .. }
            | Self::Reused { size, malloc, .. }
            | Self::Interior { size, malloc, .. }
            | Self::Immortal { size, malloc, .. }
            | Self::Untracked { size, malloc, .. }
            | Self::Tracked { size, malloc, .. } => Some(Born {
                size: *size,
                malloc,
            }),
        }
    }
}

/// Who did it, what the address is, and what to do instead.
impl fmt::Display for FreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location();
        let address = self.address();
        match self {
            Self::Null { .. } => return write!(f, "free of the null pointer at {location}"),
            Self::Double { .. } => write!(f, "double free of {address:#x} at {location}: ")?,
            _ => write!(f, "free of {address:#x} at {location}: ")?,
        }
        if let Self::Interior { offset, .. } = self {
            write!(f, "it points {offset} bytes into a block of ")?;
        }
        if let Some(born) = self.born() {
            write!(f, "{born}")?;
        }
        self.cause(f)
    }
}

impl FreeError {
    /// The end of the message: what is wrong with it.
    fn cause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { .. } => Ok(()),
            Self::Double { free, .. } => done(f, "freed", *free),
            Self::Released { untrack, .. } => {
                done(f, "given to C by `untrack`", *untrack)?;
                f.write_str("; C frees it")
            }
            Self::Reused { own, .. } => write!(
                f,
                " have the address of the block malloc'ed at {own}, which was freed by hand; take a \
                 block out of its guard with `into_ptr` first"
            ),
            Self::Interior { .. } => f.write_str("; free the start of the block"),
            Self::Immortal { .. } => f.write_str(" are immortal; they are never freed"),
            Self::Untracked { .. } => {
                f.write_str(" are untracked; free them with `free_untracked`")
            }
            Self::Tracked { .. } => f.write_str(" are tracked; free them with `free`"),
            Self::Foreign { .. } => f.write_str(
                "`malloc` never gave this address: it is a block of somebody else, on the stack, or \
                 static; free it with what allocated it",
            ),
            Self::Wild { .. } => f.write_str(
                "no memory is there: the pointer is not initialised, overwritten, or no pointer",
            ),
        }
    }
}

fn done(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    place: Option<&'static Location<'static>>,
) -> fmt::Result {
    match place {
        Some(place) => write!(f, ", {what} at {place}"),
        None => write!(f, ", {what} by another thread at this moment"),
    }
}

impl core::error::Error for FreeError {}
