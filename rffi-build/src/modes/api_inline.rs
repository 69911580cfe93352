//! In-line API mode: C is compiled and loaded when the program runs.
//!
//! ```
//! # #[cfg(unix)] fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
//! #     return Ok(()); // there is no C compiler here
//! # }
//! # let folder = tempfile::tempdir()?;
//! # let cache = folder.path();
//! use rffi::{Library, Value};
//! use rffi_build::Glue;
//!
//! let made = Glue::new("limits")
//!     .cdef("#define INT_MAX ...\n int middle(int a, int b);")
//!     .source("#include <limits.h>\n static inline int middle(int a, int b) { return a + (b - a) / 2; }")
//!     .compile_shared_lib(cache)?;
//! assert_eq!(made.cdef().constant("INT_MAX")?, i128::from(i32::MAX));
//!
//! // SAFETY: the C above may be loaded, and the compiler compared the text with it.
//! let library = unsafe { Library::open(made.library()) }?.with_cdef(made.cdef().clone());
//! let middle = unsafe { library.function("middle") }?;
//! // SAFETY: it takes any numbers.
//! assert_eq!(unsafe { middle.call(&[Value::from(10), Value::from(20)]) }?, Value::from(15));
//! # Ok(()) }
//! # #[cfg(not(unix))] fn main() {}
//! ```
//!
//! * The folder is a cache: as long as the text, the C, what it includes, the flags and the compiler are the same,
//!   the library is found in it. It may be shared by threads and programs.
//! * The texts and the checks are those of [API mode](super::api). The declarations of
//!   [`Loadable::cdef`](crate::Loadable::cdef) have everything that the compiler knows, and find functions by
//!   their names.
//! * Variables and constants that only the running program knows are reached through functions:
//!   [`address_of`](crate::Loadable::address_of), [`value_of`](crate::Loadable::value_of),
//!   [`setter_of`](crate::Loadable::setter_of) give their prototypes for `Library::function`.
//! * Structs that the text tells whole are passed by value; how those with `...;` are passed, nobody knows.
//! * To ask only for constants and sizes, nothing need be loaded: [`Glue::declarations`](crate::Glue::declarations).
