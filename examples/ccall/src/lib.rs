//! A calculator for C libraries, as a program that uses this toolchain would be: it reads the declaration
//! of a function, puts arguments into memory as C has them, calls, and prints what came of it.
//!
//! ```
//! use ccall::{Options, Session};
//!
//! let mut session = Session::new(Options::default());
//! let line = b"- ; typedef struct { int quot, rem; } div_t; div_t div(int, int) ; 17 5";
//! // SAFETY: that is `div`.
//! let report = unsafe { session.call_line(line) }?.unwrap();
//! assert_eq!(report.result.as_deref(), Some("{quot: 3, rem: 2}"));
//! # Ok::<(), ccall::Error>(())
//! ```
//!
//! # The way through the code
//!
//! A [`Line`] (`line.rs`) has a library, a prototype and arguments. The prototype is read by `cdef`
//! (`declarations/`); each argument becomes a [`Literal`] (`literal/`), which [`Builder`] (`memory/`)
//! writes as bytes of its parameter's type. `call.rs` calls the function by `rffi`, and [`Show`]
//! (`print/`) prints bytes by their type. [`Session`] holds it together.
//!
//! `real/` has the floating-point formats that Rust does not have: `long double`, `_Float16`,
//! `_Float128`.

mod call;
mod declarations;
mod error;
mod line;
mod literal;
mod memory;
mod print;
mod real;
mod report;
mod session;
mod similar;
mod timing;

pub use error::{Error, Place};
pub use line::Line;
pub use literal::{Designator, Integer, Item, Literal, Suffix, SyntaxError};
pub use memory::{Arena, Argument, Block, BuildError, Builder, Problem};
pub use print::Show;
pub use real::Real;
pub use report::Report;
pub use session::{Options, Session};
