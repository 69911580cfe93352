//! Operations of high level (open a file, take a square root) for interpreters and translators:
//! each with the C function that does it and a fake that only pretends to. RPython's `extfunc`.
//!
//! An operation is registered once, by [`register_external!`], and then
//!
//! * called from Rust as a function: `ll_math::sqrt(2.0)`;
//! * called by name with [`HighValue`]s, as an interpreter does: [`Registry::call`];
//! * described to a code generator: [`ExtFunc`];
//! * replaced in a test: `ll_math::sqrt::fake(..)` (feature `fakes`).
//!
//! Ready are [`ll_math`], [`ll_str`] and, on Unix, [`ll_os`].
//!
//! # How values cross to C, and back
//!
//! | in the operation | in C |
//! |---|---|
//! | `bool`, an integer, `f64` | the same |
//! | `&str` | `const char *` with a NUL behind it; a NUL inside is an error of the operation |
//! | `&CStr` | `const char *`; a NUL inside is an error of the argument, before the call |
//! | `&[u8]` | two parameters, `const char *` and `size_t`; any pointer, for none |
//! | `&[T]` of integers or floats | two parameters, `const T *` and `size_t`; any pointer, for none |
//! | a tuple of `bool`, integers, floats, tuples | a parameter for each item, in order |
//! | result `()`, `bool`, an integer, `f64`, or an `io::Result` of `bool`, `f64`, an unsigned integer | the same |
//! | result `io::Result` of a signed integer, of `usize` (in C `ssize_t`), of `()` (in C `int`) | [`Failure::Negative`] |
//! | result `io::Result` of `Vec<u8>`, `String` | [`Bytes`], or [`Failure::Null`] |
//! | result `io::Result` of `Vec<T>` of integers or floats | [`Bytes`], in which the items lie one behind the other, or [`Failure::Null`] |
//! | result tuple, or `io::Result` of one | its first item by the rules above; for each other, an integer or a float, a pointer to where C writes it, behind all other parameters, in order |
//!
//! So `frexp(x: f64) -> (f64, i32)` is C's `double frexp(double x, int *exp)`. Other tuples and lists do
//! not cross: what has them is implemented by a `function` of Rust.
//!
//! [`ExtFunc::external`] and [`ExtFunc::failure`] tell a code generator the same.
//!
//! # Features
//!
//! * `fakes`: operations can be replaced in tests; the feature `fakes` of `rffi`.

// So that `::extfunc` in doctests and in this crate is the same.
extern crate self as extfunc;

mod bytes;
mod call_error;
mod error;
mod high;
mod high_type;
mod high_value;
mod implementation;
mod lift;
pub mod ll_math;
#[cfg(unix)]
pub mod ll_os;
pub mod ll_str;
mod lower;
mod macros;
mod operation;
#[doc(hidden)]
pub mod private;
mod registry;
mod signature;

pub use bytes::Bytes;
pub use call_error::CallError;
pub use error::{DuplicateError, Error, NoCFunctionError, Result};
pub use high::{High, Item, Mismatch, NoResult};
pub use high_type::HighType;
pub use high_value::HighValue;
pub use implementation::HostFunction;
pub use lift::{Failure, Lift, SafeLift};
pub use operation::{Executor, ExtFunc, HighParam};
pub use registry::Registry;
pub use signature::{Parameter, Returned};
