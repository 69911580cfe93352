//! Calls of C functions, and calls from C, by signatures that are known at run time alone.
//!
//! * [`plan`]: where each argument and the result of a function go on a target, as data; it prints.

mod abi;
mod placement;
mod plan;

pub use abi::Abi;
pub use placement::{Argument, Bank, Extension, Passing, Piece, Place, Placement, Register};
pub use plan::{MAX_ARGUMENTS, PlanError, Unsupported, plan, plan_variadic, promoted};
