//! Calls by `llcall` against what C compilers pass: random signatures over all types.
//!
//! * [`Signature`]: a function type as C text. [`random`] makes them up, a test may write one.
//! * [`Case`]: what `cdef` reads out of it, and the bytes of each value that count.
//! * [`Check`]: many of them in one C file, compiled, and called in a child process, in both directions.
//! * [`Campaign`]: many of a seed; what fails is shrunk to a program.

mod call;
mod campaign;
mod case;
mod check;
pub mod child;
pub mod exclusion;
mod library;
mod memory;
pub mod random;
pub mod shrink;
mod signature;
mod slot;
pub mod source;

pub use call::{Mode, Ready};
pub use campaign::{Campaign, report};
pub use case::{Case, Skip, target_of};
pub use check::{Check, Outcome, Summary};
pub use library::Library;
pub use memory::Memory;
pub use signature::Signature;
pub use slot::{Slot, tag};

use crate::compiler::Compiler;

/// A compiler of the host.
#[must_use]
pub fn compiler(command: &'static str) -> Compiler {
    Compiler {
        command,
        flags: &[],
        package: command,
        target: target_of(command),
    }
}
