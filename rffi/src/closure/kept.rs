//! [`Kept`]: what a function for C keeps, and lets go of quietly.

use core::mem::ManuallyDrop;
use core::ops::Deref;

use lltype::private::drop_quietly;

use crate::{around, this_thread};

/// What a function for C keeps. The function may be dropped in its own last call, with C around: then this
/// is dropped as the closure is run: without a panic, with C's errno, under the program's lock.
pub(super) struct Kept<T>(ManuallyDrop<T>);

impl<T> Kept<T> {
    pub(super) fn new(value: T) -> Self {
        Kept(ManuallyDrop::new(value))
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        // SAFETY: it is taken once, here.
        let value = unsafe { ManuallyDrop::take(&mut self.0) };
        this_thread::keeping_errno(|| around::with_gil(|| drop_quietly(value)));
    }
}
