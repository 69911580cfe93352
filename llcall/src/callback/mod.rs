//! [`Callback`]: a closure as a C function.
//!
//! C gets the address of a *stub*, which leads to a [`Slot`] of the [`pool`]; a *relay* keeps the registers
//! and calls [`receive`], which run the closure. Nothing is executable that was
//! ever writable.

mod arguments;
mod barrier;
#[cfg(feature = "libffi")]
mod by_libffi;
mod callee;
mod error;
mod incoming;
mod lock;
mod pool;
pub(crate) mod receive;
mod slot;
mod stale;
mod threads;

use core::fmt;
use core::mem::transmute;
use core::panic::Location;
use std::sync::Arc;

pub use callee::Callee;
pub use error::CallbackError;
pub use incoming::Incoming;
pub(crate) use slot::Slot;
pub use stale::{StaleCall, set_stale_hook};

use lltype::Prototype;

/// A closure as a C function, for a signature that is known at run time.
///
/// Any thread may call it, any number at once, also from inside of itself. Once this is dropped, a call
/// is reported (see [`set_stale_hook`]), and C gets zeros; if it is dropped while calls are in it, the
/// closure goes with the last of them. The closure must not panic: that aborts the process; `rffi`'s
/// callbacks catch. C must not jump (`longjmp`) over it.
///
/// ```
/// use llcall::{Callback, Caller};
/// use lltype::{Prototype, Value};
///
/// let prototype = Prototype::of::<unsafe extern "C" fn(i32, f64) -> f64>("scale");
/// let factor = 2.0;
/// let callback = Callback::new(&prototype, move |call| {
///     let (count, width) = (call.value(0), call.value(1));
///     let product = f64::from_bits(width.word()) * count.as_integer().unwrap_or(0) as f64;
///     call.set(Value::from(product * factor)).expect("a double");
/// })?;
///
/// // C would call it by its address; so does this.
/// let caller = Caller::new(&prototype)?;
/// let args = [Value::from(3), Value::from(0.5)];
/// // SAFETY: it is what the prototype says.
/// let result = unsafe { caller.call(callback.address(), &args) }?;
/// assert_eq!(result, Value::from(3.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "C cannot call it any more once this is dropped"]
pub struct Callback {
    slot: &'static Slot,
}

/// What runs when C calls.
pub(crate) trait Handler: Send + Sync {
    fn call(&self, incoming: &mut Incoming<'_>);
}

impl<F: Fn(&mut Incoming<'_>) + Send + Sync> Handler for F {
    #[inline]
    fn call(&self, incoming: &mut Incoming<'_>) {
        self(incoming);
    }
}

impl Callback {
    /// Makes a function of this type.
    ///
    /// # Errors
    /// The signature cannot be called back by, or there are no more stubs.
    #[track_caller]
    pub fn new<F>(prototype: &Prototype, closure: F) -> Result<Self, CallbackError>
    where
        F: Fn(&mut Incoming<'_>) + Send + Sync + 'static,
    {
        Self::with_callee(&Arc::new(Callee::new(prototype)?), closure)
    }

    /// The same, with a signature that was made ready before.
    ///
    /// # Errors
    /// There are no more stubs.
    #[track_caller]
    pub fn with_callee<F>(callee: &Arc<Callee>, closure: F) -> Result<Self, CallbackError>
    where
        F: Fn(&mut Incoming<'_>) + Send + Sync + 'static,
    {
        Self::with_handler(Box::new(closure), callee)
    }

    /// The same, with a closure that may borrow.
    ///
    /// # Errors
    /// There are no more stubs.
    ///
    /// # Safety
    /// What the closure borrows lives longer than the callback, and than all calls that use it, on any
    /// thread.
    #[track_caller]
    pub unsafe fn borrowing<'a, F>(callee: &Arc<Callee>, closure: F) -> Result<Self, CallbackError>
    where
        F: Fn(&mut Incoming<'_>) + Send + Sync + 'a,
    {
        let handler: Box<dyn Handler + 'a> = Box::new(closure);
        // SAFETY: only the lifetime changes; the caller keeps to it.
        let handler = unsafe { transmute::<Box<dyn Handler + 'a>, Box<dyn Handler>>(handler) };
        Self::with_handler(handler, callee)
    }

    #[track_caller]
    fn with_handler(
        handler: Box<dyn Handler>,
        callee: &Arc<Callee>,
    ) -> Result<Self, CallbackError> {
        let slot = pool::insert(handler, callee, Location::caller())?;
        Ok(Callback { slot })
    }

    /// The function for C.
    #[inline]
    #[must_use]
    pub fn address(&self) -> *const () {
        self.slot.code()
    }

    /// Leaves the function to C for the rest of the program.
    #[must_use = "nobody can call what nobody has"]
    pub fn leak(self) -> *const () {
        let address = self.address();
        core::mem::forget(self);
        address
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        pool::remove(self.slot);
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callback({:?})", self.address())
    }
}

/// A callback that is alive: what [`live_callbacks`] lists.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LiveCallback {
    /// What it is called by.
    pub callee: Arc<Callee>,
    /// Where it was made.
    pub location: &'static Location<'static>,
    /// The function that C has.
    pub address: *const (),
}

/// All callbacks that are alive, in no particular order.
#[must_use]
pub fn live_callbacks() -> Vec<LiveCallback> {
    let live = pool::live().into_iter();
    live.map(|(callee, location, address)| LiveCallback {
        callee,
        location,
        address,
    })
    .collect()
}
