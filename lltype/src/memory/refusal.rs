//! Why an address cannot be freed: the slow path of `free`.

use core::panic::Location;

use super::FreeError;
use super::entry::{Entry, State};
use super::mapped::is_mapped;
use super::table;

/// What is wrong with `address`, for somebody at `location` who wanted a block that is `wanted`.
#[cold]
pub(super) fn refusal(
    address: usize,
    wanted: State,
    location: &'static Location<'static>,
) -> FreeError {
    if address == 0 {
        return FreeError::Null { location };
    }
    let known = table::entry(address).and_then(|entry| known(entry, address, wanted, location));
    match known {
        // A block may have been given back, and lie inside of a larger one since.
        Some(FreeError::Double { .. } | FreeError::Released { .. }) | None => {
            interior(address, location)
                .or(known)
                .unwrap_or_else(|| unknown(address, location))
        }
        Some(standing) => standing,
    }
}

/// Whose block is at the address of a guard's, which was malloc'ed at `own`.
#[cold]
pub(super) fn reused(
    address: usize,
    own: &'static Location<'static>,
    location: &'static Location<'static>,
) -> FreeError {
    let block = table::entry(address).and_then(|entry| entry.live_block(address, |_| true));
    match block {
        Some(block) => FreeError::Reused {
            address,
            size: block.size,
            malloc: block.location,
            own,
            location,
        },
        // Another thread has freed that one, too.
        None => refusal(address, State::Live, location),
    }
}

/// What the entry of the address says.
fn known(
    entry: &Entry,
    address: usize,
    wanted: State,
    location: &'static Location<'static>,
) -> Option<FreeError> {
    let (size, state) = entry.size_and_state();
    let malloc = entry.malloc()?;
    let ended_at = entry.ended_at();
    match state {
        State::Never => None,
        State::Untracked if wanted == State::Live => Some(FreeError::Untracked {
            address,
            size,
            malloc,
            location,
        }),
        State::Live if wanted == State::Untracked => Some(FreeError::Tracked {
            address,
            size,
            malloc,
            location,
        }),
        State::Immortal => Some(FreeError::Immortal {
            address,
            size,
            malloc,
            location,
        }),
        State::Released => Some(FreeError::Released {
            address,
            size,
            malloc,
            untrack: ended_at,
            location,
        }),
        // A live one of the kind that was wanted: others freed it, and it was handed out again.
        State::Freed | State::Live | State::Untracked => Some(FreeError::Double {
            address,
            size,
            malloc,
            free: ended_at,
            location,
        }),
    }
}

fn interior(address: usize, location: &'static Location<'static>) -> Option<FreeError> {
    let block = table::enclosing(address)?;
    Some(FreeError::Interior {
        address,
        offset: table::distance(block.address, address)?,
        size: block.size,
        malloc: block.location,
        location,
    })
}

fn unknown(address: usize, location: &'static Location<'static>) -> FreeError {
    if is_mapped(address) {
        FreeError::Foreign { address, location }
    } else {
        FreeError::Wild { address, location }
    }
}
