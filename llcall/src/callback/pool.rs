//! The pool of slots: one for the process.

use core::panic::Location;
use std::collections::VecDeque;
use std::sync::{Arc, Once};

use lltype::private::keep_errno;

use super::lock::Lock;
use super::slot::Slot;
use super::{CallbackError, Callee, Handler, barrier, threads};
use crate::own::stubs;

struct Pool {
    /// Those that stubs lead to, and are free.
    stubs: Kind,
    /// Those without stubs, for functions that libffi makes.
    bare: Kind,
}

/// Slots of one kind.
struct Kind {
    /// Those that are free, the longest first: so that a call of a callback that is gone finds it gone, and
    /// not another in its place.
    free: VecDeque<&'static Slot>,
    /// All that there are.
    all: Vec<&'static [Slot]>,
}

impl Kind {
    const EMPTY: Kind = Kind {
        free: VecDeque::new(),
        all: Vec::new(),
    };
}

static POOL: Lock<Pool> = Lock::new(Pool {
    stubs: Kind::EMPTY,
    bare: Kind::EMPTY,
});

/// Puts a handler into a slot.
pub(super) fn insert(
    handler: Box<dyn Handler>,
    callee: &Arc<Callee>,
    location: &'static Location<'static>,
) -> Result<&'static Slot, CallbackError> {
    prepare();
    match callee.arrivals() {
        Some(arrivals) => {
            let mut pool = POOL.lock();
            let slot = pool.stubs.take()?;
            let old = fill(slot, handler, callee, location);
            slot.open(arrivals.relay());
            drop(pool);
            // It may be the last that knows its types.
            drop(old);
            Ok(slot)
        }
        None => insert_bare(handler, callee, location),
    }
}

/// libffi makes a function for one signature. So a slot keeps its function, and is given to callbacks of
/// the same callee, until that is gone: whoever comes late finds the function there.
#[cfg(feature = "libffi")]
fn insert_bare(
    handler: Box<dyn Handler>,
    callee: &Arc<Callee>,
    location: &'static Location<'static>,
) -> Result<&'static Slot, CallbackError> {
    // libffi has a lock of its own, which a child of `fork` must not find held either: so all of it is done
    // under this one.
    let mut pool = POOL.lock();
    let slot = pool.bare.take_for(callee)?;
    let function = match super::by_libffi::function(callee, slot) {
        Ok(function) => function,
        Err(error) => {
            pool.bare.free.push_back(slot);
            return Err(error);
        }
    };
    let old_function = function.and_then(|function| {
        slot.set_code(function.code());
        // SAFETY: the lock is held, and the slot is dead.
        unsafe { slot.contents_mut() }.function.replace(function)
    });
    drop(old_function);
    let old = fill(slot, handler, callee, location);
    slot.open(core::ptr::null());
    drop(pool);
    drop(old);
    Ok(slot)
}

/// Without libffi, nobody makes such a callee.
#[cfg(not(feature = "libffi"))]
fn insert_bare(
    _: Box<dyn Handler>,
    _: &Arc<Callee>,
    _: &'static Location<'static>,
) -> Result<&'static Slot, CallbackError> {
    Err(CallbackError::NoStubs)
}

/// Gives a free slot its contents, under the lock of the pool, and takes what is left of the old ones.
fn fill(
    slot: &'static Slot,
    handler: Box<dyn Handler>,
    callee: &Arc<Callee>,
    location: &'static Location<'static>,
) -> Option<Arc<Callee>> {
    // SAFETY: the lock is held; free slots are dead, and no call was in it when it became free. One that
    // comes now finds it dead, and waits for the lock.
    let contents = unsafe { slot.contents_mut() };
    contents.handler = Some(handler);
    contents.location = Some(location);
    match &contents.callee {
        Some(old) if Arc::ptr_eq(old, callee) => None,
        _ => contents.callee.replace(Arc::clone(callee)),
    }
}

/// Ends a callback. Its handler goes now, or with the last call that is in it.
pub(super) fn remove(slot: &'static Slot) {
    slot.close();
    reclaim(slot);
}

/// A call left the slot, which may have been dead for some time.
#[inline]
pub(super) fn left(slot: &'static Slot) {
    if slot.leaving().is_some() {
        // C is about to read errno.
        keep_errno(|| reclaim(slot));
    }
}

/// Makes a slot free that nobody is in.
fn reclaim(slot: &'static Slot) {
    let leaving = slot.leaving();
    // Not under the lock: it may take long.
    if threads::is_anybody_in(slot) {
        return;
    }
    let mut pool = POOL.lock();
    // Another may have been faster, and the slot be somebody else's already, with calls in it.
    if leaving.is_none() || slot.leaving() != leaving {
        return;
    }
    slot.bury();
    // SAFETY: the lock is held, and nobody is in the slot; whoever comes finds it dead.
    let handler = unsafe { slot.contents_mut() }.handler.take();
    pool.kind_of(slot).free.push_back(slot);
    drop(pool);
    // Whatever it does, it may make callbacks.
    drop(handler);
}

/// What the contents of a dead slot were.
pub(super) fn obituary(slot: &Slot) -> Option<(Arc<Callee>, &'static Location<'static>)> {
    let _pool = POOL.lock();
    // SAFETY: the lock is held.
    let contents = unsafe { slot.contents() };
    contents.callee.clone().zip(contents.location)
}

/// All callbacks that are alive.
pub(super) fn live() -> Vec<(Arc<Callee>, &'static Location<'static>, *const ())> {
    prepare();
    let pool = POOL.lock();
    let all = pool.stubs.all.iter().chain(&pool.bare.all);
    let alive = all.copied().flatten().filter(|slot| slot.is_alive());
    let found = alive.filter_map(|slot| {
        // SAFETY: the lock is held.
        let contents = unsafe { slot.contents() };
        let callee = contents.callee.clone()?;
        Some((callee, contents.location?, slot.code()))
    });
    found.collect()
}

impl Pool {
    /// The kind of a slot that has a callee.
    fn kind_of(&mut self, slot: &Slot) -> &mut Kind {
        // SAFETY: the lock is held.
        let callee = unsafe { slot.contents() }.callee.as_deref();
        match callee.and_then(Callee::arrivals) {
            Some(_) => &mut self.stubs,
            None => &mut self.bare,
        }
    }
}

impl Kind {
    /// A free slot that a stub leads to.
    #[inline]
    fn take(&mut self) -> Result<&'static Slot, CallbackError> {
        match self.free.pop_front() {
            Some(slot) => Ok(slot),
            None => self.grow(),
        }
    }

    #[cold]
    fn grow(&mut self) -> Result<&'static Slot, CallbackError> {
        let slots = match self.all[..] {
            [] => stubs::first(),
            _ => stubs::more()?,
        };
        self.all.push(slots);
        self.free.extend(slots);
        self.free.pop_front().ok_or(CallbackError::NoStubs)
    }
}

#[cfg(feature = "libffi")]
impl Kind {
    /// A free slot whose function is of this callee, or of one that is gone, or that has none.
    fn take_for(&mut self, callee: &Arc<Callee>) -> Result<&'static Slot, CallbackError> {
        let fits = |slot: &&'static Slot| {
            // SAFETY: the lock is held.
            match &unsafe { slot.contents() }.callee {
                Some(old) => Arc::ptr_eq(old, callee) || Arc::strong_count(old) == 1,
                None => true,
            }
        };
        match self.free.iter().position(fits) {
            Some(index) => self.free.remove(index).ok_or(CallbackError::NoStubs),
            None => {
                let slots = Box::leak((0..64).map(|_| Slot::EMPTY).collect());
                self.all.push(slots);
                self.free.extend(&*slots);
                self.free.pop_back().ok_or(CallbackError::NoStubs)
            }
        }
    }
}

fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        barrier::prepare();
        // SAFETY: the functions take locks, and let them go again.
        #[cfg(unix)]
        unsafe {
            libc::pthread_atfork(Some(before_fork), Some(in_parent), Some(in_child));
        }
    });
}

#[cfg(unix)]
unsafe extern "C" fn before_fork() {
    POOL.before_fork();
}

#[cfg(unix)]
unsafe extern "C" fn in_parent() {
    // SAFETY: taken before.
    unsafe { POOL.after_fork() };
}

#[cfg(unix)]
unsafe extern "C" fn in_child() {
    // The child is alone.
    threads::forget_others();
    barrier::prepare();
    // SAFETY: taken before, by the thread that this one was.
    unsafe { POOL.after_fork() };
}
