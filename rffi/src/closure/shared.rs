//! [`Closure`]: a closure as a C function, for any thread.

use std::sync::Arc;

use llcall::{Callback, Callee, Incoming};
use lltype::{Prototype, Signature, Value};

use super::dynamic::{Answer, with_values};
use super::kept::Kept;
use super::typed::{self, ClosureFn};
use super::{ClosureError, owner};
use crate::callback::body::{Body, no_hook};
use crate::callback::owner::Failing;
use crate::{CallbackPanic, this_thread};

/// A closure that C calls by a bare function pointer, whenever and on whatever thread it likes, until
/// this is dropped.
///
/// For functions of C that take no `void *` for their callbacks, and for signatures that are known at run
/// time alone; where there is a `void *`, [`Callback`](crate::Callback) is faster.
///
/// If the closure panics, C gets the error value, and again without the closure being run, until
/// [`take_panic`](Self::take_panic) or [`resume_panic`](Self::resume_panic). A call after this was dropped
/// gets zeros, and is reported with the place where this was made: see
/// [`set_stale_hook`](crate::set_stale_hook). Of errno, the program's lock and `panic = "abort"`, the same
/// holds as for [`with_callback`](crate::with_callback). C must not jump (`longjmp`) over it.
///
/// ```
/// use rffi::{Closure, INT};
///
/// let closure = Closure::typed("add_one", |number: INT| number + 1, -1)?;
/// let function: unsafe extern "C" fn(INT) -> INT = closure.ptr();
/// // C keeps it, and calls later.
/// // SAFETY: the closure is there, and takes any number.
/// assert_eq!(unsafe { function(4) }, 5);
/// # Ok::<(), rffi::ClosureError>(())
/// ```
///
/// With a signature from a text or elsewhere, arguments and result are [`Value`]s:
///
/// ```
/// use rffi::{Closure, Value};
/// use lltype::Prototype;
///
/// let prototype = Prototype::of::<unsafe extern "C" fn(i32, f64) -> f64>("scale");
/// let closure = Closure::new(
///     &prototype,
///     |args| match args {
///         [count, width] => Value::from(f64::from_bits(width.word()) * count.word() as f64),
///         _ => Value::VOID,
///     },
///     Value::from(0.0),
/// )?;
/// let function: *const () = closure.ptr();
/// # assert!(!function.is_null());
/// # Ok::<(), rffi::ClosureError>(())
/// ```
#[must_use = "calls get zeros as soon as this is dropped"]
pub struct Closure<Function = *const ()> {
    callback: Callback,
    function: Function,
    failing: Arc<dyn Failing + Send + Sync>,
}

// SAFETY: the function is an address of code, and the rest is for any thread.
unsafe impl<Function> Send for Closure<Function> {}
// SAFETY: as above.
unsafe impl<Function> Sync for Closure<Function> {}

impl Closure {
    /// Makes a function of a signature that is known at run time. What is wider than a word (structs by
    /// value, `long double`) comes as a pointer to it, which is good for the time of the call. C gets
    /// `error` if the closure panics, or returns no result of the type.
    ///
    /// # Errors
    /// The signature cannot be called back by, there are no more stubs, or `error` is no result of the
    /// type.
    #[track_caller]
    pub fn new<F>(prototype: &Prototype, closure: F, error: Value) -> Result<Self, ClosureError>
    where
        F: Fn(&[Value]) -> Value + Send + Sync + 'static,
    {
        Self::with_on_error(prototype, closure, error, no_hook)
    }

    /// The same, and `on_error` is told of a panic, with C still waiting. If it gives a result, C gets
    /// that, and the panic is forgotten. CFFI's `onerror`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[track_caller]
    #[doc(alias = "onerror")]
    pub fn with_on_error<F, H>(
        prototype: &Prototype,
        closure: F,
        error: Value,
        on_error: H,
    ) -> Result<Self, ClosureError>
    where
        F: Fn(&[Value]) -> Value + Send + Sync + 'static,
        H: Fn(&CallbackPanic) -> Option<Value> + Send + Sync + 'static,
    {
        let closure = move |call: &mut Incoming<'_>| with_values(&closure, call);
        let on_error = move |panic: &CallbackPanic| on_error(panic).map(Answer::Error);
        Self::run_time(prototype, closure, error, on_error)
    }

    /// As [`new`](Self::new), for a closure that takes the call as it came: for results that are wider
    /// than a word, which it writes to [`Incoming::result`].
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[track_caller]
    pub fn with_call<F>(
        prototype: &Prototype,
        closure: F,
        error: Value,
    ) -> Result<Self, ClosureError>
    where
        F: Fn(&mut Incoming<'_>) + Send + Sync + 'static,
    {
        let closure = move |call: &mut Incoming<'_>| {
            closure(call);
            Answer::Given
        };
        Self::run_time(prototype, closure, error, no_hook)
    }

    #[track_caller]
    fn run_time<F, H>(
        prototype: &Prototype,
        closure: F,
        error: Value,
        on_error: H,
    ) -> Result<Self, ClosureError>
    where
        F: Fn(&mut Incoming<'_>) -> Answer + Send + Sync + 'static,
        H: Fn(&CallbackPanic) -> Option<Answer> + Send + Sync + 'static,
    {
        let callee = Arc::new(Callee::new(prototype).map_err(llcall::CallbackError::from)?);
        let error = Answer::of_error(&callee, error)?;
        let body = Arc::new(Body::new(closure, error, on_error));
        let failing = Arc::clone(&body) as _;
        let body = Kept::new(body);
        let callback = Callback::with_callee(&callee, move |call| {
            let errno = this_thread::current().errno();
            // SAFETY: the errno is this thread's.
            let answer = unsafe { Body::run(&**body, errno, |closure| closure(&mut *call)) };
            answer.leave(call);
        })?;
        Ok(Closure {
            function: callback.address(),
            callback,
            failing,
        })
    }
}

impl<Function: Signature> Closure<Function> {
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
        F: ClosureFn<Args, Function = Function> + Send + Sync + 'static,
        F::Result: Send + Sync,
    {
        Self::typed_with_on_error(name, closure, error, no_hook)
    }

    /// The same, and `on_error` is told of a panic: see [`with_on_error`](Closure::with_on_error).
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
        F: ClosureFn<Args, Function = Function> + Send + Sync + 'static,
        H: Fn(&CallbackPanic) -> Option<F::Result> + Send + Sync + 'static,
    {
        let callee = super::callee_of::<Function>(name)?;
        let body = Arc::new(Body::new(closure, error, on_error));
        let failing = Arc::clone(&body) as _;
        let body = Kept::new(body);
        let callback = Callback::with_callee(&callee, move |call| {
            let errno = this_thread::current().errno();
            // SAFETY: a function of this type was called; the errno is this thread's.
            unsafe {
                let result = Body::run(&**body, errno, |closure| closure.receive(&mut *call));
                typed::answer(call, result);
            }
        })?;
        Ok(Closure {
            // SAFETY: the callback is of this type.
            function: unsafe { Function::from_address(callback.address()) },
            callback,
            failing,
        })
    }
}

owner!(Closure);
