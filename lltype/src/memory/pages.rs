//! The pages of the table, and the list of all that were made.
//!
//! They are made many at once, apart from the blocks of the user: among these they would be holes
//! that the C library cannot fill, and spoil its caches.
//!
//! ```text
//!   NEWEST ─► Chunk ─► the chunk made before it ─► ..
//!               └─► pages: [Page; 32], so many of them taken
//! ```

use core::alloc::Layout;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::entry::Entry;
use super::table::{ENTRIES, GRANULE, get, put, zeroed};

/// The entries of one page of memory, aligned so that none lies in two lines of the cache.
#[repr(C, align(64))]
pub(super) struct Page {
    pub(super) entries: [Entry; ENTRIES],
    /// The index of its first granule, and one more; 0 until it is taken.
    start: AtomicUsize,
}

#[repr(C)]
struct Chunk {
    pages: [Page; PAGES],
    /// How many pages are taken, or more.
    taken: AtomicUsize,
    /// The chunk that was made before it. Written before others see it.
    next: AtomicPtr<Chunk>,
}

/// Enough for the C library to map a chunk by itself, with zeros that cost nothing until touched.
const PAGES: usize = 32;

static NEWEST: AtomicPtr<Chunk> = AtomicPtr::new(core::ptr::null_mut());

/// A page that nobody has, for the granules from the index `start` on.
///
/// It stands in the list before the table knows it: then whoever entered a block into it finds that
/// block in the list.
pub(super) fn take(start: usize) -> Option<&'static Page> {
    loop {
        if let Some(chunk) = get(&NEWEST) {
            let place = chunk.taken.fetch_add(1, Ordering::Relaxed);
            if let Some(page) = chunk.pages.get(place) {
                page.start.store(start + 1, Ordering::Relaxed);
                return Some(page);
            }
        }
        new_chunk()?;
    }
}

/// Puts a chunk in front of the list. Another thread may do the same: then the rest of one of them
/// is never touched.
fn new_chunk() -> Option<()> {
    let chunk = Layout::new::<Chunk>();
    // With an alignment of more than its own, the C library would touch all of it.
    let layout = Layout::from_size_align(chunk.size() + chunk.align(), WORD).ok()?;
    let start = zeroed(layout)?;
    let padding = start.align_offset(chunk.align()).min(chunk.align());
    // SAFETY: the padding is not more than the alignment, which was asked for in addition.
    let new = unsafe { start.add(padding) }.cast::<Chunk>();
    // SAFETY: all zero is a chunk; it is aligned, large enough, and stays.
    let chunk = unsafe { &*new };
    loop {
        let newest = NEWEST.load(Ordering::Acquire);
        chunk.next.store(newest, Ordering::Relaxed);
        if put(&NEWEST, newest, new) {
            return Some(());
        }
    }
}

const WORD: usize = size_of::<usize>();

/// Looks at all entries of blocks that were ever entered, with the addresses where they start, and
/// some more. Those that others enter while this runs may or may not be among them.
pub(super) fn visit(look: &mut dyn FnMut(&'static Entry, usize)) {
    let mut next = get(&NEWEST);
    while let Some(chunk) = next {
        let taken = chunk.taken.load(Ordering::Relaxed);
        for page in chunk.pages.iter().take(taken) {
            page.visit(look);
        }
        next = get(&chunk.next);
    }
}

impl Page {
    /// Nothing, if it is being taken: then no block that was entered before is in it.
    fn visit(&'static self, look: &mut dyn FnMut(&'static Entry, usize)) {
        let Some(start) = self.start.load(Ordering::Relaxed).checked_sub(1) else {
            return;
        };
        for (index, entry) in self.entries.iter().enumerate() {
            look(entry, start + index * GRANULE);
        }
    }
}
