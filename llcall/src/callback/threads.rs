//! Which threads are in which callbacks: so that none is freed under a call.
//!
//! Each thread has a record of the slots that it is in, and writes to it; whoever frees a slot looks at all
//! of them. A record stays for ever, and is used again by later threads.
//!
//! Calls need not end in the order in which they began: who switches stacks (greenlets, coroutines) may
//! leave the outer of two calls first. And a signal may come at any time, whose handler calls callbacks of its
//! own.

use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering, fence};

use super::Slot;
use super::barrier;

/// How many calls of callbacks inside of each other a record has room for.
const ROOM: usize = 14;

/// The slots that a thread is in.
pub(super) struct Record {
    /// Null where nothing is.
    slots: [AtomicPtr<Slot>; ROOM],
    /// Where to look for room first: most often it is there.
    hint: AtomicUsize,
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
        // Calls in which the thread was ended never end: their places stay taken.
        if let Some(record) = RECORD.take() {
            record.is_used.store(false, Ordering::Release);
        }
    }
}

/// A thread in a slot. As long as it is there, what the slot has stays.
pub(super) struct Presence {
    /// Where it is written; `None` if the slot counts it.
    place: Option<(&'static Record, usize)>,
}

impl Presence {
    /// This thread goes into a slot.
    #[inline]
    pub(super) fn enter(slot: &'static Slot) -> Self {
        let record = RECORD.get().or_else(adopt);
        let place = record.and_then(|record| Some((record, record.room()?)));
        match place {
            Some((record, index)) => {
                let slot = ptr::from_ref(slot).cast_mut();
                record.slots[index].store(slot, Ordering::Relaxed);
                record.hint.store(index + 1, Ordering::Relaxed);
            }
            None => slot.crowd(),
        }
        barrier::light();
        Presence { place }
    }

    /// It leaves.
    #[inline]
    pub(super) fn leave(self, slot: &'static Slot) {
        match self.place {
            Some((record, index)) => {
                record.slots[index].store(ptr::null_mut(), Ordering::Release);
                record.hint.store(index, Ordering::Relaxed);
            }
            None => slot.uncrowd(),
        }
        barrier::light();
    }
}

impl Record {
    /// A place with nothing in it.
    #[inline]
    fn room(&self) -> Option<usize> {
        let hint = self.hint.load(Ordering::Relaxed);
        match self.slots.get(hint) {
            Some(place) if place.load(Ordering::Relaxed).is_null() => Some(hint),
            _ => self.other_room(),
        }
    }

    #[cold]
    fn other_room(&self) -> Option<usize> {
        let mut places = self.slots.iter();
        places.position(|place| place.load(Ordering::Relaxed).is_null())
    }

    /// How many calls are in it.
    fn count(&self) -> usize {
        let places = self.slots.iter();
        places
            .filter(|place| !place.load(Ordering::Acquire).is_null())
            .count()
    }

    /// Whether a thread has it, or a call that never ended.
    fn matters(&self) -> bool {
        self.is_used.load(Ordering::Acquire) || self.count() > 0
    }

    #[inline]
    fn has(&self, slot: &'static Slot) -> bool {
        let mut places = self.slots.iter();
        places.any(|place| ptr::eq(place.load(Ordering::Acquire), slot))
    }
}

/// A record for this thread; none for one that is ending, which would not give it back.
#[cold]
fn adopt() -> Option<&'static Record> {
    OWNER.try_with(|_| ()).ok()?;
    let record = free_record().unwrap_or_else(new_record);
    RECORD.set(Some(record));
    // Whoever does not see this record yet has freed before this thread looks at a slot.
    fence(Ordering::SeqCst);
    Some(record)
}

fn free_record() -> Option<&'static Record> {
    // Enough of it must be free.
    let roomy = |record: &&Record| record.count() <= ROOM / 2;
    all().filter(roomy).find(|record| {
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
        hint: AtomicUsize::new(0),
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
            // This thread's own writes it sees.
            Some(own) if ptr::eq(own, record) => mine = record.has(slot),
            _ => others |= record.matters(),
        }
    }
    mine || (others && is_other_in(slot)) || slot.is_crowded()
}

/// As [`is_anybody_in`], where there are other threads that had calls.
#[cold]
fn is_other_in(slot: &'static Slot) -> bool {
    // Without the barrier, somebody may be.
    !barrier::heavy() || all().any(|record| record.has(slot))
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
        record.hint.store(0, Ordering::Relaxed);
        record.is_used.store(false, Ordering::Relaxed);
    }
}
