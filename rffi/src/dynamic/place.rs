//! [`Place`]: where a variable is.

use core::ffi::c_void;
use core::ptr::NonNull;
use std::ffi::CString;

use super::LibraryError;
use super::address::Address;
use super::library::Library;
use super::lookup::Found;

/// Where a variable is.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// In the same place for all threads.
    Fixed(Address),
    /// Each thread has its own, which the loader is asked for.
    PerThread {
        /// Which of the library's handles has it.
        handle: usize,
        symbol: CString,
    },
}

impl Place {
    /// What was found in an image is the same for all threads; what was not, the loader made for this
    /// thread.
    pub(super) fn new(found: Found, is_thread_local: bool) -> Self {
        match is_thread_local || !found.address.is_in_an_image() {
            true => Place::PerThread {
                handle: found.handle,
                symbol: found.symbol,
            },
            false => Place::Fixed(found.address),
        }
    }

    pub(super) fn is_thread_local(&self) -> bool {
        matches!(self, Place::PerThread { .. })
    }

    /// Where this thread has it.
    #[inline]
    pub(super) fn get(
        &self,
        library: &Library,
        name: &str,
    ) -> Result<NonNull<c_void>, LibraryError> {
        library.check_open(|| name)?;
        match self {
            Place::Fixed(address) => Ok(address.data()),
            Place::PerThread { handle, symbol } => {
                library.find_in(*handle, symbol).map(Address::data)
            }
        }
    }
}
