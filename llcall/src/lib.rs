//! Calls of C functions, and calls from C, by signatures that are known at run time alone.
//!
//! * [`Caller`]: a signature made ready; it calls any function that has it, with checked
//!   [`Value`](lltype::Value)s or with words as they are.
//! * [`Callback`]: a closure as a C function.
//! * [`plan`]: where each argument and the result of a function go on a target, as data; it prints.

mod abi;
mod callback;
mod caller;
mod error;
mod own;
mod placement;
mod plan;

pub use abi::Abi;
pub use callback::{
    Callback, CallbackError, Callee, Incoming, LiveCallback, StaleCall, live_callbacks,
    set_stale_hook,
};
pub use caller::{Backend, CallError, Caller, Carried, Policy};
pub use error::{Error, Result};
pub use placement::{Argument, Bank, Extension, Passing, Piece, Place, Placement, Register};
pub use plan::{MAX_ARGUMENTS, PlanError, PlanProblem, Unsupported, plan, plan_variadic, promoted};
