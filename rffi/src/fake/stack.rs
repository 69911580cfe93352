//! The active fakes of a thread.

use core::cell::{Cell, RefCell};
use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::Fake;
use super::argument::Argument;

/// How many fakes are active, on all threads.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

thread_local!(static STACK: RefCell<Vec<Rc<Active>>> = const { RefCell::new(Vec::new()) });

/// A fake on one thread.
pub(super) struct Active {
    pub(super) fake: Arc<Fake>,
    /// While it runs, it does not stand in: so it can call what it stands for.
    running: Cell<bool>,
}

/// Whether to look for a fake at all.
#[doc(hidden)]
#[inline]
pub fn any_active() -> bool {
    ACTIVE.load(Ordering::Relaxed) != 0
}

/// Makes a fake active on this thread, until [`deactivate`].
pub(super) fn activate(fake: Arc<Fake>) -> Rc<Active> {
    let active = Rc::new(Active {
        fake,
        running: Cell::new(false),
    });
    // At the thread's end there is no list any more, and nobody to call the fake.
    let _ = STACK.try_with(|stack| stack.borrow_mut().push(Rc::clone(&active)));
    ACTIVE.fetch_add(1, Ordering::Relaxed);
    active
}

/// Undoes one [`activate`].
pub(super) fn deactivate(active: &Rc<Active>) {
    // Without the thread's list, which may be gone at the thread's end, the entry is, too.
    let removed = STACK.try_with(|stack| {
        let mut stack = stack.borrow_mut();
        let place = stack.iter().rposition(|entry| Rc::ptr_eq(entry, active));
        place.map(|index| stack.remove(index))
    });
    ACTIVE.fetch_sub(1, Ordering::Relaxed);
    // Without the list borrowed: what the closure drops may have fakes of its own.
    drop(removed);
}

/// The fakes of this thread that do not run, the oldest first.
pub(super) fn idle() -> Vec<Arc<Fake>> {
    let idle = |stack: &RefCell<Vec<Rc<Active>>>| {
        let stack = stack.borrow();
        let idle = stack.iter().filter(|active| !active.running.get());
        idle.map(|active| Arc::clone(&active.fake)).collect()
    };
    STACK.try_with(idle).unwrap_or_default()
}

/// A fake that runs: until this is dropped, it does not stand in again.
#[doc(hidden)]
pub struct Running<F: ?Sized> {
    active: Rc<Active>,
    ty: PhantomData<F>,
}

impl<F: ?Sized> Running<F> {
    pub(super) fn fake(&self) -> &Fake {
        &self.active.fake
    }

    /// Records the call. `args` is asked only if the call is kept.
    pub fn record(&self, args: impl FnOnce() -> Vec<Argument>) {
        self.fake().calls.record(args);
    }
}

impl<F: Any> Deref for Running<F> {
    type Target = F;
    fn deref(&self) -> &F {
        match self.fake().function.downcast_ref() {
            Some(fake) => fake,
            // The macro writes one type for what is pushed and what is looked for.
            None => unreachable!("a fake of another type"),
        }
    }
}

impl<F: ?Sized> Drop for Running<F> {
    fn drop(&mut self) {
        self.active.running.set(false);
    }
}

/// Looks at the last fake of a description on this thread that does not run already.
fn with_last<R>(description: *const (), look: impl FnOnce(&Rc<Active>) -> R) -> Option<R> {
    let find = |stack: &RefCell<Vec<Rc<Active>>>| {
        let stack = stack.borrow();
        let mut fakes = (stack.iter().rev()).filter(|active| active.fake.key() == description);
        fakes.find(|active| !active.running.get()).map(look)
    };
    STACK.try_with(find).ok().flatten()
}

fn run<F: ?Sized>(active: &Rc<Active>) -> Running<F> {
    active.running.set(true);
    Running {
        active: Rc::clone(active),
        ty: PhantomData,
    }
}

/// The fake to call in place of what is described.
#[doc(hidden)]
#[cold]
#[must_use]
pub fn find<F: Any>(description: &'static impl Sized) -> Option<Running<F>> {
    with_last(core::ptr::from_ref(description).cast(), run)
}

/// The same, whatever its type.
pub(super) fn find_any(description: *const ()) -> Option<Running<dyn Any>> {
    with_last(description, run)
}

/// Whether [`find`] would find one.
#[doc(hidden)]
#[must_use]
pub fn is_faked(description: &'static impl Sized) -> bool {
    any_active() && with_last(core::ptr::from_ref(description).cast(), |_| ()).is_some()
}
