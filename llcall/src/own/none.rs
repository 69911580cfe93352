//! For machines that no code of this crate's own is for: nothing here can be made.

use core::convert::Infallible;

use lltype::Value;

use crate::caller::Call;
use crate::placement::Placement;

/// Whether this crate has code of its own.
pub(crate) const IS_THERE: bool = false;

#[derive(Debug)]
pub(crate) struct Program(Infallible);

#[derive(Debug)]
pub(crate) struct Arrivals(Infallible);

#[derive(Clone, Copy)]
pub(crate) struct Arrived(Infallible);

#[derive(Default)]
pub(crate) struct Gathered;

pub(crate) struct Registers(Infallible);

impl Gathered {
    pub(crate) fn new() -> Self {
        Gathered
    }
}

impl Program {
    pub(crate) fn new(_: &Placement) -> Option<Self> {
        None
    }

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

impl Arrivals {
    pub(crate) fn of(_: &Placement, _: bool) -> Option<Self> {
        None
    }

    pub(crate) fn relay(&self) -> *const () {
        match self.0 {}
    }

    pub(crate) unsafe fn argument(
        &self,
        _: usize,
        _: Arrived,
        _: &mut Gathered,
    ) -> Option<*const u8> {
        match self.0 {}
    }

    pub(crate) unsafe fn word(&self, _: usize, _: Arrived) -> Option<u64> {
        match self.0 {}
    }

    pub(crate) unsafe fn room(&self, _: Arrived) -> Option<*mut u8> {
        match self.0 {}
    }

    pub(crate) unsafe fn answer(&self, _: *const u8, registers: &mut Registers) {
        match registers.0 {}
    }
}

pub(crate) mod stubs {
    use crate::callback::{CallbackError, Slot};

    pub(crate) fn first() -> &'static [Slot] {
        &[]
    }

    pub(crate) fn more() -> Result<&'static [Slot], CallbackError> {
        Err(CallbackError::NoStubs)
    }
}
