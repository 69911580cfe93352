//! [`Lock`]: the lock of the pool, which outlives `fork`.

use core::cell::UnsafeCell;
use core::hint::spin_loop;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, Ordering};

/// A lock that is held for some instructions at a time.
///
/// Not the standard library's, because after `fork` the child has the locks of threads that it does not
/// have; this one is taken before `fork`, and let go on both sides.
pub(super) struct Lock<T> {
    is_held: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: only who holds the lock gets to the value.
unsafe impl<T: Send> Sync for Lock<T> {}

pub(super) struct Guard<'a, T>(&'a Lock<T>);

impl<T> Lock<T> {
    pub(super) const fn new(value: T) -> Self {
        Lock {
            is_held: AtomicBool::new(false),
            value: UnsafeCell::new(value),
        }
    }

    #[inline]
    pub(super) fn lock(&self) -> Guard<'_, T> {
        self.take();
        Guard(self)
    }

    #[inline]
    fn take(&self) {
        if self.is_held.swap(true, Ordering::Acquire) {
            self.wait();
        }
    }

    #[cold]
    fn wait(&self) {
        let mut rounds = 0_u32;
        loop {
            if !self.is_held.load(Ordering::Relaxed) && !self.is_held.swap(true, Ordering::Acquire)
            {
                return;
            }
            rounds += 1;
            match rounds % 64 {
                // Whoever holds it may wait for this processor.
                0 => std::thread::yield_now(),
                _ => spin_loop(),
            }
        }
    }

    /// Takes the lock for the time of a `fork`.
    pub(super) fn before_fork(&self) {
        self.take();
    }

    /// Lets it go again, in the parent and in the child.
    ///
    /// # Safety
    /// After [`before_fork`](Self::before_fork), on the same thread or what it became.
    pub(super) unsafe fn after_fork(&self) {
        self.is_held.store(false, Ordering::Release);
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the lock is held.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.0.is_held.store(false, Ordering::Release);
    }
}
