//! Calls on x86-64.
//!
//! A [`Program`] is a [`Placement`](crate::Placement) made ready for the machine. It takes one of four
//! ways, the fastest that the arguments allow:
//!
//! * *words*: all arguments are words in registers of one kind, or 16 bytes in two of them. The entry loads
//!   them from where the caller has them.
//! * *loads*: they are words in registers of both kinds and on the stack, or long structs there. The entry
//!   reads in a table which goes where.
//! * *image*: all are in registers. Moves bring them into an image of those, which the entry loads.
//! * *frame*: whatever else there is. The entry makes room on the stack, and moves bring the arguments
//!   to where the function will read them.
//!
//! Entries that need no stack end with a jump: the function returns to Rust directly.

mod arrive;
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

pub(crate) use arrive::{Arrivals, Arrived, Gathered};
pub(crate) use program::Program;
pub(crate) use result::Registers;
