//! Types in words: C's and RPython's.

mod declaration;
mod definition;
mod rpython;

use core::fmt;

use crate::Type;

/// Beyond this nesting of types that are written inside of others, `...` is printed: a type that
/// contains itself has no last word.
const MAX_NESTING: u32 = 16;

/// Beyond this many types within a type, `...` is printed: one that contains itself twice doubles
/// with every nesting.
const MAX_TYPES: u32 = 256;

/// How much more may be printed.
struct Budget {
    types: u32,
}

impl Budget {
    fn new() -> Self {
        Budget { types: MAX_TYPES }
    }

    /// Takes one type off; `None` if there is nothing left.
    fn take(&mut self) -> Option<()> {
        self.types = self.types.checked_sub(1)?;
        Some(())
    }
}

impl fmt::Display for Type {
    /// The type's name in C.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.declaration(""))
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Type({self})")
    }
}
