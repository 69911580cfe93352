//! [`Finding`]: one declaration that does not say what the header says.

use core::fmt;

use lltype::Level;

/// One declaration that does not say what the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// The name in C.
    pub name: String,
    /// The number of the declaration, in the order in which they were given.
    pub claim: usize,
    /// Where it is declared, as `file:line`.
    pub place: String,
    /// What is wrong, and what to write. The first line is the message, the others begin with a word
    /// such as `help: `.
    pub message: String,
}

impl fmt::Display for Finding {
    /// As compilers write it: `src/lib.rs:7: error: ..`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: ", self.place, self.level)?;
        f.write_str(&self.message.replace('\n', "\n  "))
    }
}
