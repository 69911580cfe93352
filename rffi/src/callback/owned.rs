//! [`Callback`]: a callback that C keeps.

use core::marker::PhantomData;
use std::sync::Arc;

use super::body::{Body, no_hook};
use super::function::{CallbackFn, Enter};
use super::misuse::{misused, remember_error};
use super::owner::{Failing, owner};
use super::panic::CallbackPanic;
use super::used::Used;
use crate::VOIDP;
use crate::handle::table::{self, Key};
use crate::this_thread;

/// A closure that C calls whenever and on whatever thread it likes, until this is dropped.
///
/// C gets [`ptr`](Self::ptr) and [`data`](Self::data), a function and the `void *` that goes with it.
/// The `void *` is a handle (see [`Handle`](crate::Handle)): a call after this was dropped gets the
/// error value last given for a closure of the same type, and is reported (see
/// [`CallbackMisuse`](crate::CallbackMisuse)).
///
/// If the closure panics, C gets the error value, and again without the closure being run, until
/// [`take_panic`](Self::take_panic) or [`resume_panic`](Self::resume_panic). Of errno, the program's
/// lock and `panic = "abort"`, the same holds as for [`with_callback`](crate::with_callback).
///
/// The closure is `Fn`: C may call it while it runs, on several threads at once. For one that is not
/// `Send` and `Sync` there is [`LocalCallback`](crate::LocalCallback).
///
/// ```
/// use rffi::{Callback, INT, Last, VOIDP};
///
/// let callback = Callback::new(Last, |number: INT| number + 1, -1);
/// let function: unsafe extern "C" fn(INT, VOIDP) -> INT = callback.ptr();
/// // C keeps both, and calls later.
/// // SAFETY: the callback's own data.
/// assert_eq!(unsafe { function(4, callback.data()) }, 5);
/// assert!(callback.take_panic().is_none());
/// ```
#[must_use = "calls get the error value as soon as this is dropped"]
pub struct Callback<Function> {
    function: Function,
    key: Key,
    failing: Arc<dyn Failing + Send + Sync>,
}

impl<Function: Copy> Callback<Function> {
    /// Makes a callback. C passes the `void *` at `place`, and gets `error` if the closure panics.
    pub fn new<Place, Args, F>(place: Place, closure: F, error: F::Result) -> Self
    where
        F: CallbackFn<Place, Args, Function = Function> + Send + Sync + 'static,
    {
        Self::with_on_error(place, closure, error, no_hook)
    }

    /// The same, and `on_error` is told of a panic, with C still waiting. If it gives a result, C
    /// gets that, and the panic is forgotten. CFFI's `onerror`.
    ///
    /// ```
    /// use rffi::{Callback, First, INT};
    ///
    /// let third = |number: INT| 90 / number;
    /// let callback = Callback::with_on_error(First, third, -1, |panic| {
    ///     panic.message()?.contains("divide by zero").then_some(0)
    /// });
    /// // SAFETY: the callback's own data.
    /// assert_eq!(unsafe { callback.ptr()(callback.data(), 0) }, 0);
    /// ```
    #[doc(alias = "onerror")]
    pub fn with_on_error<Place, Args, F, H>(
        _place: Place,
        closure: F,
        error: F::Result,
        on_error: H,
    ) -> Self
    where
        F: CallbackFn<Place, Args, Function = Function> + Send + Sync + 'static,
        H: Fn(&CallbackPanic) -> Option<F::Result> + Send + Sync + 'static,
    {
        let function = F::function::<Shared<F, F::Result, H>>();
        remember_error::<F, F::Result>(error);
        let body = Arc::new(Body::new(closure, error, on_error));
        Callback {
            function,
            key: table::insert(Arc::clone(&body) as _),
            failing: body,
        }
    }
}

owner!(Callback, "program");

/// Finds the closure in the table of handles.
struct Shared<F, R, H>(PhantomData<(F, R, H)>);

impl<F, R, H> Enter for Shared<F, R, H>
where
    F: Send + Sync + 'static,
    R: Copy + 'static,
    H: Fn(&CallbackPanic) -> Option<R> + Send + Sync + 'static,
{
    type Closure = F;
    type Result = R;

    #[inline]
    unsafe fn enter(data: VOIDP, call: impl FnOnce(&F) -> R) -> R {
        match Used::find::<F>(data) {
            // The closure may drop its callback: it stays until it has returned.
            // SAFETY: the errno is this thread's.
            Ok(body) => unsafe { Body::<F, R, H>::run(body, this_thread::current().errno(), call) },
            Err(misuse) => misused::<F, R>(misuse),
        }
    }
}
