//! Measurements against the thing beside it.
//!
//! * [`external`], [`memory`], [`layout`], [`registry`], [`mod@cdef`], [`calls`], [`callbacks`],
//!   [`peers`], [`mod@build`], [`compile`]: the suites.
//! * [`measure`]: the method of all but the last two.
//! * [`row`], [`report`]: what comes out.

pub mod args;
pub mod build;
pub mod callback;
pub mod callbacks;
pub mod callee;
pub mod callees;
pub mod calls;
pub mod cargo;
pub mod cdef;
pub mod clock;
pub mod compile;
mod error;
pub mod external;
#[cfg(feature = "fakes")]
pub mod fakes;
pub mod layout;
#[cfg(feature = "libffi")]
mod libffi;
pub mod measure;
pub mod memory;
pub mod peers;
pub mod registry;
pub mod report;
pub mod row;
mod strings;
mod text;

pub use error::Error;

pub mod verified;
