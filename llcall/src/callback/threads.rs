//! Which threads are in which callbacks: so that none is freed under a call.
//!
//! Each thread has a record of the slots that it is in, and writes to it alone; whoever frees a slot
//! looks at all of them. A record stays for ever, and is used again by later threads.

use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering, fence};

use super::Slot;
use super::barrier;

/// How many calls of callbacks inside of each other a record has room for.
const ROOM: usize = 30;

/// The slots that a thread is in.
pub(super) struct Record {
    slots: [AtomicPtr<Slot>; ROOM],
    depth: AtomicUsize,
    is_used: AtomicBool,
    next: Option<&'static Record>,
}

/// All records, the newest first.
static RECORDS: AtomicPtr<Record> = AtomicPtr::new(ptr::null_mut());

thread_local! {
    /// This thread's record, once it has one.
    static RECORD: Cell<Option<&'static Record>> = const { Cell::new(None) };
    /// Gives the record back when the thread ends.
    static OWNER: Owner = const { Owner };
}

struct Owner;

impl Drop for Owner {
    fn drop(&mut self) {
        if let Some(record) = RECORD.take() {
            record.is_used.store(false, Ordering::Release);
        }
    }
}

/// A thread in a slot. As long as it is there, what the slot has stays.
pub(super) struct Presence {
    record: &'static Record,
    depth: usize,
}

impl Presence {
    /// This thread goes into a slot.
    #[inline]
    pub(super) fn enter(slot: &'static Slot) -> Self {
        let record = RECORD.get().unwrap_or_else(adopt);
        let depth = record.depth.load(Ordering::Relaxed);
        if let Some(place) = record.slots.get(depth) {
            place.store(ptr::from_ref(slot).cast_mut(), Ordering::Relaxed);
        } else {
            slot.crowd();
        }
        record.depth.store(depth + 1, Ordering::Relaxed);
        barrier::light();
        Presence { record, depth }
    }

    /// It leaves.
    #[inline]
    pub(super) fn leave(self, slot: &'static Slot) {
        match self.record.slots.get(self.depth) {
            Some(place) => place.store(ptr::null_mut(), Ordering::Release),
            None => slot.uncrowd(),
        }
        self.record.depth.store(self.depth, Ordering::Relaxed);
        barrier::light();
    }
}

/// A record for this thread.
#[cold]
fn adopt() -> &'static Record {
    let record = free_record().unwrap_or_else(new_record);
    // A thread that is ending keeps no record: the next call takes one again, and this one stays used.
    if OWNER.try_with(|_| ()).is_ok() {
        RECORD.set(Some(record));
    }
    // Whoever does not see this record yet has freed before this thread looks at a slot.
    fence(Ordering::SeqCst);
    record
}

fn free_record() -> Option<&'static Record> {
    all().find(|record| {
        let taken =
            record
                .is_used
                .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed);
        taken.is_ok()
    })
}

fn new_record() -> &'static Record {
    let record = Box::leak(Box::new(Record {
        slots: [const { AtomicPtr::new(ptr::null_mut()) }; ROOM],
        depth: AtomicUsize::new(0),
        is_used: AtomicBool::new(true),
        next: None,
    }));
    let mut first = RECORDS.load(Ordering::Acquire);
    loop {
        // SAFETY: records are never freed.
        record.next = unsafe { first.as_ref() };
        match RECORDS.compare_exchange(first, record, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return record,
            Err(now) => first = now,
        }
    }
}

fn all() -> impl Iterator<Item = &'static Record> {
    // SAFETY: records are never freed.
    let first = unsafe { RECORDS.load(Ordering::Acquire).as_ref() };
    core::iter::successors(first, |record| record.next)
}

/// Whether a thread is in the slot, which was marked as dead before: whoever goes into it from now on
/// sees that.
#[inline]
pub(super) fn is_anybody_in(slot: &'static Slot) -> bool {
    fence(Ordering::SeqCst);
    let (mut mine, mut others) = (false, false);
    for record in all() {
        match RECORD.get() {
            Some(own) if ptr::eq(own, record) => {
                // This thread's own writes it sees.
                let is_in_some = record.depth.load(Ordering::Relaxed) > 0;
                mine = is_in_some && record.has(slot);
            }
            _ => others |= record.is_used.load(Ordering::Acquire),
        }
    }
    mine || (others && is_other_in(slot)) || slot.is_crowded()
}

/// As [`is_anybody_in`], where there are other threads that had calls.
#[cold]
fn is_other_in(slot: &'static Slot) -> bool {
    barrier::heavy();
    all().any(|record| record.has(slot))
}

impl Record {
    #[inline]
    fn has(&self, slot: &'static Slot) -> bool {
        let mut places = self.slots.iter();
        places.any(|place| ptr::eq(place.load(Ordering::Acquire), slot))
    }
}

/// In the child of a `fork`, the other threads are gone, in the middle of their calls.
pub(super) fn forget_others() {
    let mine = RECORD.get();
    for record in all() {
        if mine.is_some_and(|mine| ptr::eq(mine, record)) {
            continue;
        }
        for place in &record.slots {
            place.store(ptr::null_mut(), Ordering::Relaxed);
        }
        record.depth.store(0, Ordering::Relaxed);
        record.is_used.store(false, Ordering::Relaxed);
    }
}
