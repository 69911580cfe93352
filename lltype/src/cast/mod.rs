//! Conversions that the user asks for: nothing here happens by itself.
//!
//! * [`cast`]: C's cast between numbers and pointers, whatever becomes of them;
//! * [`cast_value`]: the same for types known at run time;
//! * [`cast_primitive`]: RPython's, which refuses what has no meaning;
//! * [`cast_pointer`], [`cast_opaque_ptr`]: between pointers, where the types allow it.

mod error;
mod number;
mod pointer;
mod primitive;

pub use error::CastError;
pub use number::{Number, cast};
pub(crate) use number::{Wide, sealed};
pub use pointer::{cast_int_to_ptr, cast_opaque_ptr, cast_pointer, cast_ptr_to_int};
pub use primitive::{cast_primitive, cast_value};
