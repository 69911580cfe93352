//! Random declarations in C: as data that shrinks, and as text.

pub mod shape;
mod text;

pub use text::{PRELUDE, Typedefs, index_in, text};
