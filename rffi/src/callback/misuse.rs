//! [`CallbackMisuse`]: C called what it must not call.

use core::fmt;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::io::Write;
use std::panic::catch_unwind;
use std::sync::{LazyLock, Mutex, PoisonError};

use lltype::private::drop_quietly;

use super::body::ErrorValue;
use crate::VOIDP;
use crate::handle::table::Missing;
use crate::this_thread;

/// A call of a callback that could not run its closure. C got the error value.
///
/// A callback that is gone, or cannot be found, has no error value of its own any more: C gets the one
/// last given for a closure of the same type, which is one from the same place of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackMisuse {
    /// It was dropped before.
    Dropped {
        /// The name that Rust gives the closure.
        name: &'static str,
    },
    /// It belongs to another thread.
    WrongThread {
        /// The name that Rust gives the closure.
        name: &'static str,
    },
    /// The `void *` that came with the call is not the callback's.
    WrongData {
        /// The name that Rust gives the closure.
        name: &'static str,
        /// What came.
        address: usize,
    },
}

impl CallbackMisuse {
    /// Of a callback with closure `F` whose data is not in the table.
    pub(super) fn missing<F>(missing: Missing, data: VOIDP) -> Self {
        match missing {
            Missing::Stale => CallbackMisuse::Dropped {
                name: std::any::type_name::<F>(),
            },
            Missing::Foreign => Self::wrong_data::<F>(data),
        }
    }

    pub(super) fn wrong_data<F>(data: VOIDP) -> Self {
        CallbackMisuse::WrongData {
            name: std::any::type_name::<F>(),
            address: data.addr(),
        }
    }

    pub(crate) fn wrong_thread<F>() -> Self {
        CallbackMisuse::WrongThread {
            name: std::any::type_name::<F>(),
        }
    }

    /// Tells the hook; without one, standard error. C's errno stays.
    #[cold]
    pub(crate) fn report(self) {
        this_thread::keeping_errno(|| {
            // The hook of panics has said what it was.
            let told = catch_unwind(|| self.tell());
            told.unwrap_or_else(drop_quietly);
        });
    }

    fn tell(self) {
        let hook = HOOK.load(Ordering::Acquire);
        if hook.is_null() {
            // Nobody is there to be told that standard error is closed.
            let _ = writeln!(std::io::stderr(), "warning: {self}");
            return;
        }
        // SAFETY: it was a function of this type when it was stored.
        let hook = unsafe { core::mem::transmute::<*mut (), fn(&CallbackMisuse)>(hook) };
        hook(&self);
    }
}

impl fmt::Display for CallbackMisuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dropped { name } => write!(
                f,
                "C called callback `{name}` after it was dropped, and got its error value; keep the \
                 callback as long as C has it"
            ),
            Self::WrongThread { name } => write!(
                f,
                "C called callback `{name}` on a thread that it does not belong to, and got its \
                 error value; use a `Callback`, which any thread may call"
            ),
            Self::WrongData { name, address } => write!(
                f,
                "C called callback `{name}` with {address:#x}, which is not its `data()`, and got \
                 its error value; check where C passes the `void *`: `First` or `Last`"
            ),
        }
    }
}

impl core::error::Error for CallbackMisuse {}

static HOOK: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

/// Sets what is called, in place of a line on standard error, when C calls a callback that must not
/// run.
///
/// It runs on whatever thread that is, between frames of C, and without the program's lock (see
/// [`set_gil_hooks`](crate::set_gil_hooks)), unless that thread holds it: it must not touch what the
/// lock guards. C's errno is afterwards what it was before. A panic of the hook does not get to C, and is
/// forgotten.
pub fn set_misuse_hook(hook: Option<fn(&CallbackMisuse)>) {
    let hook = hook.map_or(ptr::null_mut(), |hook| hook as *mut ());
    HOOK.store(hook, Ordering::Release);
}

/// The error value that was last given for each type of closure: a callback that is gone has none of
/// its own any more. There are as many types as the program has places that make callbacks.
static ERRORS: LazyLock<Mutex<HashMap<TypeId, Shared>>> = LazyLock::new(Mutex::default);

type Shared = Box<dyn Any + Send>;

/// Remembers the error value of callbacks with closure `F`.
pub(super) fn remember_error<F: 'static, R: Copy + 'static>(error: R) {
    let mut errors = ERRORS.lock().unwrap_or_else(PoisonError::into_inner);
    errors.insert(TypeId::of::<F>(), Box::new(ErrorValue::new(error)));
}

/// Reports a misuse of a callback with closure `F`, and gives what C gets.
#[cold]
pub(super) fn misused<F: 'static, R: Copy + 'static>(misuse: CallbackMisuse) -> R {
    misuse.report();
    // To wait for the lock may change errno.
    this_thread::keeping_errno(error_of::<F, R>)
}

fn error_of<F: 'static, R: Copy + 'static>() -> R {
    let errors = ERRORS.lock().unwrap_or_else(PoisonError::into_inner);
    let error = errors.get(&TypeId::of::<F>());
    match error.and_then(|error| error.downcast_ref::<ErrorValue<R>>()) {
        Some(error) => error.get(),
        // Whoever made the function remembered it before.
        None => unreachable!("a callback without an error value"),
    }
}
