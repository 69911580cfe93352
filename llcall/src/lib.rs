//! Calls of C functions, and calls from C, by signatures that are known at run time alone.
//!
//! * [`Caller`]: a signature made ready; it calls any function that has it, with checked
//!   [`Value`](lltype::Value)s or with words as they are.
//! * [`Callback`]: a closure as a C function.
//! * [`plan`]: where each argument and the result of a function go on a target, as data; it prints.
//!
//! ```
//! use llcall::{Callback, Caller};
//! use lltype::{Prototype, Value};
//!
//! let prototype = Prototype::of::<unsafe extern "C" fn(i32) -> i32>("twice");
//! let twice = Callback::new(&prototype, |call| {
//!     let number = call.value(0).as_integer().unwrap_or(0);
//!     call.set_word(2 * number as u64);
//! })?;
//! let caller = Caller::new(&prototype)?;
//! // SAFETY: the callback is of this type.
//! let result = unsafe { caller.call(twice.address(), &[Value::from(21)]) }?;
//! assert_eq!(result, Value::from(42));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How values travel
//!
//! Numbers of at most 64 bits and pointers are words. Everything else (structs and unions by value, `long
//! double`, `__int128`, complex numbers, vectors) is in memory, and a word has its address: a call copies
//! it to where the function looks for it.
//!
//! # What leaves a call in other ways
//!
//! * *Unwinding.* An exception or a panic of an `extern "C-unwind"` function passes through a call to
//!   whoever made it: the entries have unwind tables. It does not pass through a callback, whose closure
//!   must not panic (`rffi`'s closures catch): that aborts the process.
//! * *`longjmp`* may lead over a call: it has nothing to drop. It must not lead over a callback, which
//!   would never be left, and its closure never dropped. That the frames around have nothing to drop is
//!   the caller's to see to.
//! * *Ending the thread* (`pthread_exit`) is unwinding. Of a callback that a thread is ended in, the closure
//!   is never dropped; if libffi made the function, the process aborts.
//! * *Switching stacks* in a callback (greenlets, coroutines) is allowed, in any order, as long as each call
//!   goes on on the thread that it began on.
//! * *Signal handlers* may call callbacks that stay alive, if their closures do what a handler may, on
//!   threads that have been in a callback before: the first call of a thread allocates memory, and the end of
//!   a callback takes a lock.
//!
//! # Where
//!
//! On x86-64 Linux. Elsewhere [`plan`] answers for the targets that it knows, and calls need the feature
//! `libffi`.

mod abi;
mod callback;
mod caller;
mod error;
#[cfg(feature = "libffi")]
mod libffi;
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
