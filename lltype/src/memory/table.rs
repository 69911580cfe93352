//! The table of blocks: region of 1 GiB -> page of 4 KiB -> granule of 16 bytes -> entry.
//!
//! ```text
//!   address  ┌ region (18 bits) ┬ page (18 bits) ┬ granule (8 bits) ┬ 4 bits ┐
//!                  │                  │                 │
//!   ROOT ──────────┴─► Region ────────┴─► Page ─────────┴─► Entry (32 bytes)
//! ```
//!
//! libc aligns blocks of 16 bytes and more to 16 bytes, and smaller ones are not asked for, so at most
//! one block starts in a granule and the address alone finds its entry: no hashing, no locks, no
//! resizing, and user memory is never read. `malloc` is one store with release order, `free` one
//! compare-and-swap. Tables are made on first touch and never given back, at most 2 bytes for a byte
//! of small blocks. (On 32-bit targets libc aligns to 8; granules are 8 bytes there, their entries 20,
//! and 4 regions span the address space.)
//!
//! An entry stays after `free`, with both places, until the address is handed out again.

use core::ffi::c_void;
use core::panic::Location;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence};
use std::alloc::{GlobalAlloc, Layout, System};

use crate::{Desc, FreeError, Type};

const WORD: usize = size_of::<usize>();

/// Addresses of user space have 48 bits on 64-bit targets: malloc gives no others.
const ADDRESS_BITS: u32 = if WORD == 8 { 48 } else { 32 };

/// But for these: Android's malloc marks its blocks in the top byte, and its free checks the mark.
const MARK: usize = if cfg!(target_os = "android") && WORD == 8 {
    0xff << (usize::BITS - 8)
} else {
    0
};

const REGION_BITS: u32 = 30;
const PAGE_BITS: u32 = 12;
const GRANULE_BITS: u32 = if WORD == 8 { 4 } else { 3 };

const REGIONS: usize = 1 << (ADDRESS_BITS - REGION_BITS);
const PAGES: usize = 1 << (REGION_BITS - PAGE_BITS);
const ENTRIES: usize = 1 << (PAGE_BITS - GRANULE_BITS);
/// What libc aligns a block of this size or more to, at least.
pub(super) const GRANULE: usize = 1 << GRANULE_BITS;

/// The largest size that an entry can hold: [`State`] takes two bits.
pub(super) const MAX_SIZE: usize = usize::MAX >> 2;

static ROOT: [AtomicPtr<Region>; REGIONS] =
    [const { AtomicPtr::new(core::ptr::null_mut()) }; REGIONS];

struct Region([AtomicPtr<Page>; PAGES]);

struct Page([Entry; ENTRIES]);

/// One block that starts in a granule. All zero means that none ever did.
struct Entry {
    /// The size, shifted by two, and a [`State`] below it.
    state: AtomicUsize,
    thread: AtomicU32,
    epoch: AtomicU32,
    /// Where it was malloc'ed.
    malloc: AtomicPtr<Location<'static>>,
    /// While live, the [`Desc`] of its items, marked by a set low bit; once freed, the place of the
    /// free. The mark makes the word tell what it is, whatever other threads do meanwhile.
    detail: AtomicPtr<()>,
}

const _: () = assert!(size_of::<Entry>() == 3 * WORD + 8);

impl Entry {
    /// Turns a live block into a freed one; false if it is none, or another thread was faster.
    #[inline]
    fn take(&self) -> bool {
        let word = self.state.load(Ordering::Acquire);
        let (size, State::Live) = unpack(word) else {
            return false;
        };
        let freed = pack(size, State::Freed);
        self.state
            .compare_exchange(word, freed, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

/// The two low bits of [`Entry::state`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Never = 0,
    Live = 1,
    Freed = 2,
}

const DESC_MARK: usize = 1;

fn pack(size: usize, state: State) -> usize {
    size << 2 | state as usize
}

fn unpack(word: usize) -> (usize, State) {
    let state = match word & 3 {
        0 => State::Never,
        1 => State::Live,
        _ => State::Freed,
    };
    (word >> 2, state)
}

/// A block that `malloc` gave and nobody freed yet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Block {
    /// Where it starts.
    pub address: usize,
    /// Its size in bytes.
    pub size: usize,
    /// The type of its items.
    pub item: Type,
    /// Where it was malloc'ed.
    pub location: &'static Location<'static>,
    pub(crate) thread: u32,
    pub(crate) epoch: u32,
}

/// Enters a block that libc's malloc just gave. False if there is no memory for the table, or the
/// block is not where libc puts blocks: then another allocator stands in for libc's.
pub(super) fn insert(
    address: *mut c_void,
    size: usize,
    item: &'static Desc,
    location: &'static Location<'static>,
) -> bool {
    let address = address.addr();
    let entry = entry_or_new(address).filter(|_| address.is_multiple_of(GRANULE));
    let Some(entry) = entry else {
        return false;
    };
    // Nobody else may write here: the address is ours until it is given to `free`.
    entry.thread.store(this_thread(), Ordering::Relaxed);
    entry
        .epoch
        .store(EPOCH.load(Ordering::Relaxed), Ordering::Relaxed);
    entry
        .malloc
        .store(core::ptr::from_ref(location).cast_mut(), Ordering::Relaxed);
    let marked = core::ptr::from_ref(item)
        .cast_mut()
        .map_addr(|a| a | DESC_MARK);
    entry.detail.store(marked.cast(), Ordering::Relaxed);
    entry
        .state
        .store(pack(size, State::Live), Ordering::Release);
    true
}

/// Takes a block out, if it is one.
pub(super) fn remove(
    address: *mut c_void,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    if address.is_null() {
        return Err(FreeError::Null { location });
    }
    let address = address.addr();
    let Some(entry) = entry(address).filter(|entry| entry.take()) else {
        return Err(no_block(address, location));
    };
    // This thread won, and the address is not free for others before libc has it back.
    entry.detail.store(
        core::ptr::from_ref(location).cast_mut().cast(),
        Ordering::Release,
    );
    Ok(())
}

/// Why `address` cannot be freed.
#[cold]
fn no_block(address: usize, location: &'static Location<'static>) -> FreeError {
    // A block may have been given back, and lie inside of a larger one since.
    if let Some(block) = block_around(address) {
        return FreeError::Interior {
            address,
            offset: address - block.address,
            size: block.size,
            malloc: block.location,
            location,
        };
    }
    let foreign = FreeError::Foreign { address, location };
    double_free(address, location).unwrap_or(foreign)
}

fn double_free(address: usize, location: &'static Location<'static>) -> Option<FreeError> {
    let entry = entry(address)?;
    let (size, state) = unpack(entry.state.load(Ordering::Acquire));
    if state == State::Never {
        return None;
    }
    let detail = entry.detail.load(Ordering::Acquire);
    let freed_at = (detail.addr() & DESC_MARK == 0).then_some(detail.cast::<Location<'static>>());
    Some(FreeError::Double {
        address,
        size,
        malloc: location_at(entry.malloc.load(Ordering::Relaxed))?,
        free: freed_at.and_then(location_at),
        location,
    })
}

/// The live block that `address` lies in. Blocks do not overlap, so the first live one found on the
/// way down decides.
pub(crate) fn block_around(address: usize) -> Option<Block> {
    let mut granule = index(address)? & !(GRANULE - 1);
    loop {
        match place(granule) {
            Place::Entry(entry) => {
                if let Some(block) = live_block(entry, granule) {
                    let inside = index(address)? - granule < block.size;
                    return inside.then_some(block);
                }
                granule = granule.checked_sub(GRANULE)?;
            }
            Place::NoPage => granule = below(granule, PAGE_BITS)?,
            Place::NoRegion => granule = below(granule, REGION_BITS)?,
        }
    }
}

/// The last granule below the page or region that `granule` lies in.
fn below(granule: usize, bits: u32) -> Option<usize> {
    (granule >> bits << bits).checked_sub(GRANULE)
}

/// The address as an index of the table; `None` for one that malloc cannot have given.
#[inline]
fn index(address: usize) -> Option<usize> {
    let index = address & !MARK;
    (index <= usize::MAX >> (usize::BITS - ADDRESS_BITS)).then_some(index)
}

fn live_block(entry: &Entry, address: usize) -> Option<Block> {
    let word = entry.state.load(Ordering::Acquire);
    let (size, State::Live) = unpack(word) else {
        return None;
    };
    let detail = entry.detail.load(Ordering::Relaxed);
    let block = Block {
        address,
        size,
        item: Type::from_desc(desc_at(detail)?),
        location: location_at(entry.malloc.load(Ordering::Relaxed))?,
        thread: entry.thread.load(Ordering::Relaxed),
        epoch: entry.epoch.load(Ordering::Relaxed),
    };
    // Freed, perhaps allocated again, while it was read: then it is no longer that block.
    fence(Ordering::Acquire);
    (entry.state.load(Ordering::Relaxed) == word).then_some(block)
}

fn desc_at(detail: *mut ()) -> Option<&'static Desc> {
    if detail.addr() & DESC_MARK == 0 {
        return None;
    }
    let desc = detail.cast::<Desc>().map_addr(|a| a & !DESC_MARK);
    // SAFETY: the mark is set on pointers made from `&'static Desc` only.
    Some(unsafe { &*desc })
}

fn location_at(pointer: *mut Location<'static>) -> Option<&'static Location<'static>> {
    // SAFETY: null, or made from `&'static Location` in `insert` or `remove`.
    unsafe { pointer.as_ref() }
}

/// What the table has for an address.
enum Place {
    Entry(&'static Entry),
    NoPage,
    NoRegion,
}

/// Takes what [`index`] gave.
fn place(index: usize) -> Place {
    let Some(region) = get(&ROOT[region_index(index)]) else {
        return Place::NoRegion;
    };
    match get(&region.0[page_index(index)]) {
        Some(page) => Place::Entry(&page.0[entry_index(index)]),
        None => Place::NoPage,
    }
}

#[inline]
fn entry(address: usize) -> Option<&'static Entry> {
    match place(index(address)?) {
        Place::Entry(entry) if address.is_multiple_of(GRANULE) => Some(entry),
        _ => None,
    }
}

#[inline]
fn entry_or_new(address: usize) -> Option<&'static Entry> {
    let index = index(address)?;
    let region = get_or_new(&ROOT[region_index(index)])?;
    let page = get_or_new(&region.0[page_index(index)])?;
    Some(&page.0[entry_index(index)])
}

fn region_index(index: usize) -> usize {
    // The mask changes nothing, but lets the compiler leave the check of the bounds out.
    index >> REGION_BITS & (REGIONS - 1)
}

fn page_index(index: usize) -> usize {
    index >> PAGE_BITS & (PAGES - 1)
}

fn entry_index(index: usize) -> usize {
    index >> GRANULE_BITS & (ENTRIES - 1)
}

#[inline]
fn get<T>(slot: &AtomicPtr<T>) -> Option<&'static T> {
    // SAFETY: null, or a table that `new_table` made and nobody frees.
    unsafe { slot.load(Ordering::Acquire).as_ref() }
}

#[inline]
fn get_or_new<T>(slot: &AtomicPtr<T>) -> Option<&'static T> {
    get(slot).or_else(|| new_table(slot))
}

/// Makes a table of zeros and puts it in the slot, unless another thread was faster.
///
/// It comes from the system, not from Rust's global allocator, which may itself be built on this.
#[cold]
fn new_table<T>(slot: &AtomicPtr<T>) -> Option<&'static T> {
    let layout = Layout::new::<T>();
    // SAFETY: `Region` and `Page` are not empty.
    let table = unsafe { System.alloc_zeroed(layout) }.cast::<T>();
    if table.is_null() {
        return None;
    }
    let won = slot.compare_exchange(
        core::ptr::null_mut(),
        table,
        Ordering::AcqRel,
        Ordering::Acquire,
    );
    if won.is_err() {
        // SAFETY: made above with this layout; the slot does not hold it.
        unsafe { System.dealloc(table.cast(), layout) };
    }
    get(slot)
}

/// All live blocks. A block that is malloc'ed or freed while this runs may or may not be among them.
pub(crate) fn blocks() -> impl Iterator<Item = Block> {
    let regions = ROOT.iter().enumerate();
    let pages = regions
        .filter_map(|(r, slot)| Some((r, get(slot)?)))
        .flat_map(|(r, region)| {
            let pages = region.0.iter().enumerate();
            pages.filter_map(move |(p, slot)| Some((r << REGION_BITS | p << PAGE_BITS, get(slot)?)))
        });
    pages.flat_map(|(start, page)| {
        let entries = page.0.iter().enumerate();
        entries.filter_map(move |(e, entry)| live_block(entry, start | e << GRANULE_BITS))
    })
}

/// Counts the scopes of the leak finder: a block belongs to those that began before it.
static EPOCH: AtomicU32 = AtomicU32::new(0);

/// Begins a new epoch, and returns it.
pub(crate) fn next_epoch() -> u32 {
    EPOCH.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}

/// A number for the current thread, never 0.
#[inline]
pub(crate) fn this_thread() -> u32 {
    use core::cell::Cell;
    thread_local!(static ID: Cell<u32> = const { Cell::new(0) });
    static NEXT: AtomicU32 = AtomicU32::new(1);

    ID.with(|id| {
        if id.get() == 0 {
            id.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        id.get()
    })
}
