//! API mode: a text with `...`, and C or C++, become Rust that calls C.
//!
//! ```toml
//! [dependencies]
//! rffi = "0.1"
//!
//! [build-dependencies]
//! rffi-build = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! use rffi_build::Glue;
//!
//! fn main() -> Result<(), rffi_build::Error> {
//!     Glue::new("time")
//!         .cdef_file("src/time.cdef")?
//!         .source("#include <time.h>")
//!         .build();
//!     Ok(())
//! }
//! ```
//!
//! ```c
//! // src/time.cdef
//! typedef int... time_t;
//! struct tm { int tm_year, tm_mon, tm_mday; ...; };
//! struct tm *gmtime_r(const time_t *time, struct tm *result);
//! #define CLOCKS_PER_SEC ...
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! mod time {
//!     include!(concat!(env!("OUT_DIR"), "/time.rs"));
//! }
//!
//! let mut result = std::mem::MaybeUninit::<time::tm>::uninit();
//! let result = unsafe {
//!     time::gmtime_r((&raw const seconds).into(), result.as_mut_ptr().into());
//!     result.assume_init()
//! };
//! println!("{}", result.tm_year + 1900);
//! ```
//!
//! # What is in the module
//!
//! | C | Rust |
//! |---|---|
//! | function | an `unsafe fn` of `llexternal!`, with its `EXTERNAL`, its fakes, and a place in `EXTERNALS`; where a struct or a `long double` crosses, an `unsafe fn` around one that takes pointers |
//! | variadic function | the C function itself, which must be what the text says |
//! | macro that is called | the same as a function |
//! | macro or `static const` with a value that the compiler knows | a `const`, of the declared type, or of the first of C's integers that holds it |
//! | other constants | an `unsafe fn` that reads it |
//! | variable, also thread-local, or a macro that stands for one | an `unsafe fn` that gives its address, that of this thread |
//! | struct and union that the text tells whole | `#[derive(CStruct)]`, where Rust lays it out in the same way |
//! | other structs and unions | `#[repr(C)]` with padding; what no member of Rust can be (a union in it, a packed integer) is a function that gives its address, a bit-field a pair of functions |
//! | enum | the integer that holds it, and a `const` for each constant |
//! | typedef | `type` |
//! | a type of which only the name is known | `opaque!` |
//! | `extern "Python"`, also written `extern "Rust"` | `set_name(Some(function))`: which function of Rust C calls by that name |
//!
//! Each has the declaration in C as its documentation. A word that Rust keeps for itself gets a `_` behind it; a
//! tag that is also a typedef of another type gets `struct_` before it.
//!
//! # What the compiler fills in
//!
//! | text | what it says |
//! |---|---|
//! | `struct s { int a; ...; };` | there are other members, and other places; `...;` stands anywhere |
//! | `typedef int... t;`, `typedef float... t;` | which integer or float it is |
//! | `typedef ... t;`, `typedef ... *p;` | nothing is known but the name |
//! | `typedef struct { ...; } t;` | the size alone |
//! | `int a[...];` in members, variables and typedefs, at any rank | the length |
//! | `enum e { A, B, ... };`, `enum e { A = ... };` | the values |
//! | `#define N ...`, `static const int N;` | the value |
//!
//! What a text says is compared: the layout of structs without `...;`, constants with a value, the types of
//! members, variables, and of the parameters and results that are pointers or structs, but for `const`. Numbers
//! that are parameters or results need not be those of C, which converts. Of enums, the compiler's values count,
//! whatever the text says, as in CFFI.
//!
//! # Functions of Rust that C calls
//!
//! `extern "Python" int ready(int n);` defines a `static` function `ready` for the source, which declares it
//! (`static int ready(int n);`) and calls it; with `"Python+C"`, others see it, too. It calls the function that
//! `set_ready` was given. Before that, it tells so on the standard error, and gives zero. What C has by value
//! crosses by pointer: the result first.
//!
//! # More than one
//!
//! [`Glue::include`](crate::Glue::include) and [`include_package`](crate::Glue::include_package) make the types
//! and integers of one text known to another. The Rust of the other is re-exported, and its types are the same
//! types.
//!
//! # Without Cargo
//!
//! [`Glue::emit_c`](crate::Glue::emit_c) is a file of C for any compiler and target, and
//! [`emit_rust`](crate::Glue::emit_rust) the Rust for it on one target. Another build system compiles them, and
//! links.
//!
//! # On docs.rs
//!
//! Where the variable `DOCS_RS` is set, the module is written, and nothing is compiled or linked. Without `...` in
//! the text, no compiler, header or library is needed: the layouts are those of [`lltype`], and what the text says
//! is not compared. Otherwise, and for a `static const` without a value, the compiler is asked as in any build. Where
//! it knows no answer, the error names what the text leaves to it: the headers can be put into the package, or the
//! text can say it.
//!
//! # Limits
//!
//! At most 16 parameters, with the result where it is a struct. Vectors, `_Float16` and `_Float128` cannot be passed. Link arguments that Cargo does
//! not pass on are [those of other declarations](crate#link-arguments).
