//! [`Body`]: the closure of a callback, and what surrounds its calls.

use core::ops::Deref;
use core::sync::atomic::{AtomicBool, Ordering};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use lltype::private::drop_quietly;

use super::panic::CallbackPanic;
use crate::around;
use crate::this_thread::Errno;

/// A value that C gets in place of a result.
#[derive(Clone, Copy)]
pub(crate) struct ErrorValue<R>(R);

// SAFETY: a number or an address of C's. It is copied alone, and of what an address points to, who
// follows it must know whether it may.
unsafe impl<R> Send for ErrorValue<R> {}
// SAFETY: as above.
unsafe impl<R> Sync for ErrorValue<R> {}

impl<R: Copy> ErrorValue<R> {
    pub(crate) fn new(value: R) -> Self {
        ErrorValue(value)
    }

    #[inline]
    pub(crate) fn get(&self) -> R {
        self.0
    }
}

/// A closure with its error value. `H` is what is asked when it panics.
pub(crate) struct Body<F, R, H> {
    closure: F,
    error: ErrorValue<R>,
    on_error: H,
    failure: Failure,
}

/// Asks nobody.
pub(crate) fn no_hook<R>(_: &CallbackPanic) -> Option<R> {
    None
}

impl<F, R: Copy, H: Fn(&CallbackPanic) -> Option<R>> Body<F, R, H> {
    pub(crate) fn new(closure: F, error: R, on_error: H) -> Self {
        Body {
            closure,
            error: ErrorValue::new(error),
            on_error,
            failure: Failure::default(),
        }
    }

    #[inline]
    pub(crate) fn error(&self) -> R {
        self.error.get()
    }

    pub(crate) fn failure(&self) -> &Failure {
        &self.failure
    }

    /// Calls the closure, as C is to see it: without a panic, with its errno, under the program's
    /// lock. So is `owner` let go, who keeps the body: if the callback was dropped meanwhile, the
    /// closure goes with it.
    ///
    /// # Safety
    /// `errno` is this thread's.
    #[inline]
    pub(crate) unsafe fn run(
        owner: impl Deref<Target = Self>,
        errno: Errno,
        call: impl FnOnce(&F) -> R,
    ) -> R {
        // One way out for all that is rare keeps the other short.
        if owner.failure.has_happened() || around::is_set() {
            // SAFETY: as the caller says.
            return unsafe { Self::run_rarely(owner, errno, call) };
        }
        // SAFETY: as above.
        unsafe { Self::run_keeping_errno(owner, errno, call) }
    }

    /// # Safety
    /// As [`run`](Self::run).
    #[inline]
    unsafe fn run_keeping_errno(
        owner: impl Deref<Target = Self>,
        errno: Errno,
        call: impl FnOnce(&F) -> R,
    ) -> R {
        // SAFETY: as the caller says.
        let before = unsafe { errno.get() };
        let result = catch_unwind(AssertUnwindSafe(|| call(&owner.closure)));
        let result = result.unwrap_or_else(|payload| owner.panicked(payload));
        drop_quietly(owner);
        // SAFETY: as above.
        unsafe { errno.set(before) };
        result
    }

    /// # Safety
    /// As [`run`](Self::run).
    #[cold]
    #[inline(never)]
    unsafe fn run_rarely(
        owner: impl Deref<Target = Self>,
        errno: Errno,
        call: impl FnOnce(&F) -> R,
    ) -> R {
        // The lock, too, may change errno.
        // SAFETY: as the caller says.
        let before = unsafe { errno.get() };
        let error = owner.failure.has_happened().then(|| owner.error());
        let result = around::with_gil(|| {
            let call = |closure: &F| error.unwrap_or_else(|| call(closure));
            // SAFETY: as above.
            unsafe { Self::run_keeping_errno(owner, errno, call) }
        });
        // SAFETY: as above.
        unsafe { errno.set(before) };
        result
    }

    #[cold]
    fn panicked(&self, payload: Box<dyn Any + Send>) -> R {
        let name = std::any::type_name::<F>();
        let panic = CallbackPanic::new(name, payload);
        match catch_unwind(AssertUnwindSafe(|| (self.on_error)(&panic))) {
            Ok(Some(result)) => {
                drop_quietly(panic);
                return result;
            }
            Ok(None) => self.failure.keep(panic),
            Err(second) => {
                drop_quietly(panic);
                self.failure.keep(CallbackPanic::new(name, second));
            }
        }
        self.error()
    }
}

/// What is left of a panic.
#[derive(Default)]
pub(crate) struct Failure {
    happened: AtomicBool,
    panic: Mutex<Option<CallbackPanic>>,
}

impl Failure {
    #[inline]
    fn has_happened(&self) -> bool {
        self.happened.load(Ordering::Relaxed)
    }

    /// Keeps the first of several.
    fn keep(&self, panic: CallbackPanic) {
        let mut kept = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        let surplus = match *kept {
            Some(_) => Some(panic),
            None => {
                *kept = Some(panic);
                None
            }
        };
        self.happened.store(true, Ordering::Relaxed);
        drop(kept);
        if let Some(surplus) = surplus {
            drop_quietly(surplus);
        }
    }

    /// Takes the panic. From now on the closure runs again.
    pub(crate) fn take(&self) -> Option<CallbackPanic> {
        if !self.has_happened() {
            return None;
        }
        let mut kept = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        self.happened.store(false, Ordering::Relaxed);
        kept.take()
    }
}
