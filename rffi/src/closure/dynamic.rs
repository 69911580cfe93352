//! Closures for signatures that are known at run time.

use core::mem::MaybeUninit;

use llcall::{Callee, Incoming, MAX_ARGUMENTS};
use lltype::Value;

use super::ClosureError;

/// What a run of a closure left for C.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// The result is set.
    Given,
    /// C gets this; of a result wider than a word, zeros.
    Error(Value),
}

impl Answer {
    /// The answer of a panic, if it is one of this callee's results.
    pub(super) fn of_error(callee: &Callee, error: Value) -> Result<Answer, ClosureError> {
        if callee.result_tag().is_some() {
            callee
                .check_result(error)
                .map_err(|error| ClosureError::ErrorValue {
                    function: callee.prototype().name().to_owned(),
                    error,
                })?;
        }
        Ok(Answer::Error(error))
    }

    /// Leaves it for C.
    #[inline]
    pub(super) fn leave(self, call: &mut Incoming<'_>) {
        if let Answer::Error(error) = self {
            call.clear();
            // It was checked; of a result wider than a word, the zeros stay.
            let _ = call.set(error);
        }
    }
}

/// Runs a closure of values.
///
/// # Panics
/// What it returns is no result of the type: inside of what catches the closure's own panics.
#[inline]
pub(super) fn with_values(closure: &impl Fn(&[Value]) -> Value, call: &mut Incoming<'_>) -> Answer {
    let mut values = [const { MaybeUninit::uninit() }; MAX_ARGUMENTS];
    let count = call.len().min(MAX_ARGUMENTS);
    for (index, value) in values.iter_mut().enumerate().take(count) {
        value.write(call.value(index));
    }
    // SAFETY: so many were written.
    let values = unsafe { core::slice::from_raw_parts(values.as_ptr().cast::<Value>(), count) };
    let result = closure(values);
    if let Err(error) = call.set(result) {
        let name = call.callee().prototype().name();
        panic!("the closure of `{name}` returned no result of its type: {error}");
    }
    Answer::Given
}
