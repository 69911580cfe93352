//! [`Home`]: the thread that a closure belongs to.

use std::rc::Rc;

use crate::this_thread::{ThisThread, ThreadId};

/// What others have of a body that belongs to one thread: where it is at home.
pub(crate) struct Home<B> {
    thread: ThreadId,
    /// Of an `Rc` that the callback holds. Only the thread that it belongs to follows it.
    body: *const B,
}

// SAFETY: other threads compare `thread`, and leave `body` alone.
unsafe impl<B> Send for Home<B> {}
// SAFETY: as above.
unsafe impl<B> Sync for Home<B> {}

impl<B> Home<B> {
    /// That of this thread.
    pub(crate) fn here(this: &ThisThread, body: &Rc<B>) -> Self {
        Home {
            thread: this.id(),
            body: Rc::as_ptr(body),
        }
    }

    /// The body, if this is its thread.
    ///
    /// # Safety
    /// Whoever holds the `Rc` still has this, too, or had it when this thread last looked.
    #[inline]
    pub(crate) unsafe fn body(&self, this: &ThisThread) -> Option<Rc<B>> {
        if self.thread != this.id() {
            return None;
        }
        // SAFETY: only this thread drops the callback, this first: so the callback's `Rc` is there now,
        // and this is one more.
        unsafe {
            Rc::increment_strong_count(self.body);
            Some(Rc::from_raw(self.body))
        }
    }
}
