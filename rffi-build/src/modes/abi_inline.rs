//! In-line ABI mode: a text and a library, when the program runs.
//!
//! It needs the crates `rffi` (feature `dynamic`) and `cdef`, and no build script.
//!
//! ```
//! # #[cfg(unix)] fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use rffi::{Cdef, Library, Value};
//!
//! let cdef = Cdef::parse("
//!     typedef struct { int quot, rem; } div_t;
//!     div_t div(int number, int divisor);
//!     extern char **environ;
//!     #define LIMIT (1 << 10)
//! ")?;
//! assert_eq!(cdef.constant("LIMIT")?, 1024);
//!
//! // SAFETY: the text says what the C library has.
//! let process = Library::process().with_cdef(cdef);
//! let div = unsafe { process.function("div") }?;
//! let mut result = [0_i32; 2];
//! // SAFETY: it takes any divisor but 0, and there is room for the struct.
//! unsafe { div.call_into(&[Value::from(17), Value::from(5)], result.as_mut_ptr().cast()) }?;
//! assert_eq!(result, [3, 2]);
//! # Ok(()) }
//! # #[cfg(not(unix))] fn main() {}
//! ```
//!
//! * `rffi::Library` opens: by a name, by a path, as an `ExternalCompilationInfo` says, or everything that the
//!   process has. A name is never searched for in other spellings.
//! * A [`Cdef`](cdef::Cdef) is one value that any number of libraries share. Types are asked for by their names
//!   in C: [`sizeof`](cdef::Cdef::sizeof), [`offsetof`](cdef::Cdef::offsetof),
//!   [`fields`](cdef::Cdef::fields).
//! * A function of a type that Rust knows is compared with the text once, by `Library::func`, and then called
//!   directly; `Library::function` calls with values by any signature.
//! * `...` is refused where something depends on it: nobody asks a compiler. `extern "Python"` declares
//!   no function of a library; a `rffi::Closure` is a bare C function.
//!
//! What goes wrong when a library is loaded, the loader itself can tell: on Linux by the variables `LD_DEBUG`
//! and `LD_BIND_NOW`.
