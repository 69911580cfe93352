//! CFFI's four modes: how a text in C and a library come together.
//!
//! Declarations are C in all of them, in the language of [`cdef`]. The modes differ in two things: whether a
//! compiler is asked, and when.
//!
//! | | the text is all that is known (ABI) | a compiler knows the rest (API) |
//! |---|---|---|
//! | when the program runs (in-line) | [`abi_inline`] | [`api_inline`] |
//! | in the build script (out-of-line) | [`abi`] | [`api`] |
//!
//! * **ABI mode** needs no compiler. What the text says must be what the library has: nobody compares them, and
//!   a mistake is a crash. Structs must be told whole.
//! * **API mode** needs headers and a compiler. What the text leaves out by `...` the compiler fills in; what
//!   it says is compared, and a mistake is an error with its place. Macros, `static inline` functions and
//!   thread-local variables are reached, and numbers may be declared with other types than they have.
//!
//! API mode is to be preferred where there is a compiler: it is safer, and its calls are calls of C functions
//! that Rust's compiler sees. ABI mode is for libraries without headers, and for programs that learn when they
//! run what they call.
//!
//! `llexternal!` is a fifth way: the declarations are Rust, and the header is there for the checks.
//!
//! The package `examples/modes` does the same in each mode.

pub mod abi;
pub mod abi_inline;
pub mod api;
pub mod api_inline;
