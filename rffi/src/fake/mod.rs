//! Fakes: stand-ins for what is declared, for tests.
//!
//! A fake is active on its thread until its guard is dropped, and on threads that enter a
//! [`FakeSet`]. While none is active anywhere, a call costs one load and one branch more; that is
//! what [`any_active`] is for.

mod argument;
mod call;
mod expected;
mod guard;
mod set;
mod stack;

use core::ffi::c_void;
use std::any::Any;

use lltype::{ArgumentError, Value};

use crate::External;
use crate::call_error::{CallError, CallProblem};
use crate::private::Described;

pub use argument::{Argument, RecordAny, RecordDebug, RecordPrimitive, RecordText, Recorder};
pub use call::Call;
pub use expected::{ANY, Expected, Matcher};
pub use guard::FakeGuard;
pub use set::{EnteredFakes, FakeSet, NotShared};
pub use stack::{Running, any_active, find, is_faked};

use call::Calls;

/// A fake, whatever threads it is active on.
struct Fake {
    /// What it stands for. Its address is what is looked for.
    description: &'static dyn Described,
    function: Box<dyn Any>,
    /// Whether `function` is `Send` and `Sync`.
    shared: bool,
    calls: Calls,
}

impl Fake {
    fn key(&self) -> *const () {
        core::ptr::from_ref(self.description).cast()
    }

    fn name(&self) -> &'static str {
        self.description.name()
    }
}

/// Makes `fake` stand in for what is described, before the fakes that it already has.
#[doc(hidden)]
pub fn push<D: Described, F: Any>(description: &'static D, fake: F) -> FakeGuard {
    FakeGuard::new(description, Box::new(fake), false)
}

/// The same, of a fake that other threads may enter.
///
/// # Safety
/// `fake` is a value of a type that is `Send` and `Sync`, whether or not `F` says so.
#[doc(hidden)]
pub unsafe fn push_shared<D: Described, F: Any>(description: &'static D, fake: F) -> FakeGuard {
    FakeGuard::new(description, Box::new(fake), true)
}

/// Calls a closure with values, if it is one of the right signature.
pub(crate) type Shim =
    unsafe fn(&dyn Any, &[Value], *mut c_void) -> Option<Result<Value, Box<ArgumentError>>>;

/// Calls the fake of `external` with values, if it has one.
///
/// # Safety
/// A pointer given for a struct is null or points to one, and `result` is null or points to room for
/// the result.
pub(crate) unsafe fn call_values(
    external: &External,
    shim: Option<Shim>,
    args: &[Value],
    result: *mut c_void,
) -> Option<Result<Value, CallError>> {
    if !any_active() {
        return None;
    }
    let fake = stack::find_any(core::ptr::from_ref(external).cast())?;
    let mut recording = Recording {
        calls: &fake.fake().calls,
        args,
        was_called: true,
    };
    // SAFETY: the caller keeps this function's promise, which is the shim's.
    let call = |shim: Shim| unsafe { shim(&*fake.fake().function, args, result) };
    let called = shim.and_then(call);
    recording.was_called = matches!(called, Some(Ok(_)));
    Some(match called {
        Some(result) => result.map_err(|error| external.error(*error)),
        None => Err(CallError::new(external.name(), CallProblem::Fake)),
    })
}

/// Records a call when it is over, also by a panic: whether there was one, its arguments decide.
struct Recording<'a> {
    calls: &'a Calls,
    args: &'a [Value],
    was_called: bool,
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        if self.was_called {
            let args = || self.args.iter().copied().map(Argument::Value).collect();
            self.calls.record(args);
        }
    }
}
