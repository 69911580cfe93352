//! [`Arguments`]: where the arguments of a call from C are.

#[cfg(feature = "libffi")]
use core::ffi::c_void;

use super::Callee;
use crate::own::{Arrived, Gathered};

/// Where the arguments of a call from C are.
pub(super) enum Arguments {
    /// Where a relay of this crate's kept them.
    Own(Arrived, Gathered),
    /// libffi says where.
    #[cfg(feature = "libffi")]
    Libffi(*const *const c_void),
}

impl Arguments {
    #[inline]
    pub(super) fn own(arrived: Arrived) -> Self {
        Arguments::Own(arrived, Gathered::new())
    }

    /// One that is a word, with whatever its type does not have of it; `None` if it is to be looked for.
    ///
    /// # Safety
    /// They came in a call of this callee, and it is a word.
    #[inline]
    pub(super) unsafe fn word(&self, callee: &Callee, index: usize) -> Option<u64> {
        match self {
            // SAFETY: the caller's word.
            Arguments::Own(arrived, _) => unsafe { callee.arrivals()?.word(index, *arrived) },
            #[cfg(feature = "libffi")]
            Arguments::Libffi(_) => None,
        }
    }

    /// Where the bytes of one are; `None` if there are not so many.
    ///
    /// # Safety
    /// They came in a call of this callee.
    #[inline]
    pub(super) unsafe fn pointer(&mut self, callee: &Callee, index: usize) -> Option<*const u8> {
        match self {
            Arguments::Own(arrived, gathered) => {
                let arrivals = callee.arrivals()?;
                // SAFETY: the caller's word.
                unsafe { arrivals.argument(index, *arrived, gathered) }
            }
            #[cfg(feature = "libffi")]
            Arguments::Libffi(pointers) => {
                callee.tags().get(index)?;
                // SAFETY: the caller's word: there is a pointer for each.
                Some(unsafe { *pointers.add(index) }.cast())
            }
        }
    }
}
