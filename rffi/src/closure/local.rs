//! [`LocalClosure`]: a closure as a C function, of one thread.

use std::rc::Rc;

use llcall::Callback;
use lltype::Signature;

use super::typed::{self, ClosureFn};
use super::{ClosureError, owner};
use crate::callback::Home;
use crate::callback::body::{Body, ErrorValue, no_hook};
use crate::callback::owner::Failing;
use crate::{CallbackMisuse, CallbackPanic, this_thread};

/// As [`Closure`](crate::Closure), for a closure that belongs to the thread that made it: it may hold an
/// `Rc`, or look at thread-locals.
///
/// C must call it on that thread. A call on another gets the error value and is reported (see
/// [`CallbackMisuse`]).
///
/// ```
/// use rffi::{INT, LocalClosure};
/// use std::{cell::Cell, rc::Rc};
///
/// let sum = Rc::new(Cell::new(0));
/// let shared = Rc::clone(&sum);
/// let closure = LocalClosure::typed("add", move |number: INT| shared.set(shared.get() + number), ())?;
/// // SAFETY: the closure is there, and this is its thread.
/// unsafe { closure.ptr()(5) };
/// assert_eq!(sum.get(), 5);
/// # Ok::<(), rffi::ClosureError>(())
/// ```
#[must_use = "calls get zeros as soon as this is dropped"]
pub struct LocalClosure<Function> {
    // Before `failing`, so that no call finds what is gone.
    callback: Callback,
    function: Function,
    /// Not `Send`: the closure is this thread's.
    failing: Rc<dyn Failing>,
}

impl<Function: Signature> LocalClosure<Function> {
    /// Makes a function of the closure's own types. The name is for messages.
    ///
    /// # Errors
    /// There are no more stubs, or no way to make them on this machine.
    #[track_caller]
    pub fn typed<Args, F>(
        name: &'static str,
        closure: F,
        error: F::Result,
    ) -> Result<Self, ClosureError>
    where
        F: ClosureFn<Args, Function = Function> + 'static,
    {
        Self::typed_with_on_error(name, closure, error, no_hook)
    }

    /// The same, and `on_error` is told of a panic: see
    /// [`Closure::with_on_error`](crate::Closure::with_on_error).
    ///
    /// # Errors
    /// As [`typed`](Self::typed).
    #[track_caller]
    #[doc(alias = "onerror")]
    pub fn typed_with_on_error<Args, F, H>(
        name: &'static str,
        closure: F,
        error: F::Result,
        on_error: H,
    ) -> Result<Self, ClosureError>
    where
        F: ClosureFn<Args, Function = Function> + 'static,
        H: Fn(&CallbackPanic) -> Option<F::Result> + 'static,
    {
        let callee = super::callee_of::<Function>(name)?;
        let body = Rc::new(Body::new(closure, error, on_error));
        let home = Home::here(this_thread::current(), &body);
        let error = ErrorValue::new(error);
        let callback = Callback::with_callee(&callee, move |call| {
            let this = this_thread::current();
            // SAFETY: a call that is here came before the `Rc` went: see the order of the members. A
            // function of this type was called; the errno is this thread's.
            unsafe {
                let result = match home.body(this) {
                    Some(body) => {
                        Body::run(body, this.errno(), |closure| closure.receive(&mut *call))
                    }
                    None => {
                        CallbackMisuse::wrong_thread::<F>().report();
                        error.get()
                    }
                };
                typed::answer(call, result);
            }
        })?;
        Ok(LocalClosure {
            // SAFETY: the callback is of this type.
            function: unsafe { Function::from_address(callback.address()) },
            callback,
            failing: body,
        })
    }
}

owner!(LocalClosure);
