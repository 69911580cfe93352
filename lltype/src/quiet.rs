//! Drops that do not panic.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is the user's may panic when it is dropped. In a call from C, that must not get out, and nobody
/// is left who could ask for it.
#[inline]
pub fn drop_quietly<T>(value: T) {
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(value)));
    if let Err(payload) = dropped {
        drop_payload(payload);
    }
}

/// What was thrown may panic in its turn, again and again.
#[cold]
fn drop_payload(payload: Box<dyn Any + Send>) {
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    if let Err(again) = dropped {
        core::mem::forget(again);
    }
}
