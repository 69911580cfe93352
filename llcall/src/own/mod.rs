//! This crate's own way to call: for x86-64 Linux. Elsewhere there is none.

#[cfg(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64"
))]
mod x86_64;
#[cfg(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64"
))]
pub(crate) use x86_64::{Arrivals, Arrived, Gathered, Program, Registers, stubs};

#[cfg(not(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64"
)))]
mod none;
#[cfg(not(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64"
)))]
pub(crate) use none::{Arrivals, Arrived, Gathered, Program, Registers, stubs};
