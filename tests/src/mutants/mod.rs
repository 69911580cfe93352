//! Mutants: declarations of real headers with one mistake each, for the check that must find it.
//!
//! The declarations are what `cdef` reads out of the preprocessed headers; the check asks the compiler. So a
//! mutant that is missed, and a harmless respelling that is not, is a mistake of the check, and a true
//! declaration that is not true is one of either.

mod campaign;
mod library;
mod mutation;

pub use campaign::{Campaign, Outcome};
pub use library::{LIBRARIES, Library};
