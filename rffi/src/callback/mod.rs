//! Callbacks: closures that C calls, through a function pointer and the `void *` that goes with it.

mod body;
mod function;
mod local;
mod misuse;
mod owned;
mod owner;
mod panic;
mod scoped;
mod used;

pub use function::{CallbackFn, First, Last};
pub use local::LocalCallback;
pub use misuse::{CallbackMisuse, set_misuse_hook};
pub use owned::Callback;
pub use panic::{CallbackFailed, CallbackPanic};
pub use scoped::{try_with_callback, with_callback};
