//! [`LocalCallback`]: a callback that C keeps, of one thread.

use core::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use super::body::{Body, no_hook};
use super::function::{CallbackFn, Enter};
use super::home::Home;
use super::misuse::{CallbackMisuse, misused, remember_error};
use super::owner::{Failing, owner};
use super::panic::CallbackPanic;
use super::used::Used;
use crate::VOIDP;
use crate::handle::table::{self, Key};
use crate::this_thread::{self, ThisThread};

/// As [`Callback`](crate::Callback), for a closure that belongs to the thread that made it: it may
/// hold an `Rc`, or look at thread-locals.
///
/// C must call it on that thread. A call on another gets the error value and is reported (see
/// [`CallbackMisuse`](crate::CallbackMisuse)).
///
/// ```
/// use rffi::{First, INT, LocalCallback};
/// use std::{cell::Cell, rc::Rc};
///
/// let sum = Rc::new(Cell::new(0));
/// let shared = Rc::clone(&sum);
/// let callback = LocalCallback::new(First, move |number: INT| shared.set(shared.get() + number), ());
/// // SAFETY: the callback's own data.
/// unsafe { callback.ptr()(callback.data(), 5) };
/// assert_eq!(sum.get(), 5);
/// ```
#[must_use = "calls get the error value as soon as this is dropped"]
pub struct LocalCallback<Function> {
    function: Function,
    key: Key,
    /// Not `Send`: the closure is this thread's.
    failing: Rc<dyn Failing>,
}

impl<Function: Copy> LocalCallback<Function> {
    /// Makes a callback. C passes the `void *` at `place`, and gets `error` if the closure panics, or
    /// the thread is another.
    pub fn new<Place, Args, F>(place: Place, closure: F, error: F::Result) -> Self
    where
        F: CallbackFn<Place, Args, Function = Function> + 'static,
    {
        Self::with_on_error(place, closure, error, no_hook)
    }

    /// The same, and `on_error` is told of a panic: see
    /// [`Callback::with_on_error`](crate::Callback::with_on_error).
    #[doc(alias = "onerror")]
    pub fn with_on_error<Place, Args, F, H>(
        _place: Place,
        closure: F,
        error: F::Result,
        on_error: H,
    ) -> Self
    where
        F: CallbackFn<Place, Args, Function = Function> + 'static,
        H: Fn(&CallbackPanic) -> Option<F::Result> + 'static,
    {
        let function = F::function::<Local<F, F::Result, H>>();
        remember_error::<F, F::Result>(error);
        let body = Rc::new(Body::new(closure, error, on_error));
        let home = Home::here(this_thread::current(), &body);
        LocalCallback {
            function,
            key: table::insert(Arc::new(home)),
            failing: body,
        }
    }
}

owner!(LocalCallback, "thread");

/// Finds the closure in the table of handles, if this is its thread.
struct Local<F, R, H>(PhantomData<(F, R, H)>);

impl<F, R, H> Local<F, R, H>
where
    F: 'static,
    R: Copy + 'static,
    H: Fn(&CallbackPanic) -> Option<R> + 'static,
{
    fn find(this: &ThisThread, data: VOIDP) -> Result<Rc<Body<F, R, H>>, CallbackMisuse> {
        let home = Used::<Home<Body<F, R, H>>>::find::<F>(data)?;
        // SAFETY: the entry was there when it was looked for, and the callback drops it before its `Rc`.
        unsafe { home.body(this) }.ok_or_else(CallbackMisuse::wrong_thread::<F>)
    }
}

impl<F, R, H> Enter for Local<F, R, H>
where
    F: 'static,
    R: Copy + 'static,
    H: Fn(&CallbackPanic) -> Option<R> + 'static,
{
    type Closure = F;
    type Result = R;

    #[inline]
    unsafe fn enter(data: VOIDP, call: impl FnOnce(&F) -> R) -> R {
        let this = this_thread::current();
        match Self::find(this, data) {
            // The closure may drop its callback: it stays until it has returned.
            // SAFETY: the errno is this thread's.
            Ok(body) => unsafe { Body::run(body, this.errno(), call) },
            Err(misuse) => misused::<F, R>(misuse),
        }
    }
}
