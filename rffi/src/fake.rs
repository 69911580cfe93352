//! Fakes: stand-ins for declared functions, for tests.
//!
//! A fake is active on its thread until its guard is dropped. While none is active anywhere, a call
//! costs one load and one branch more; that is what [`any_active`] is for.

use core::any::Any;
use core::cell::{Cell, RefCell};
use core::ffi::c_void;
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::rc::Rc;

use lltype::{ArgumentError, Value};

use crate::External;
use crate::call_error::{CallError, CallProblem};

/// How many fakes are active, on all threads.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

thread_local!(static STACK: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) });

/// An active fake of this thread.
struct Entry {
    /// The address of the description of what it stands for.
    key: *const (),
    shared: Rc<Shared<dyn Any>>,
}

struct Shared<T: ?Sized> {
    /// While it runs, it does not stand in: so it can call what it stands for.
    running: Cell<bool>,
    fake: T,
}

/// Calls a closure with values, if it is one of the right signature.
pub(crate) type Shim =
    unsafe fn(&dyn Any, &[Value], *mut c_void) -> Option<Result<Value, Box<ArgumentError>>>;

/// Whether to look for a fake at all.
#[doc(hidden)]
#[inline]
pub fn any_active() -> bool {
    ACTIVE.load(Ordering::Relaxed) != 0
}

/// Keeps a fake active on this thread until it is dropped.
#[must_use = "the fake ends as soon as this is dropped"]
pub struct FakeGuard {
    /// Not `Send`: the fake is this thread's.
    shared: Rc<Shared<dyn Any>>,
}

impl Drop for FakeGuard {
    fn drop(&mut self) {
        // Without the thread's list, which may be gone at the thread's end, the entry is, too.
        let _ = STACK.try_with(|stack| {
            let mut stack = stack.borrow_mut();
            let place = stack
                .iter()
                .rposition(|entry| Rc::ptr_eq(&entry.shared, &self.shared));
            place.map(|index| stack.remove(index))
        });
        ACTIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for FakeGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeGuard")
    }
}

/// Makes `fake` stand in for what is described, before the fakes that it already has.
#[doc(hidden)]
pub fn push<F: Any>(description: &'static impl Sized, fake: F) -> FakeGuard {
    let shared: Rc<Shared<dyn Any>> = Rc::new(Shared {
        running: Cell::new(false),
        fake,
    });
    let entry = Entry {
        key: key(description),
        shared: Rc::clone(&shared),
    };
    // At the thread's end there is no list any more, and nobody to call the fake.
    let _ = STACK.try_with(|stack| stack.borrow_mut().push(entry));
    ACTIVE.fetch_add(1, Ordering::Relaxed);
    FakeGuard { shared }
}

fn key<D>(description: &D) -> *const () {
    core::ptr::from_ref(description).cast()
}

/// A fake that runs: until this is dropped, it does not stand in again.
#[doc(hidden)]
pub struct Running<F: ?Sized> {
    shared: Rc<Shared<dyn Any>>,
    ty: PhantomData<F>,
}

impl<F: Any> Deref for Running<F> {
    type Target = F;
    fn deref(&self) -> &F {
        match self.shared.fake.downcast_ref() {
            Some(fake) => fake,
            // The macro writes one type for what is pushed and what is looked for.
            None => unreachable!("a fake of another type"),
        }
    }
}

impl<F: ?Sized> Drop for Running<F> {
    fn drop(&mut self) {
        self.shared.running.set(false);
    }
}

/// Looks at the last fake of a description on this thread that does not run already.
fn with_last<R>(description: *const (), look: impl FnOnce(&Entry) -> R) -> Option<R> {
    let find = |stack: &RefCell<Vec<Entry>>| {
        let stack = stack.borrow();
        let mut fakes = stack.iter().rev().filter(|entry| entry.key == description);
        fakes.find(|entry| !entry.shared.running.get()).map(look)
    };
    STACK.try_with(find).ok().flatten()
}

fn run<F: ?Sized>(entry: &Entry) -> Running<F> {
    entry.shared.running.set(true);
    Running {
        shared: Rc::clone(&entry.shared),
        ty: PhantomData,
    }
}

/// The fake to call in place of what is described.
#[doc(hidden)]
#[cold]
#[must_use]
pub fn find<F: Any>(description: &'static impl Sized) -> Option<Running<F>> {
    with_last(key(description), run)
}

/// Whether [`find`] would find one.
#[doc(hidden)]
#[must_use]
pub fn is_faked(description: &'static impl Sized) -> bool {
    any_active() && with_last(key(description), |_| ()).is_some()
}

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
    let fake: Running<dyn Any> = with_last(key(external), run)?;
    // SAFETY: the caller keeps this function's promise, which is the shim's.
    let called = shim.and_then(|shim| unsafe { shim(&fake.shared.fake, args, result) });
    Some(match called {
        Some(result) => result.map_err(|error| external.error(*error)),
        None => Err(CallError::new(external.name(), CallProblem::Fake)),
    })
}
