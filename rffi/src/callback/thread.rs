//! Numbers of threads, which no two of one process have in common, however they begin and end.

use core::cell::Cell;
use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicUsize, Ordering};

/// A thread, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ThreadId(NonZeroUsize);

thread_local!(static CURRENT: Cell<Option<ThreadId>> = const { Cell::new(None) });

impl ThreadId {
    #[inline]
    pub(super) fn current() -> Self {
        CURRENT.get().unwrap_or_else(Self::assign)
    }

    #[cold]
    fn assign() -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let next = |last: usize| last.checked_add(1);
        let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let number = last.ok().and_then(next).and_then(NonZeroUsize::new);
        // No program makes so many threads; one that did must not take one for another.
        let number = number.unwrap_or_else(|| std::process::abort());
        CURRENT.set(Some(ThreadId(number)));
        ThreadId(number)
    }
}
