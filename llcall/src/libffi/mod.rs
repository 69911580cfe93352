//! Calls by libffi: where this crate has no code of its own, and as what that code is tested against.
//!
//! A [`Prepared`] is a signature in libffi's words. What libffi cannot describe is refused when it is made
//! ([`Unsupported::Backend`](crate::Unsupported)), because libffi would call all the same, with the
//! arguments at wrong places:
//!
//! * types that it does not know: vectors, `__int128`, `_Float16`, `_Float128`, `__bf16`, and complex
//!   numbers of those; complex numbers at all, where it is built without them;
//! * structs and unions with bit-fields, without members, with an array of no items or of any number, or
//!   with a layout that is not the one of their members in order: packed, or aligned to more;
//! * unions that no struct is passed like: see [`unions`];
//! * what it passes wrongly: see [`rules`];
//! * values of more than 64 KiB, for which it makes room on the stack without looking where that ends.

mod abi;
mod arena;
mod call;
mod cif;
mod closure;
mod returned;
mod rules;
mod types;
mod unions;

pub(crate) use cif::Prepared;
pub(crate) use closure::Closure;
