//! Blocks that are never freed: prebuilt data.

use core::panic::Location;

use super::entry::State;
use super::malloc::{allocate, check_items, zeroed};
use super::table;
use crate::{AllocError, FreeError, LowLevelType, Ptr};

/// Allocates `count` items that are never freed and never reported, for data that lives as long as
/// the program. All bytes are zero, as in C's static memory. RPython's `immortal=True`.
///
/// ```
/// use lltype::{FreeError, free, immortal};
///
/// let table = immortal::<u32>(256)?;
/// // SAFETY: item 255 is inside, and zero; `free` refuses.
/// unsafe {
///     assert_eq!(table.add(255).read(), 0);
///     assert!(matches!(free(table), Err(FreeError::Immortal { .. })));
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn immortal<T: LowLevelType>(count: usize) -> Result<Ptr<T>, AllocError> {
    const { check_items::<T>() }
    allocate(count, State::Immortal, zeroed)
}

/// Makes a block, tracked or not, immortal: it stays as it is, no leak report names it any more,
/// and it cannot be freed. RPython's `render_immortal`.
///
/// ```
/// use lltype::{leakfinder, malloc, render_immortal};
///
/// let tracking = leakfinder::start_tracking_allocations();
/// render_immortal(malloc::<u8>(64)?)?;
/// assert!(tracking.stop().is_ok());
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`free`](crate::free).
#[track_caller]
pub fn render_immortal<T>(pointer: Ptr<T>) -> Result<(), FreeError> {
    let address = pointer.as_ptr().cast();
    table::remove_any(address, State::Immortal, Location::caller())
}
