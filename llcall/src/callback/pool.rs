//! The pool of slots: one for the process.

use core::panic::Location;
use std::collections::VecDeque;
use std::sync::{Arc, Once};

use super::lock::Lock;
use super::slot::Slot;
use super::{CallbackError, Callee, Handler, barrier, threads};
use crate::own::stubs;

pub(super) struct Pool {
    /// Those that are free, the longest first: so that a call of a callback that is gone finds it gone, and
    /// not another in its place.
    free: VecDeque<&'static Slot>,
    /// All that there are.
    all: Vec<&'static [Slot]>,
}

static POOL: Lock<Pool> = Lock::new(Pool {
    free: VecDeque::new(),
    all: Vec::new(),
});

/// Puts a handler into a slot.
pub(super) fn insert(
    handler: Box<dyn Handler>,
    callee: &Arc<Callee>,
    location: &'static Location<'static>,
) -> Result<&'static Slot, CallbackError> {
    prepare();
    let mut pool = POOL.lock();
    let slot = match pool.free.pop_front() {
        Some(slot) => slot,
        None => pool.grow()?,
    };
    // SAFETY: the lock is held; free slots are dead, and no call was in it when it became free. One that
    // comes now finds it dead, and waits for the lock.
    let contents = unsafe { slot.contents_mut() };
    contents.handler = Some(handler);
    contents.location = Some(location);
    let same = (contents.callee.as_ref()).is_some_and(|old| Arc::ptr_eq(old, callee));
    let old = match same {
        true => None,
        false => contents.callee.replace(Arc::clone(callee)),
    };
    slot.open(callee.relay());
    drop(pool);
    // It may be the last that knows its types.
    drop(old);
    Ok(slot)
}

/// Ends a callback. Its handler goes now, or with the last call that is in it.
pub(super) fn remove(slot: &'static Slot) {
    slot.close();
    reclaim(slot);
}

/// A call left the slot, which may have been dead for some time.
#[inline]
pub(super) fn left(slot: &'static Slot) {
    if slot.is_leaving() {
        reclaim(slot);
    }
}

/// Makes a slot free that nobody is in.
fn reclaim(slot: &'static Slot) {
    // Not under the lock: it may take long.
    if threads::is_anybody_in(slot) {
        return;
    }
    let mut pool = POOL.lock();
    // Another may have been faster.
    if !slot.is_leaving() {
        return;
    }
    slot.bury();
    // SAFETY: the lock is held, and nobody is in the slot; whoever comes finds it dead.
    let handler = unsafe { slot.contents_mut() }.handler.take();
    pool.free.push_back(slot);
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
    let slots = pool.all.iter().copied().flatten();
    let alive = slots.filter(|slot| slot.is_alive());
    let found = alive.filter_map(|slot| {
        // SAFETY: the lock is held.
        let contents = unsafe { slot.contents() };
        let callee = contents.callee.clone()?;
        Some((callee, contents.location?, slot.code()))
    });
    found.collect()
}

impl Pool {
    /// A slot of stubs that were not there before.
    #[cold]
    fn grow(&mut self) -> Result<&'static Slot, CallbackError> {
        let slots: &'static [Slot] = match self.all.len() {
            0 => stubs::first(),
            _ => stubs::more()?,
        };
        self.all.push(slots);
        self.free.extend(slots);
        self.free.pop_front().ok_or(CallbackError::NoStubs)
    }
}

fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        barrier::prepare();
        // SAFETY: the functions take locks, and let them go again.
        unsafe { libc::pthread_atfork(Some(before_fork), Some(in_parent), Some(in_child)) };
    });
}

unsafe extern "C" fn before_fork() {
    POOL.before_fork();
}

unsafe extern "C" fn in_parent() {
    // SAFETY: taken before.
    unsafe { POOL.after_fork() };
}

unsafe extern "C" fn in_child() {
    // The child is alone.
    threads::forget_others();
    barrier::prepare();
    // SAFETY: taken before, by the thread that this one was.
    unsafe { POOL.after_fork() };
}
