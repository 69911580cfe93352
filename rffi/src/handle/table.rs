//! The table behind handles: one for the process, read without locks.
//!
//! A handle is a word for C, `1 | generation | index`, with the 1 in the highest bit: so it is never
//! null, and no address of a program on 64-bit systems. The state of a slot is `alive | generation |
//! count`, bit for bit in the same places, and `count` is how many use its entry, the owner included.
//! Whoever takes it to 0 drops the entry and gives the slot its next generation. Slots stay where they
//! are, and are never freed.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What a handle stands for.
pub(crate) trait Entry: Any + Send + Sync {
    /// For messages.
    fn type_name(&self) -> &'static str;
}

impl<T: Any + Send + Sync> Entry for T {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }
}

/// The highest bit: of a handle always set, of a state while the entry is there.
const ALIVE: usize = 1 << (usize::BITS - 1);
const INDEX_BITS: u32 = if usize::BITS > 32 { 32 } else { 20 };
/// The index of a handle, the count of a state.
const LOW: usize = (1 << INDEX_BITS) - 1;
const ONE_GENERATION: usize = LOW + 1;
const GENERATIONS: usize = !(ALIVE | LOW);

/// How many slots the first chunk has. Each further one has twice as many.
const FIRST_CHUNK: usize = 64;
const CHUNKS: usize = (INDEX_BITS - FIRST_CHUNK.ilog2()) as usize;

#[derive(Default)]
struct Slot {
    state: AtomicUsize,
    entry: UnsafeCell<Option<Arc<dyn Entry>>>,
}

// SAFETY: entries are `Send` and `Sync`; who may touch the cell is what `state` is for.
unsafe impl Sync for Slot {}

struct Table {
    chunks: [AtomicPtr<Slot>; CHUNKS],
    free: Mutex<Free>,
}

struct Free {
    /// Slots to use again, those that are free for the longest time first.
    indices: VecDeque<usize>,
    /// How many slots were ever used.
    used: usize,
}

static TABLE: Table = Table {
    chunks: [const { AtomicPtr::new(ptr::null_mut()) }; CHUNKS],
    free: Mutex::new(Free {
        indices: VecDeque::new(),
        used: 0,
    }),
};

/// A handle, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(usize);

/// Why there is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It was never a handle.
    Foreign,
    /// It was one.
    Stale,
}

impl Key {
    pub(crate) fn from_ptr(data: *const c_void) -> Self {
        Key(data.addr())
    }

    pub(crate) fn as_ptr(self) -> *mut c_void {
        ptr::without_provenance_mut(self.0)
    }

    fn index(self) -> usize {
        self.0 & LOW
    }

    /// What the state of its slot is while the entry is there, but for the count.
    fn state(self) -> usize {
        self.0 & !LOW
    }

    #[cold]
    fn missing(self, state: usize) -> Missing {
        match self.0 & GENERATIONS <= state & GENERATIONS {
            true => Missing::Stale,
            false => Missing::Foreign,
        }
    }
}

/// An entry that is used: until this goes, it stays.
pub(crate) struct Pin {
    slot: &'static Slot,
    index: usize,
}

impl Pin {
    /// What the handle stands for.
    #[inline]
    pub(crate) fn entry(&self) -> &Arc<dyn Entry> {
        // SAFETY: this is counted, so the entry is there and nobody writes to the cell.
        match unsafe { &*self.slot.entry.get() } {
            Some(entry) => entry,
            None => unreachable!("a counted entry"),
        }
    }
}

impl Drop for Pin {
    #[inline]
    fn drop(&mut self) {
        if self.slot.state.fetch_sub(1, Ordering::Release) & LOW == 1 {
            TABLE.release(self.slot, self.index);
        }
    }
}

/// Puts an entry into the table.
///
/// # Panics
/// If there are as many handles as there are words.
pub(crate) fn insert(entry: Arc<dyn Entry>) -> Key {
    let (slot, index) = TABLE.unused();
    // SAFETY: the slot was free, and is this thread's alone until the state says otherwise.
    unsafe { *slot.entry.get() = Some(entry) };
    let state = ALIVE | slot.state.load(Ordering::Relaxed);
    slot.state.store(state | 1, Ordering::Release);
    Key(state | index)
}

/// Uses the entry of a handle.
#[inline]
pub(crate) fn pin(key: Key) -> Result<Pin, Missing> {
    let slot = TABLE.slot_of(key)?;
    let mut state = slot.state.load(Ordering::Relaxed);
    loop {
        if state & !LOW != key.state() {
            return Err(key.missing(state));
        }
        if state & LOW == LOW {
            // Who forgets so many uses would otherwise get to the generation.
            std::process::abort();
        }
        let counted = slot.state.compare_exchange_weak(
            state,
            state + 1,
            Ordering::Acquire,
            Ordering::Relaxed,
        );
        match counted {
            Ok(_) => {
                let index = key.index();
                return Ok(Pin { slot, index });
            }
            Err(now) => state = now,
        }
    }
}

/// Takes an entry out of the table: the handle is stale from now on. The entry goes when nobody uses
/// it any more.
pub(crate) fn remove(key: Key) -> Result<(), Missing> {
    let slot = TABLE.slot_of(key)?;
    let remove = |state| (state & !LOW == key.state()).then(|| (state & !ALIVE) - 1);
    let removed = (slot.state).fetch_update(Ordering::Release, Ordering::Relaxed, remove);
    match removed {
        Ok(before) if before & LOW == 1 => TABLE.release(slot, key.index()),
        Ok(_) => {}
        Err(state) => return Err(key.missing(state)),
    }
    Ok(())
}

impl Table {
    #[inline]
    fn slot_of(&'static self, key: Key) -> Result<&'static Slot, Missing> {
        match key.0 & ALIVE {
            0 => Err(Missing::Foreign),
            _ => self.slot(key.index()).ok_or(Missing::Foreign),
        }
    }

    #[inline]
    fn slot(&'static self, index: usize) -> Option<&'static Slot> {
        let (chunk, place) = place(index);
        let chunk = self.chunks.get(chunk)?.load(Ordering::Acquire);
        if chunk.is_null() {
            return None;
        }
        // SAFETY: a chunk that is there has all its slots, for ever.
        Some(unsafe { &*chunk.add(place) })
    }

    /// A slot that is free; a new one, if there is none.
    fn unused(&'static self) -> (&'static Slot, usize) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let index = free.indices.pop_front().unwrap_or_else(|| {
            let index = free.used;
            self.grow(index);
            free.used += 1;
            index
        });
        match self.slot(index) {
            Some(slot) => (slot, index),
            None => unreachable!("a slot that was used"),
        }
    }

    /// Makes the chunk of a slot, if it is the first slot of one.
    fn grow(&self, index: usize) {
        let (chunk, place) = place(index);
        if place != 0 {
            return;
        }
        let Some(chunk_start) = self.chunks.get(chunk) else {
            panic!("there are too many handles");
        };
        let slots: Box<[Slot]> = (0..FIRST_CHUNK << chunk).map(|_| Slot::default()).collect();
        chunk_start.store(Box::leak(slots).as_mut_ptr(), Ordering::Release);
    }

    /// Drops the entry of a slot that nobody uses.
    #[cold]
    fn release(&'static self, slot: &'static Slot, index: usize) {
        fence(Ordering::Acquire);
        // SAFETY: the count is 0 and the entry not alive: this thread alone took it there.
        let entry = unsafe { (*slot.entry.get()).take() };
        let generation = slot.state.load(Ordering::Relaxed) & GENERATIONS;
        // A slot without a next generation is not used again.
        if generation != GENERATIONS {
            slot.state
                .store(generation + ONE_GENERATION, Ordering::Relaxed);
            let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
            free.indices.push_back(index);
        }
        // Without the lock: whatever it does may use handles.
        drop(entry);
    }
}

/// The chunk of a slot, and its place there.
#[inline]
fn place(index: usize) -> (usize, usize) {
    let from_start = index + FIRST_CHUNK;
    let chunk = (from_start.ilog2() - FIRST_CHUNK.ilog2()) as usize;
    (chunk, from_start - (FIRST_CHUNK << chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_fill_the_chunks_without_gaps() {
        let places: Vec<_> = [0, 63, 64, 191, 192].map(place).into();
        assert_eq!(places, [(0, 0), (0, 63), (1, 0), (1, 127), (2, 0)]);
        assert!(place(LOW - FIRST_CHUNK).0 < CHUNKS);
    }

    #[test]
    fn an_entry_in_use_outlives_its_handle() {
        let entry = Arc::new(5_u8);
        let key = insert(entry.clone());
        let pinned = pin(key).unwrap_or_else(|_| unreachable!());
        assert_eq!(remove(key), Ok(()));
        assert_eq!(pin(key).map(drop), Err(Missing::Stale));
        assert_eq!(remove(key), Err(Missing::Stale));
        assert_eq!(Arc::strong_count(&entry), 2);
        drop(pinned);
        assert_eq!(Arc::strong_count(&entry), 1);
        assert_eq!(pin(key).map(drop), Err(Missing::Stale));
    }

    #[test]
    fn a_generation_that_was_not_yet_is_foreign() {
        let key = insert(Arc::new(()));
        let later = Key(key.0 + ONE_GENERATION);
        assert_eq!(pin(later).map(drop), Err(Missing::Foreign));
        assert_eq!(pin(Key(LOW)).map(drop), Err(Missing::Foreign));
        assert_eq!(remove(key), Ok(()));
    }
}
