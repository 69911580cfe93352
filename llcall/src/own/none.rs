//! For machines without entries of their own.

use core::convert::Infallible;

use lltype::Value;

use crate::caller::Call;

/// There is none.
#[derive(Debug)]
pub(crate) struct Program(Infallible);

#[expect(clippy::unused_self, reason = "there is no self")]
impl Program {
    pub(crate) unsafe fn word(&self, _: *const (), _: *const u64) -> u64 {
        match self.0 {}
    }

    pub(crate) unsafe fn word_of_values(&self, _: *const (), _: &[Value]) -> Option<u64> {
        match self.0 {}
    }

    pub(crate) unsafe fn run_of_values(&self, _: *const (), _: &[Value], _: *mut u8) -> bool {
        match self.0 {}
    }

    pub(crate) unsafe fn run(&self, _: &Call<'_>) -> u64 {
        match self.0 {}
    }
}
