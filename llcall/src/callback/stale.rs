//! [`StaleCall`]: C called a callback that is gone.

use core::fmt;
use core::panic::Location;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::io::Write;
use std::panic::catch_unwind;
use std::sync::Arc;

use lltype::private::{drop_quietly, keep_errno};

use super::{Callee, Slot, pool};

/// C called a callback after it was dropped. It got 0, `NULL`, or memory full of zeros.
#[derive(Debug, Clone)]
pub struct StaleCall {
    callee: Arc<Callee>,
    location: &'static Location<'static>,
}

impl StaleCall {
    /// The name of the callback.
    #[must_use]
    pub fn name(&self) -> &str {
        self.callee.prototype().name()
    }

    /// Its signature.
    #[must_use]
    pub fn callee(&self) -> &Callee {
        &self.callee
    }

    /// Where it was made.
    #[must_use]
    pub fn location(&self) -> &'static Location<'static> {
        self.location
    }
}

impl fmt::Display for StaleCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "C called callback `{}`, made at {}, after it was dropped, and got zeros; keep the \
             callback as long as C has it",
            self.name(),
            self.location
        )
    }
}

static HOOK: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

/// Sets what is called, in place of a line on standard error, when C calls a callback that is gone.
///
/// It runs on whatever thread that is, between frames of C. A panic of the hook does not get to C, and is
/// forgotten.
pub fn set_stale_hook(hook: Option<fn(&StaleCall)>) {
    let hook = hook.map_or(ptr::null_mut(), |hook| hook as *mut ());
    HOOK.store(hook, Ordering::Release);
}

/// Reports a call of a slot that is dead. C's errno stays.
#[cold]
pub(super) fn report(slot: &Slot) -> Option<Arc<Callee>> {
    keep_errno(|| {
        let (callee, location) = pool::obituary(slot)?;
        let call = StaleCall { callee, location };
        // The hook of panics has said what it was.
        let told = catch_unwind(|| tell(&call));
        told.unwrap_or_else(drop_quietly);
        Some(call.callee)
    })
}

fn tell(call: &StaleCall) {
    let hook = HOOK.load(Ordering::Acquire);
    if hook.is_null() {
        // Nobody is there to be told that standard error is closed.
        let _ = writeln!(std::io::stderr(), "warning: {call}");
        return;
    }
    // SAFETY: it was a function of this type when it was stored.
    let hook = unsafe { core::mem::transmute::<*mut (), fn(&StaleCall)>(hook) };
    hook(call);
}
