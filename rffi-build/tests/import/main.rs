//! Modules made of headers: what is in them, that they compile and work, and what is said where they cannot
//! be made.
#![cfg(feature = "import")]

mod errors;
mod golden;
mod package;
mod support;
