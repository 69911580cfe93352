//! From a [`Literal`](crate::Literal) to the bytes of a [`Type`](lltype::Type), laid out as C has them.
//!
//! [`Builder`] writes values; what their pointers point to lives in an [`Arena`].

mod arena;
mod array;
mod bits;
mod builder;
mod deduce;
mod error;
mod number;
mod pointer;
mod record;
mod scalar;

pub use arena::{Arena, Block};
pub(crate) use bits::{read_bits, write_bits};
pub use builder::{Argument, Builder};
pub use error::{BuildError, Problem};
pub(crate) use pointer::is_text;

/// The most bytes that one value may have.
const MAX_SIZE: u64 = 1 << 28;
