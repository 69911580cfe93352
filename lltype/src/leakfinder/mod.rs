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
//!
//! In tests, `#[lltype::leak_check]` does this around the whole function, with the feature `derive`.

mod mismatch;
#[doc(hidden)]
pub mod private;
mod tracking;

pub use mismatch::MallocMismatch;
pub use tracking::{Tracking, start_tracking_all_threads, start_tracking_allocations};

use crate::memory::{Block, blocks};

/// Under `#[test]`: fails the test if blocks that it malloc'ed on its thread are left.
///
/// It goes on functions that return `()`, a `Result` or an `ExitCode`. A test that panics or fails by
/// its result fails with that alone: what it leaked says nothing then. RPython's test runner does this
/// for every test.
///
/// `#[leak_check(all_threads)]` watches the blocks of all threads: for a test that starts some, and
/// has no others beside it. `#[leak_check(crate = some::path)]` names this crate where it has another
/// name.
///
/// ```
/// #[lltype::leak_check]
/// fn numbers_are_freed() -> Result<(), lltype::Error> {
///     let numbers = lltype::malloc::<i32>(3)?;
///     // SAFETY: nobody uses them.
///     unsafe { lltype::free(numbers)? };
///     Ok(())
/// }
/// # numbers_are_freed()?;
/// # Ok::<(), lltype::Error>(())
/// ```
#[cfg(feature = "derive")]
pub use llexternal_macros::leak_check;

/// All tracked blocks that are live now, of all threads, by address; for debuggers, too: a [`Block`]
/// prints its address, size, type and place. While other threads allocate, a block that takes the
/// place of one of its size at this moment may be described with parts of that one.
///
/// ```
/// let block = lltype::scoped_alloc::<i32>(4)?;
/// let all = lltype::leakfinder::live_blocks();
/// let this = all.iter().find(|live| live.address == block.addr()).expect("it is live");
/// assert!(this.to_string().contains(": 16 bytes of `int32_t` malloc'ed at "), "{this}");
/// # Ok::<(), lltype::Error>(())
/// ```
#[must_use]
pub fn live_blocks() -> Vec<Block> {
    blocks(&|_| true)
}

/// Runs `body` and returns what it returns. If `body` panics, that panic goes on, whatever leaked.
///
/// ```
/// let sum = lltype::leakfinder::assert_no_leaks(|| {
///     let numbers = lltype::scoped_alloc_zeroed::<i32>(3).expect("12 bytes");
///     // SAFETY: item 2 is inside.
///     unsafe { numbers.add(2).read() + 5 }
/// });
/// assert_eq!(sum, 5);
/// ```
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
