//! Finds blocks that were malloc'ed and never freed.
//!
//! ```
//! use lltype::{free, leakfinder, malloc};
//!
//! let tracking = leakfinder::start_tracking_allocations();
//! let kept = malloc::<i32>(4)?;
//! let mismatch = tracking.stop().unwrap_err();
//! assert_eq!(mismatch.blocks().len(), 1);
//! assert!(mismatch.to_string().contains("16 bytes of `int32_t` malloc'ed at "));
//! // SAFETY: nobody uses it.
//! unsafe { free(kept)? };
//! # Ok::<(), lltype::Error>(())
//! ```

use core::fmt;
use core::marker::PhantomData;
use core::panic::Location;
use std::collections::BTreeMap;

use crate::memory::{Block, blocks, next_epoch, this_thread};

/// Watches the allocations of this thread, from [`start_tracking_allocations`] on.
///
/// It may be nested: an inner one sees what began after it, the outer one sees all.
#[derive(Debug)]
#[must_use = "call `stop` to learn what leaked"]
pub struct Tracking {
    thread: u32,
    epoch: u32,
    /// It speaks of the thread it was made on.
    not_send: PhantomData<*const ()>,
}

/// Watches the blocks that this thread allocates from now on.
pub fn start_tracking_allocations() -> Tracking {
    Tracking {
        thread: this_thread(),
        epoch: next_epoch(),
        not_send: PhantomData,
    }
}

impl Tracking {
    /// The blocks that this thread malloc'ed since the start and that nobody freed.
    #[must_use]
    pub fn live_blocks(&self) -> Vec<Block> {
        blocks()
            .filter(|block| block.thread == self.thread)
            // Epochs wrap; what is younger is less than half of them ahead.
            .filter(|block| block.epoch.wrapping_sub(self.epoch) < u32::MAX / 2)
            .collect()
    }

    /// Ends the watch.
    ///
    /// # Errors
    /// [`MallocMismatch`] if blocks are left.
    pub fn stop(self) -> Result<(), MallocMismatch> {
        match self.live_blocks() {
            blocks if blocks.is_empty() => Ok(()),
            blocks => Err(MallocMismatch { blocks }),
        }
    }
}

/// Runs `body` and returns what it returns.
///
/// # Panics
/// If blocks that `body` malloc'ed on this thread are left: with the line of each.
#[track_caller]
pub fn assert_no_leaks<R>(body: impl FnOnce() -> R) -> R {
    let tracking = start_tracking_allocations();
    let result = body();
    if let Err(mismatch) = tracking.stop() {
        panic!("{mismatch}");
    }
    result
}

/// Blocks were malloc'ed and never freed.
#[derive(Debug, Clone)]
pub struct MallocMismatch {
    blocks: Vec<Block>,
}

impl MallocMismatch {
    /// The blocks, by address.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks of each source line and type, by file and line.
    #[must_use]
    pub fn by_location(&self) -> Vec<(&'static Location<'static>, Vec<&Block>)> {
        let mut groups: BTreeMap<_, Vec<&Block>> = BTreeMap::new();
        for block in &self.blocks {
            let key = (block.location, block.item.to_string());
            groups.entry(key).or_default().push(block);
        }
        let groups = groups.into_iter();
        groups
            .map(|((location, _), blocks)| (location, blocks))
            .collect()
    }
}

impl fmt::Display for MallocMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.blocks.iter().map(|block| block.size).sum();
        write!(
            f,
            "{} never freed, {bytes} bytes in all:",
            counted(self.blocks.len())
        )?;
        for (location, blocks) in self.by_location() {
            let bytes: usize = blocks.iter().map(|block| block.size).sum();
            let item = &blocks[0].item;
            write!(
                f,
                "\n  {}, {bytes} bytes of `{item}` malloc'ed at {location}",
                counted(blocks.len())
            )?;
        }
        Ok(())
    }
}

fn counted(blocks: usize) -> String {
    match blocks {
        1 => "1 block".to_owned(),
        n => format!("{n} blocks"),
    }
}

impl core::error::Error for MallocMismatch {}
