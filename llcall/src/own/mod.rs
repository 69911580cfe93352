//! This crate's own way to call, and to be called: for x86-64 Linux. Elsewhere there is none.
//!
//! With `--cfg llcall_portable` there is none here either: so is tested what other machines get.

#[cfg(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64",
    not(llcall_portable)
))]
mod x86_64;
#[cfg(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64",
    not(llcall_portable)
))]
pub(crate) use x86_64::{Arrivals, Arrived, Gathered, IS_THERE, Program, Registers, stubs};

#[cfg(not(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64",
    not(llcall_portable)
)))]
mod none;
#[cfg(not(all(
    target_arch = "x86_64",
    target_os = "linux",
    target_pointer_width = "64",
    not(llcall_portable)
)))]
pub(crate) use none::{Arrivals, Arrived, Gathered, IS_THERE, Program, Registers, stubs};
