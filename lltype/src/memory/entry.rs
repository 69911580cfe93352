//! What the table knows of one block.

use core::panic::Location;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence};

use super::block::{Birth, Block};
use crate::{Desc, Type};

/// One block that starts in a granule. All zero means that none ever did.
///
/// It stays after `free`, with both places, until the address is handed out again.
pub(super) struct Entry {
    /// The size and the [`State`], as [`State::pack`] says.
    state: AtomicUsize,
    thread: AtomicU32,
    epoch: AtomicU32,
    /// Where it was malloc'ed.
    malloc: AtomicPtr<Location<'static>>,
    /// While it stands, the [`Desc`] of its items, marked by a set low bit; then the place of the
    /// free. The mark makes the word tell what it is, whatever other threads do meanwhile.
    detail: AtomicPtr<()>,
}

const _: () = assert!(size_of::<Entry>() == 3 * size_of::<usize>() + 8);

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There was none.
    Never = 0,
    /// Tracked, not freed.
    Live = 1,
    /// Freed.
    Freed = 2,
    /// Not tracked, not freed.
    Untracked = 3,
    /// Never to be freed.
    Immortal = 4,
    /// Given to C.
    Released = 5,
}

impl State {
    const BITS: u32 = 3;
    const MASK: usize = (1 << Self::BITS) - 1;

    /// The largest size that an entry can hold.
    pub(super) const MAX_SIZE: usize = usize::MAX >> Self::BITS;

    /// Whether the block is still there, and ours.
    fn stands(self) -> bool {
        matches!(self, Self::Live | Self::Untracked | Self::Immortal)
    }

    /// The word of an entry: the size, and the state below it.
    #[inline]
    fn pack(self, size: usize) -> usize {
        size << Self::BITS | self as usize
    }

    #[inline]
    fn unpack(word: usize) -> (usize, Self) {
        let state = match word & Self::MASK {
            0 => Self::Never,
            1 => Self::Live,
            2 => Self::Freed,
            3 => Self::Untracked,
            4 => Self::Immortal,
            _ => Self::Released,
        };
        (word >> Self::BITS, state)
    }
}

/// Set in [`Entry::detail`] if it is a [`Desc`].
const DESC_MARK: usize = 1;

impl Entry {
    /// Enters a block that libc just gave.
    #[inline]
    pub(super) fn begin(
        &self,
        size: usize,
        kind: State,
        item: &'static Desc,
        location: &'static Location<'static>,
    ) {
        // Who reads one of the words below sees that the block before has ended: `block` looks again.
        fence(Ordering::Release);
        // Nobody else may write here: the address is ours until it is given to `free`.
        let birth = Birth::now();
        self.thread.store(birth.thread, Ordering::Relaxed);
        self.epoch.store(birth.epoch, Ordering::Relaxed);
        self.malloc
            .store(core::ptr::from_ref(location).cast_mut(), Ordering::Relaxed);
        let marked = core::ptr::from_ref(item)
            .cast_mut()
            .map_addr(|address| address | DESC_MARK);
        self.detail.store(marked.cast(), Ordering::Relaxed);
        self.state.store(kind.pack(size), Ordering::Release);
    }

    /// Turns a block of one state into one of another; false if it is none, or another thread was
    /// faster.
    #[inline]
    pub(super) fn change(&self, from: State, to: State) -> bool {
        let word = self.state.load(Ordering::Acquire);
        if word & State::MASK != from as usize {
            return false;
        }
        let changed = word - from as usize + to as usize;
        self.state
            .compare_exchange(word, changed, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Notes who ended the block. For the thread that [changed](Self::change) it, before libc has
    /// the block back.
    #[inline]
    pub(super) fn end(&self, location: &'static Location<'static>) {
        let location = core::ptr::from_ref(location).cast_mut();
        self.detail.store(location.cast(), Ordering::Release);
    }

    pub(super) fn size_and_state(&self) -> (usize, State) {
        State::unpack(self.state.load(Ordering::Acquire))
    }

    /// Where the block was malloc'ed.
    #[inline]
    pub(super) fn malloc(&self) -> Option<&'static Location<'static>> {
        location_at(self.malloc.load(Ordering::Relaxed))
    }

    /// Where the block was malloc'ed, if it is tracked and not freed.
    #[inline]
    pub(super) fn live_malloc(&self) -> Option<&'static Location<'static>> {
        let state = self.state.load(Ordering::Acquire) & State::MASK;
        self.malloc().filter(|_| state == State::Live as usize)
    }

    /// Who [ended](Self::end) the block.
    pub(super) fn ended_at(&self) -> Option<&'static Location<'static>> {
        let detail = self.detail.load(Ordering::Acquire);
        let is_location = detail.addr() & DESC_MARK == 0;
        location_at(detail.cast()).filter(|_| is_location)
    }

    /// The block, if it starts at `address`, is tracked, and was born as wanted.
    pub(super) fn live_block(
        &self,
        address: usize,
        wanted: impl Fn(Birth) -> bool,
    ) -> Option<Block> {
        self.block(address, |state| state == State::Live, wanted)
    }

    /// The block, if it starts at `address` and is there, tracked or not.
    pub(super) fn standing_block(&self, address: usize) -> Option<Block> {
        self.block(address, State::stands, |_| true)
    }

    #[inline]
    fn block(
        &self,
        address: usize,
        wanted_state: impl Fn(State) -> bool,
        wanted_birth: impl Fn(Birth) -> bool,
    ) -> Option<Block> {
        let word = self.state.load(Ordering::Acquire);
        let (size, state) = State::unpack(word);
        let birth = Birth {
            thread: self.thread.load(Ordering::Relaxed),
            epoch: self.epoch.load(Ordering::Relaxed),
        };
        if !wanted_state(state) || !wanted_birth(birth) {
            return None;
        }
        let block = Block {
            address,
            size,
            item: Type::from_desc(desc_at(self.detail.load(Ordering::Relaxed))?),
            location: self.malloc()?,
        };
        // Freed while it was read: then it is no longer that block. One of the same size and kind may
        // have taken its place in between, and what was read may be of either.
        fence(Ordering::Acquire);
        (self.state.load(Ordering::Relaxed) == word).then_some(block)
    }
}

fn desc_at(detail: *mut ()) -> Option<&'static Desc> {
    if detail.addr() & DESC_MARK == 0 {
        return None;
    }
    let desc = detail.cast::<Desc>().map_addr(|a| a & !DESC_MARK);
    // SAFETY: the mark is set on pointers made from `&'static Desc` only.
    Some(unsafe { &*desc })
}

#[inline]
fn location_at(pointer: *mut Location<'static>) -> Option<&'static Location<'static>> {
    // SAFETY: null, or made from `&'static Location` in `begin` or `end`; callers sort out marked
    // pointers.
    unsafe { pointer.as_ref() }
}
