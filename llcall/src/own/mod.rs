//! This crate's own way to call: for x86-64 with the System V ABI. Elsewhere there is none.

#[cfg(all(target_arch = "x86_64", unix))]
mod x86_64;
#[cfg(all(target_arch = "x86_64", unix))]
pub(crate) use x86_64::Program;

#[cfg(not(all(target_arch = "x86_64", unix)))]
mod none;
#[cfg(not(all(target_arch = "x86_64", unix)))]
pub(crate) use none::Program;
