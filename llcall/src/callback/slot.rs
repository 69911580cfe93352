//! [`Slot`]: what a stub stands for.

use core::cell::UnsafeCell;
use core::panic::Location;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering, fence};
use std::sync::Arc;

use super::{Callee, Handler};

/// What a stub stands for, from one callback to the next. Slots are never freed.
#[repr(C, align(64))]
pub(crate) struct Slot {
    /// The relay that the stub jumps to. Stubs know that it comes first.
    relay: AtomicPtr<()>,
    /// The stub.
    code: AtomicPtr<()>,
    state: AtomicU32,
    /// How many calls are in it that no record has room for.
    crowd: AtomicU32,
    contents: UnsafeCell<Contents>,
}

/// What is in a slot. It is written under the lock of the pool, while the slot is neither alive nor in
/// use; it is read by calls that found it alive, and under the lock.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) handler: Option<Box<dyn Handler>>,
    /// Also when the callback is gone, for whoever calls it nevertheless.
    pub(super) callee: Option<Arc<Callee>>,
    pub(super) location: Option<&'static Location<'static>>,
    /// The function that leads here, if libffi made it: as long as the slot has no other.
    #[cfg(feature = "libffi")]
    pub(super) function: Option<Box<crate::libffi::Closure>>,
}

// SAFETY: handlers are `Send` and `Sync`; who may touch the contents is said there.
unsafe impl Sync for Slot {}

/// Not alive: the closure is gone.
const DEAD: u32 = 0;
const ALIVE: u32 = 1;
/// Dead, and its closure goes when the last call is over.
const LEAVING: u32 = 2;
/// The bits of a state that say this; the others count the callbacks that were in the slot.
const KIND: u32 = 3;

/// A callback that is dead, with its closure still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaving(u32);

impl Slot {
    /// A slot that no callback has had yet.
    #[expect(
        clippy::declare_interior_mutable_const,
        reason = "each use is a slot of its own"
    )]
    pub(crate) const EMPTY: Slot = Slot {
        relay: AtomicPtr::new(core::ptr::null_mut()),
        code: AtomicPtr::new(core::ptr::null_mut()),
        state: AtomicU32::new(DEAD),
        crowd: AtomicU32::new(0),
        contents: UnsafeCell::new(Contents {
            handler: None,
            callee: None,
            location: None,
            #[cfg(feature = "libffi")]
            function: None,
        }),
    };

    /// Says which stub leads here.
    pub(crate) fn set_code(&self, code: *const ()) {
        self.code.store(code.cast_mut(), Ordering::Relaxed);
    }

    /// The stub.
    pub(super) fn code(&self) -> *const () {
        self.code.load(Ordering::Relaxed)
    }

    #[inline]
    pub(super) fn is_alive(&self) -> bool {
        self.state.load(Ordering::Acquire) & KIND == ALIVE
    }

    /// What the slot is, and for which callback, if that is dead and its closure not gone.
    #[inline]
    pub(super) fn leaving(&self) -> Option<Leaving> {
        let state = self.state.load(Ordering::Acquire);
        (state & KIND == LEAVING).then_some(Leaving(state))
    }

    /// Opens the slot to calls of its next callback, under the lock of the pool.
    pub(super) fn open(&self, relay: *const ()) {
        self.relay.store(relay.cast_mut(), Ordering::Relaxed);
        let count = (self.state.load(Ordering::Relaxed) & !KIND).wrapping_add(KIND + 1);
        self.state.store(count | ALIVE, Ordering::Release);
    }

    /// From now on, calls find it dead. Its owner says so, once.
    pub(super) fn close(&self) {
        self.set(LEAVING);
    }

    /// Its closure is gone, under the lock of the pool.
    pub(super) fn bury(&self) {
        self.set(DEAD);
    }

    fn set(&self, kind: u32) {
        let count = self.state.load(Ordering::Relaxed) & !KIND;
        self.state.store(count | kind, Ordering::Release);
    }

    /// # Safety
    /// The slot was found alive by a call that is still in it, or the lock of the pool is held.
    #[inline]
    pub(super) unsafe fn contents(&self) -> &Contents {
        // SAFETY: the caller's word: nobody writes to it.
        unsafe { &*self.contents.get() }
    }

    /// # Safety
    /// The lock of the pool is held, the slot is not alive, and no call uses what is in it.
    #[expect(clippy::mut_from_ref, reason = "the lock of the pool guards it")]
    pub(super) unsafe fn contents_mut(&self) -> &mut Contents {
        // SAFETY: the caller's word: nobody else has it.
        unsafe { &mut *self.contents.get() }
    }

    #[cold]
    pub(super) fn crowd(&self) {
        self.crowd.fetch_add(1, Ordering::SeqCst);
        // No barrier of others need follow: see `threads`.
        fence(Ordering::SeqCst);
    }

    #[cold]
    pub(super) fn uncrowd(&self) {
        self.crowd.fetch_sub(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
    }

    #[inline]
    pub(super) fn is_crowded(&self) -> bool {
        self.crowd.load(Ordering::SeqCst) != 0
    }
}
