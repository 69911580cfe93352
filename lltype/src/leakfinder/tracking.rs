//! [`Tracking`]: a watch over allocations.

use core::marker::PhantomData;

use super::MallocMismatch;
use crate::memory::{Birth, Block, blocks, next_epoch};

/// Watches allocations, from [`start_tracking_allocations`] or [`start_tracking_all_threads`] on.
///
/// It may be nested: an inner one sees what began after it, the outer one sees all. To drop it ends
/// the watch without a word. A watch is right for the next 2^31 watches of the process.
#[derive(Debug)]
#[must_use = "call `stop` to learn what leaked"]
pub struct Tracking {
    start: Birth,
    all_threads: bool,
    /// It speaks of the thread it was made on.
    not_send: PhantomData<*const ()>,
}

/// Watches the blocks that this thread allocates from now on. A block that another thread frees is
/// freed.
///
/// ```
/// use lltype::{free, leakfinder, malloc};
///
/// let outer = leakfinder::start_tracking_allocations();
/// let block = malloc::<u8>(1)?;
/// let inner = leakfinder::start_tracking_allocations();
/// assert!(inner.stop().is_ok());
/// // SAFETY: nobody uses it.
/// unsafe { free(block)? };
/// assert!(outer.stop().is_ok());
/// # Ok::<(), lltype::Error>(())
/// ```
pub fn start_tracking_allocations() -> Tracking {
    Tracking::start(false)
}

/// Watches the blocks that any thread allocates from now on.
///
/// Other threads that still run may free their blocks later: join them before the watch ends.
///
/// ```
/// use lltype::{leakfinder, malloc};
///
/// let tracking = leakfinder::start_tracking_all_threads();
/// std::thread::spawn(|| malloc::<u8>(1).map(drop)).join().expect("it does not panic")?;
/// assert_eq!(tracking.leftovers().len(), 1);
/// # Ok::<(), lltype::Error>(())
/// ```
pub fn start_tracking_all_threads() -> Tracking {
    Tracking::start(true)
}

impl Tracking {
    fn start(all_threads: bool) -> Self {
        Self {
            start: next_epoch(),
            all_threads,
            not_send: PhantomData,
        }
    }

    /// The blocks that were malloc'ed since the start and that nobody freed, by address.
    #[must_use]
    pub fn live_blocks(&self) -> Vec<Block> {
        blocks(&|birth| {
            let is_watched = self.all_threads || birth.thread == self.start.thread;
            is_watched && birth.is_since(self.start)
        })
    }

    /// Ends the watch.
    ///
    /// # Errors
    /// [`MallocMismatch`] if blocks are left.
    pub fn stop(self) -> Result<(), MallocMismatch> {
        match self.leftovers() {
            blocks if blocks.is_empty() => Ok(()),
            blocks => Err(MallocMismatch::new(blocks)),
        }
    }

    /// Ends the watch, and returns the blocks that are left, by address. RPython's
    /// `stop_tracking_allocations(check=False)`.
    #[must_use = "these blocks leaked"]
    pub fn leftovers(self) -> Vec<Block> {
        self.live_blocks()
    }
}
