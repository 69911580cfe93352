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
//! Who looks for leaks walks the [pages](super::pages) that were made, so that a look costs what there
//! is, not what there could be.

use core::ffi::c_void;
use core::panic::Location;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::alloc::{GlobalAlloc, Layout, System};

use super::Block;
use super::entry::{Entry, State};
use super::pages::{self, Page};
use super::refusal::{refusal, reused};
use crate::{Desc, FreeError};

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
pub(super) const ENTRIES: usize = 1 << (PAGE_BITS - GRANULE_BITS);
/// What libc aligns a block of this size or more to, at least.
pub(super) const GRANULE: usize = 1 << GRANULE_BITS;

static ROOT: [AtomicPtr<Region>; REGIONS] =
    [const { AtomicPtr::new(core::ptr::null_mut()) }; REGIONS];

/// The size of the largest block that ever was: how far a block around an address may begin before
/// it.
static LARGEST: AtomicUsize = AtomicUsize::new(0);

struct Region([AtomicPtr<Page>; PAGES]);

/// Enters a block that libc just gave. False if there is no memory for the table, or the
/// block is not where libc puts blocks: then another allocator stands in for libc's.
#[inline]
pub(super) fn insert(
    address: *mut c_void,
    size: usize,
    kind: State,
    item: &'static Desc,
    location: &'static Location<'static>,
) -> bool {
    let address = address.addr();
    match entry(address).or_else(|| new_entry(address)) {
        Some(entry) => {
            if size > LARGEST.load(Ordering::Relaxed) {
                LARGEST.fetch_max(size, Ordering::Relaxed);
            }
            entry.begin(size, kind, item, location);
            true
        }
        None => false,
    }
}

/// Takes a block of this kind out, if it is one: it is `to` from now on.
pub(super) fn remove(
    address: *mut c_void,
    kind: State,
    to: State,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    let address = address.addr();
    match entry(address).filter(|entry| entry.change(kind, to)) {
        Some(entry) => {
            if to != State::Immortal {
                entry.end(location);
            }
            Ok(())
        }
        None => Err(refusal(address, kind, location)),
    }
}

/// As [`remove`], for a guard that frees its own block, malloc'ed at `own`.
///
/// Its block may have been freed by hand, and the address handed out again: then it is another's.
#[inline]
pub(super) fn remove_guarded(
    address: *mut c_void,
    own: &'static Location<'static>,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    match entry(address.addr()).and_then(Entry::live_malloc) {
        // The same place is mostly the same pointer, but the compiler promises that to nobody.
        Some(malloc) if !core::ptr::eq(malloc, own) && malloc != own => {
            Err(reused(address.addr(), own, location))
        }
        _ => remove(address, State::Live, State::Freed, location),
    }
}

/// As [`remove`], for tracked and untracked ones.
pub(super) fn remove_any(
    address: *mut c_void,
    to: State,
    location: &'static Location<'static>,
) -> Result<(), FreeError> {
    remove(address, State::Live, to, location).or_else(|error| match error {
        FreeError::Untracked { .. } => remove(address, State::Untracked, to, location),
        error => Err(error),
    })
}

/// The block around `address`, which is not its start. Blocks do not overlap, so the first one found
/// on the way down decides.
pub(crate) fn enclosing(address: usize) -> Option<Block> {
    let index = index(address)?;
    let lowest = index.saturating_sub(LARGEST.load(Ordering::Relaxed));
    let mut granule = index & !(GRANULE - 1);
    while granule >= lowest {
        granule = match place(granule) {
            Place::Entry(entry) => {
                if let Some(block) = entry.standing_block(granule) {
                    return Some(block).filter(|block| index - granule < block.size);
                }
                granule.checked_sub(GRANULE)?
            }
            Place::NoPage => below(granule, PAGE_BITS)?,
            Place::NoRegion => below(granule, REGION_BITS)?,
        }
    }
    None
}

/// How far `address` lies behind `start`.
pub(crate) fn distance(start: usize, address: usize) -> Option<usize> {
    index(address)?.checked_sub(start)
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

/// Whether malloc can give this address.
pub(super) fn can_hold(address: usize) -> bool {
    index(address).is_some()
}

/// What the table has for an address.
enum Place {
    Entry(&'static Entry),
    NoPage,
    NoRegion,
}

/// Takes what [`index`] gave.
#[inline]
fn place(index: usize) -> Place {
    let Some(region) = get(&ROOT[region_index(index)]) else {
        return Place::NoRegion;
    };
    match get(&region.0[page_index(index)]) {
        Some(page) => Place::Entry(&page.entries[entry_index(index)]),
        None => Place::NoPage,
    }
}

/// The entry of a block that starts at `address`, if there can be one.
#[inline]
pub(super) fn entry(address: usize) -> Option<&'static Entry> {
    match place(index(address)?) {
        Place::Entry(entry) if address.is_multiple_of(GRANULE) => Some(entry),
        _ => None,
    }
}

/// As [`entry`], and makes what is missing.
#[cold]
fn new_entry(address: usize) -> Option<&'static Entry> {
    let index = index(address)?;
    let region = &ROOT[region_index(index)];
    let region = get(region).or_else(|| new_region(region))?;
    let page = &region.0[page_index(index)];
    if get(page).is_none() {
        // If another thread is faster, this page stays empty.
        let new = pages::take(index >> PAGE_BITS << PAGE_BITS)?;
        put(
            page,
            core::ptr::null_mut(),
            core::ptr::from_ref(new).cast_mut(),
        );
    }
    entry(address)
}

#[inline]
fn region_index(index: usize) -> usize {
    // The mask changes nothing, but lets the compiler leave the check of the bounds out.
    index >> REGION_BITS & (REGIONS - 1)
}

#[inline]
fn page_index(index: usize) -> usize {
    index >> PAGE_BITS & (PAGES - 1)
}

#[inline]
fn entry_index(index: usize) -> usize {
    index >> GRANULE_BITS & (ENTRIES - 1)
}

#[inline]
pub(super) fn get<T>(slot: &AtomicPtr<T>) -> Option<&'static T> {
    // SAFETY: null, or a table that was made to stay.
    unsafe { slot.load(Ordering::Acquire).as_ref() }
}

fn new_region(slot: &AtomicPtr<Region>) -> Option<&'static Region> {
    let layout = Layout::new::<Region>();
    let region = zeroed(layout)?.cast::<Region>();
    if !put(slot, core::ptr::null_mut(), region) {
        // SAFETY: made above with this layout, and another thread's stands in the slot.
        unsafe { System.dealloc(region.cast(), layout) };
    }
    get(slot)
}

/// Puts a table in a slot if `old` is still there.
pub(super) fn put<T>(slot: &AtomicPtr<T>, old: *mut T, new: *mut T) -> bool {
    slot.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
}

/// Memory for tables, of zeros.
///
/// It comes from the system, not from Rust's global allocator, which may itself be built on this.
pub(super) fn zeroed(layout: Layout) -> Option<*mut u8> {
    if layout.size() == 0 {
        return None;
    }
    // SAFETY: it is not empty.
    let table = unsafe { System.alloc_zeroed(layout) };
    (!table.is_null()).then_some(table)
}
