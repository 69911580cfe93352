//! Calls on x86-64.
//!
//! A [`Program`] is a [`Placement`](crate::Placement) made ready for the machine. It takes one of three
//! ways, the fastest that the arguments allow:
//!
//! * *loaded*: the entry loads the arguments from where the caller has them. There are entries for words
//!   in registers of one kind, for 16 bytes in two of them, and entries that read in a table ([`load`]) which words go into registers of both kinds and to the stack, and which structs.
//! * *image*: all are in registers. Moves bring them into an image of those, which the entry loads.
//! * *frame*: whatever else there is. The entry makes room on the stack, and moves bring the arguments
//!   to where the function will read them.
//!
//! Entries that need no stack end with a jump: the function returns to Rust directly.

/// Whether this crate has code of its own.
pub(crate) const IS_THERE: bool = true;

mod arrive;
mod asm;
mod compile;
mod entry;
mod fill;
mod load;
mod loaded;
mod moves;
mod program;
mod relay;
mod remap;
mod result;
pub(crate) mod stubs;
mod used;

pub(crate) use arrive::{Arrivals, Arrived, Gathered};
pub(crate) use program::Program;
pub(crate) use result::Registers;
