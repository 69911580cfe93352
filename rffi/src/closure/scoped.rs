//! Closures as C functions for the time of one call.

use llcall::{Callback, Incoming};
use lltype::Signature;

use super::ClosureError;
use super::typed::{self, ClosureFn};
use crate::callback::body::{Body, ErrorValue, no_hook};
use crate::this_thread::{self, ThreadId};
use crate::{CallbackMisuse, CallbackPanic};

/// Lets C call a closure by a bare function pointer while `body` runs, which gets the function to give
/// to C. The name is for messages.
///
/// The closure may borrow what it likes. If it panics, C gets `error` from this call and, without the
/// closure being run, from all later ones; the panic goes on when `body` has returned. C calls it on this
/// thread; a call on another gets `error` and a report (see [`CallbackMisuse`]). C must not keep the
/// function beyond `body`: a call then gets zeros, and is reported; and no call of it may be left suspended, on
/// a stack of its own, when `body` returns.
///
/// ```
/// use rffi::{INT, Ptr, SIZE_T, VOIDP, llexternal, with_closure};
///
/// llexternal! {
///     unsafe extern "C" {
///         unsafe fn qsort(
///             base: VOIDP,
///             count: SIZE_T,
///             size: SIZE_T,
///             compare: Option<unsafe extern "C" fn(VOIDP, VOIDP) -> INT>,
///         );
///     }
/// }
///
/// let mut numbers = [3, 1, 2];
/// let calls = std::cell::Cell::new(0);
/// let compare = |a: VOIDP, b: VOIDP| -> INT {
///     calls.set(calls.get() + 1);
///     // SAFETY: C compares two of the numbers.
///     let (a, b) = unsafe { (a.cast::<INT>().read(), b.cast::<INT>().read()) };
///     a - b
/// };
/// let base = Ptr::from(numbers.as_mut_ptr()).cast();
/// with_closure("compare", compare, 0, |function| {
///     // SAFETY: there are 3 numbers of 4 bytes; the function is used until C returns.
///     unsafe { qsort(base, 3, 4, Some(function)) }
/// })?;
/// assert_eq!(numbers, [1, 2, 3]);
/// assert!(calls.get() >= 2);
/// # Ok::<(), rffi::ClosureError>(())
/// ```
///
/// # Errors
/// There are no more stubs, or no way to make them on this machine.
///
/// # Panics
/// If the closure did.
#[track_caller]
pub fn with_closure<Args, F, T>(
    name: &'static str,
    closure: F,
    error: F::Result,
    body: impl FnOnce(F::Function) -> T,
) -> Result<T, ClosureError>
where
    F: ClosureFn<Args>,
{
    let callee = super::callee_of::<F::Function>(name)?;
    let scoped = Body::new(closure, error, no_hook as NoHook<F::Result>);
    let there = There {
        thread: this_thread::current().id(),
        body: &raw const scoped,
        error: ErrorValue::new(error),
    };
    let handler = move |call: &mut Incoming<'_>| {
        // SAFETY: a function of this type was called, and the body is there: see below.
        unsafe { there.receive(call) };
    };
    // SAFETY: on other threads, nothing is used that is borrowed; on this one, the callback is dropped
    // before what the closure borrows, and no call of it is left.
    let callback = unsafe { Callback::borrowing(&callee, handler) }?;
    // SAFETY: the callback is of this type.
    let function = unsafe { F::Function::from_address(callback.address()) };
    let returned = body(function);
    drop(callback);
    match scoped.failure().take() {
        None => Ok(returned),
        Some(panic) => panic.resume(),
    }
}

type NoHook<R> = fn(&CallbackPanic) -> Option<R>;

/// Where a closure is that is borrowed.
struct There<F, R> {
    thread: ThreadId,
    /// Only its thread follows it.
    body: *const Body<F, R, NoHook<R>>,
    error: ErrorValue<R>,
}

// SAFETY: other threads compare `thread` and copy `error`, and leave `body` alone.
unsafe impl<F, R> Send for There<F, R> {}
// SAFETY: as above.
unsafe impl<F, R> Sync for There<F, R> {}

impl<F, R: lltype::ReturnType + Copy> There<F, R> {
    /// # Safety
    /// The call is one of a function of the closure's type, and the body is there for its thread.
    unsafe fn receive<Args>(&self, call: &mut Incoming<'_>)
    where
        F: ClosureFn<Args, Result = R>,
    {
        let this = this_thread::current();
        if self.thread != this.id() {
            CallbackMisuse::wrong_thread::<F>().report();
            // SAFETY: the caller's word.
            return unsafe { typed::answer(call, self.error.get()) };
        }
        // SAFETY: the caller's word; the errno is this thread's.
        unsafe {
            let result = Body::run(&*self.body, this.errno(), |closure| {
                closure.receive(&mut *call)
            });
            typed::answer(call, result);
        }
    }
}
