//! [`Outcome`]: the result of a call with values, in two registers.

use core::mem::ManuallyDrop;

use super::ArgumentError;
use crate::{Tag, Value};

/// What `Result<Value, Box<ArgumentError>>` says, in a form that Rust returns in registers: for shims
/// that are called by their addresses, where it saves most of what a call with values costs.
///
/// ```
/// use lltype::{Outcome, Value};
/// assert_eq!(Outcome::from(Ok(Value::from(3))).into_result(), Ok(Value::from(3)));
/// ```
#[derive(Debug)]
pub struct Outcome {
    /// `None` for an error.
    tag: Option<Tag>,
    /// The value's word, or the address of the error.
    word: u64,
}

impl From<Result<Value, Box<ArgumentError>>> for Outcome {
    #[inline]
    fn from(result: Result<Value, Box<ArgumentError>>) -> Self {
        match result {
            Ok(value) => Outcome {
                tag: Some(value.tag()),
                word: value.word(),
            },
            Err(error) => Outcome {
                tag: None,
                word: Box::into_raw(error).expose_provenance() as u64,
            },
        }
    }
}

impl Outcome {
    /// The result again.
    ///
    /// # Errors
    /// The arguments did not fit.
    #[inline]
    pub fn into_result(self) -> Result<Value, Box<ArgumentError>> {
        let outcome = ManuallyDrop::new(self);
        match outcome.tag {
            Some(tag) => Ok(Value::from_extended(tag, outcome.word)),
            // SAFETY: nothing drops `outcome`, so the error is taken once.
            None => Err(unsafe { outcome.error() }),
        }
    }

    /// # Safety
    /// It is an error, and it is taken no second time.
    unsafe fn error(&self) -> Box<ArgumentError> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it was made from an address"
        )]
        let error = core::ptr::with_exposed_provenance_mut(self.word as usize);
        // SAFETY: the address is that of a box, which the caller takes but once.
        unsafe { Box::from_raw(error) }
    }
}

impl Drop for Outcome {
    #[inline]
    fn drop(&mut self) {
        if self.tag.is_none() {
            // SAFETY: `into_result` does not drop, so nobody has taken the error.
            drop(unsafe { self.error() });
        }
    }
}
