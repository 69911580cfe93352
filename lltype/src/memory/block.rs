//! [`Block`]: what can be said of a block, and of when it came to be.

use core::cell::Cell;
use core::fmt;
use core::panic::Location;
use core::sync::atomic::{AtomicU32, Ordering};

use super::pages;
use crate::Type;
use crate::order::sort;

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
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            address,
            size,
            item,
            location,
            ..
        } = self;
        write!(
            f,
            "{address:#x}: {size} bytes of `{item}` malloc'ed at {location}"
        )
    }
}

/// All tracked blocks that nobody freed and that were born as wanted, by address. One that is
/// malloc'ed or freed while this runs may or may not be among them.
pub(crate) fn blocks(wanted: &dyn Fn(Birth) -> bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    pages::visit(&mut |entry, address| blocks.extend(entry.live_block(address, wanted)));
    sort(&mut blocks, |a, b| a.address.cmp(&b.address));
    blocks
}

/// When and on which thread a block was malloc'ed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Birth {
    /// The number of the thread, never 0.
    pub(crate) thread: u32,
    /// How many watches of the leak finder had begun. The number wraps.
    pub(crate) epoch: u32,
}

/// Counts the watches of the leak finder: a block belongs to those that began before it.
static EPOCH: AtomicU32 = AtomicU32::new(0);

/// Begins a new epoch, and returns it with this thread.
pub(crate) fn next_epoch() -> Birth {
    Birth {
        thread: this_thread(),
        epoch: EPOCH.fetch_add(1, Ordering::Relaxed).wrapping_add(1),
    }
}

impl Birth {
    #[inline]
    pub(super) fn now() -> Self {
        Self {
            thread: this_thread(),
            epoch: EPOCH.load(Ordering::Relaxed),
        }
    }

    /// Whether it is not older than `start`.
    pub(crate) fn is_since(self, start: Self) -> bool {
        // Epochs wrap; what is younger is less than half of them ahead. A block that lives through
        // 2^31 later watches of the process looks younger than it is.
        self.epoch.wrapping_sub(start.epoch) < u32::MAX / 2
    }
}

#[inline]
fn this_thread() -> u32 {
    thread_local!(static ID: Cell<u32> = const { Cell::new(0) });
    static NEXT: AtomicU32 = AtomicU32::new(1);

    ID.with(|id| {
        if id.get() == 0 {
            id.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        id.get()
    })
}
