//! Callbacks: closures that C calls, through a function pointer and the `void *` that goes with it.

pub(crate) mod body;
mod function;
mod home;
mod local;
pub(crate) mod misuse;
mod owned;
pub(crate) mod owner;
mod panic;
mod scoped;
mod used;

pub use function::{CallbackFn, First, Last};
#[cfg(feature = "dynamic")]
pub(crate) use home::Home;
pub use local::LocalCallback;
pub use misuse::{CallbackMisuse, set_misuse_hook};
pub use owned::Callback;
pub use panic::{CallbackFailed, CallbackPanic};
pub use scoped::{try_with_callback, with_callback};
