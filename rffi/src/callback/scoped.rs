//! Callbacks for the time of one call.

use core::ptr;

use lltype::Ptr;

use super::body::{Body, no_hook};
use super::function::{CallbackFn, Enter};
use super::misuse::CallbackMisuse;
use super::panic::{CallbackFailed, CallbackPanic};
use crate::VOIDP;
use crate::this_thread::{self, Errno, ThisThread};

/// Lets C call a closure while `body` runs, which gets the function and the `void *` to give to C.
///
/// The closure may borrow what it likes. If it panics, C gets `error` from this call and, without the
/// closure being run, from all later ones; the panic goes on when `body` has returned.
///
/// C calls it on this thread. A call on another gets `error` and a report (see
/// [`CallbackMisuse`](crate::CallbackMisuse)). C must not keep function and `void *` beyond `body`:
/// that is part of what whoever gives them to C, in an `unsafe` block, promises. For C that keeps
/// them there is [`Callback`](crate::Callback).
///
/// C's errno is after the closure what it was before, and the program's lock is held in it if there
/// is one (see [`set_gil_hooks`](crate::set_gil_hooks)). With `panic = "abort"`, panics end the
/// program.
///
/// ```
/// use rffi::{INT, Last, Ptr, SIZE_T, VOIDP, llexternal, with_callback};
///
/// llexternal! {
///     unsafe extern "C" {
///         unsafe fn qsort_r(
///             base: VOIDP,
///             count: SIZE_T,
///             size: SIZE_T,
///             compare: Option<unsafe extern "C" fn(VOIDP, VOIDP, VOIDP) -> INT>,
///             data: VOIDP,
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
/// with_callback(Last, compare, 0, |function, data| {
///     // SAFETY: there are 3 numbers of 4 bytes; the function is used until C returns.
///     unsafe { qsort_r(base, 3, 4, Some(function), data) }
/// });
/// assert_eq!(numbers, [1, 2, 3]);
/// assert!(calls.get() >= 2);
/// ```
///
/// # Panics
/// If the closure did.
pub fn with_callback<Place, Args, F, T>(
    place: Place,
    closure: F,
    error: F::Result,
    body: impl FnOnce(F::Function, VOIDP) -> T,
) -> T
where
    F: CallbackFn<Place, Args>,
{
    match try_with_callback(place, closure, error, body) {
        Ok(returned) => returned,
        Err(failed) => failed.panic.resume(),
    }
}

/// As [`with_callback`], and a panic of the closure is an error, which has also what `body` returned.
/// RPython's `llhelper_error_value`, whose exceptions carry `_ll2ctypes_c_result`.
///
/// # Errors
/// The closure panicked.
pub fn try_with_callback<Place, Args, F, T>(
    _place: Place,
    closure: F,
    error: F::Result,
    body: impl FnOnce(F::Function, VOIDP) -> T,
) -> Result<T, CallbackFailed<T>>
where
    F: CallbackFn<Place, Args>,
{
    let thread = this_thread::current();
    let scoped = Scoped {
        thread,
        errno: thread.errno(),
        body: Body::new(closure, error, no_hook as NoHook<F::Result>),
    };
    let data = Ptr::from((&raw const scoped).cast_mut()).cast();
    let returned = body(F::function::<Scoped<F, F::Result>>(), data);
    match scoped.body.failure().take() {
        None => Ok(returned),
        Some(panic) => Err(CallbackFailed { returned, panic }),
    }
}

type NoHook<R> = fn(&CallbackPanic) -> Option<R>;

/// What the `void *` of such a callback points to.
struct Scoped<F, R> {
    /// The thread that waits for C: as long as it does, no other has its place.
    thread: *const ThisThread,
    errno: Errno,
    body: Body<F, R, NoHook<R>>,
}

impl<F, R: Copy> Enter for Scoped<F, R> {
    type Closure = F;
    type Result = R;

    #[inline]
    unsafe fn enter(data: VOIDP, call: impl FnOnce(&F) -> R) -> R {
        // SAFETY: it points to a `Scoped` of this type until `body` has returned, and C calls while
        // `body` runs. Threads other than its own touch what is the same for all.
        let scoped = unsafe { &*data.cast::<Self>().as_ptr() };
        if !ptr::eq(scoped.thread, this_thread::current()) {
            return scoped.refuse();
        }
        // SAFETY: of this thread, as just seen.
        unsafe { Body::run(&scoped.body, scoped.errno, call) }
    }
}

impl<F, R: Copy> Scoped<F, R> {
    #[cold]
    #[inline(never)]
    fn refuse(&self) -> R {
        CallbackMisuse::wrong_thread::<F>().report();
        self.body.error()
    }
}
