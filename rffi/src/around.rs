//! A lock of the whole program, such as an interpreter's GIL: let go around calls of C that may take
//! long, held again in callbacks. RPython's `aroundstate`.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

/// How to let go of the program's lock, and how to take it.
///
/// None of the three may panic: it would be between Rust and C, where a panic ends the program.
#[derive(Debug, Clone, Copy)]
pub struct GilHooks {
    /// Lets go of the lock, which this thread holds.
    pub release: fn(),
    /// Takes the lock. Called on threads that never had it, too: a thread of C's that calls back.
    pub acquire: fn(),
    /// Whether this thread holds the lock. Callbacks ask: they take the lock only where it is not
    /// held, and so may be called from functions with `#[release_gil]`, without it, and from threads
    /// of C's.
    pub is_held: fn() -> bool,
}

static HOOKS: AtomicPtr<GilHooks> = AtomicPtr::new(ptr::null_mut());

/// Sets the hooks of the process, or takes them away, and gives those that were set.
///
/// A function with `#[release_gil]` runs `release`, the call, `acquire`; errno is set after the one
/// and saved before the other. A callback runs `acquire` and, at its end, `release`, where the lock
/// is not held. Without hooks both cost a load and a branch.
///
/// A call that has begun takes the lock by the hooks it let go with. So set them before there are
/// threads that do such calls. RPython's `rffi.aroundstate`, `rgil.gil_allocate`.
///
/// ```
/// use rffi::{GilHooks, set_gil_hooks, without_gil};
/// use std::cell::Cell;
///
/// thread_local!(static HELD: Cell<bool> = const { Cell::new(true) });
///
/// static HOOKS: GilHooks = GilHooks {
///     release: || HELD.set(false),
///     acquire: || HELD.set(true),
///     is_held: || HELD.get(),
/// };
///
/// set_gil_hooks(Some(&HOOKS));
/// assert!(!without_gil(|| HELD.get()));
/// assert!(HELD.get());
/// ```
pub fn set_gil_hooks(hooks: Option<&'static GilHooks>) -> Option<&'static GilHooks> {
    let hooks = hooks.map_or(ptr::null_mut(), |hooks| ptr::from_ref(hooks).cast_mut());
    let old = HOOKS.swap(hooks, Ordering::AcqRel);
    // SAFETY: null, or a reference that lives for ever.
    unsafe { old.as_ref() }
}

#[inline]
fn hooks() -> Option<&'static GilHooks> {
    // SAFETY: as above; whoever stored it had it written.
    unsafe { HOOKS.load(Ordering::Acquire).as_ref() }
}

/// Runs the second hook when it goes, also in a panic.
pub(crate) struct Until(Option<fn()>);

impl Until {
    /// Nothing is to be run.
    pub(crate) const NOTHING: Until = Until(None);
}

/// Lets go of the lock until what it gives is dropped.
pub(crate) fn release() -> Until {
    Until(hooks().map(|hooks| {
        (hooks.release)();
        hooks.acquire
    }))
}

impl Drop for Until {
    #[inline]
    fn drop(&mut self) {
        if let Some(hook) = self.0 {
            hook();
        }
    }
}

/// Runs `call` without the program's lock: what `#[release_gil]` does. The lock is taken again also
/// where `call` unwinds.
///
/// If there are hooks, this thread must hold the lock: it is let go without asking. So calls of
/// `without_gil` do not stand in each other, but for a [`with_gil`] between them, as in a callback. What
/// happens otherwise, the hook [`release`](GilHooks::release) decides: it gets a lock that is not held.
#[doc(alias = "invoke_around_extcall")]
#[inline]
pub fn without_gil<R>(call: impl FnOnce() -> R) -> R {
    let _until = release();
    call()
}

/// Whether there are hooks.
#[inline]
pub(crate) fn is_set() -> bool {
    !HOOKS.load(Ordering::Relaxed).is_null()
}

/// Runs `body` with the program's lock, which is taken if this thread does not hold it: for
/// functions of Rust that C calls. [`Callback`](crate::Callback) and its relatives do it by
/// themselves.
#[inline]
pub fn with_gil<R>(body: impl FnOnce() -> R) -> R {
    let _until = Until(hooks().and_then(take));
    body()
}

/// Takes the lock if it is not held, and gives what lets go of it.
#[cold]
fn take(hooks: &'static GilHooks) -> Option<fn()> {
    if (hooks.is_held)() {
        return None;
    }
    (hooks.acquire)();
    Some(hooks.release)
}
