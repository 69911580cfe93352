//! [`CallbackPanic`]: a panic on its way around C.

use core::fmt;
use std::any::Any;
use std::panic::resume_unwind;

/// A panic of a callback, caught before it could reach C.
pub struct CallbackPanic {
    name: &'static str,
    payload: Box<dyn Any + Send>,
}

impl CallbackPanic {
    pub(super) fn new(name: &'static str, payload: Box<dyn Any + Send>) -> Self {
        CallbackPanic { name, payload }
    }

    /// The name that Rust gives the closure: the function that it stands in.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What `panic!` said, if it said it in words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let literal = self.payload.downcast_ref::<&'static str>().copied();
        literal.or_else(|| self.payload.downcast_ref::<String>().map(String::as_str))
    }

    /// What was thrown.
    #[must_use]
    pub fn payload(&self) -> &(dyn Any + Send) {
        &*self.payload
    }

    /// What was thrown, to be kept.
    #[must_use]
    pub fn into_payload(self) -> Box<dyn Any + Send> {
        self.payload
    }

    /// Lets the panic go on here.
    pub fn resume(self) -> ! {
        resume_unwind(self.payload)
    }
}

impl fmt::Display for CallbackPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "callback `{}` panicked", self.name)?;
        match self.message() {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for CallbackPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackPanic")
            .field("name", &self.name)
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

impl core::error::Error for CallbackPanic {}

/// A callback panicked while C ran, and C returned nevertheless: what
/// [`try_with_callback`](crate::try_with_callback) gives.
#[derive(Debug)]
pub struct CallbackFailed<T> {
    /// What the call of C returned.
    pub returned: T,
    /// What happened in the callback.
    pub panic: CallbackPanic,
}

impl<T> fmt::Display for CallbackFailed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.panic.fmt(f)
    }
}

// The message is that of the panic already: below it is nothing.
impl<T: fmt::Debug> core::error::Error for CallbackFailed<T> {}
