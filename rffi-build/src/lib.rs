//! Compiles and links what `llexternal!` declares.
//!
//! # From `build.rs`
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
//! fn main() {
//!     rffi_build::build();
//! }
//! ```
//!
//! That is all. [`build`] reads the package's source files, finds each `llexternal!` and its
//! `compilation_info`, compiles the C in it, and leaves the macro word of what to link:
//!
//! ```
//! // src/lib.rs
//! # const _: &str = stringify! {
//! use rffi::{ExternalCompilationInfo, INT, llexternal};
//!
//! static GLUE: ExternalCompilationInfo = ExternalCompilationInfo::new()
//!     .includes(&["zlib.h"])
//!     .libraries(&["z"])
//!     .separate_module_sources(&[r#"
//!         int best_level(void) { return Z_BEST_COMPRESSION; }
//!     "#])
//!     .separate_module_files(&["c/more.c"]);
//!
//! llexternal! {
//!     compilation_info = GLUE;
//!
//!     unsafe extern "C" {
//!         /// A macro of the header, as a function.
//!         pub safe fn best_level() -> INT;
//!     }
//! }
//! # };
//! ```
//!
//! * Each of the `separate_module_sources` is compiled below the info's includes. Messages of the C
//!   compiler show its line in the Rust file, or in the file that `include_str!` names.
//! * `separate_module_files` are compiled as they are, with the same folders and flags.
//! * `#include <rffi.h>` finds [`rffi::RFFI_H`].
//! * Paths are relative to the folder of `Cargo.toml`.
//! * Only what changed is compiled again: the C, its headers and the system's, what the package's
//!   include folders hold, the flags, the compiler. Not seen are a new header beside a C file or in
//!   an absolute include folder that now comes before one of its name, a compiler behind a wrapper
//!   that stays the same, and by Cargo a `PATH` with another compiler before.
//! * `link_extra` and `link_files` reach the package's own programs and tests. Cargo does not pass
//!   them on to packages that depend on it; `libraries` it does.
//! * Where no declaration has C to compile, no C compiler is needed.
//! * Whether a library exists is the linker's to say.
//!
//! # What is found
//!
//! The roots where Cargo finds them by itself (`src/lib.rs`, `src/main.rs`, and in `src/bin`,
//! `examples`, `tests` and `benches` each `name.rs` and `name/main.rs`), and from there every `mod`,
//! in its own file or not, with `#[path]`. A crate whose root `Cargo.toml` puts elsewhere is added to
//! [`Package::roots`]; a library to which it gives a name of its own is named in
//! [`Package::library`].
//!
//! In these files, every macro call by the name `llexternal!`, in functions, too. Its
//! `compilation_info` is a chain of `ExternalCompilationInfo::new()`, or the path of a `static` of
//! this package with such a value: `NAME`, `self::`, `super::`, `crate::`, through `use`, and from the
//! package's other crates through the library's name. What is private does not come through a `*`;
//! `pub(super)` and the like do, so that a name may be called ambiguous that is not. The lists in it
//! are read as string literals and `include_str!("..")`.
//!
//! `#[cfg(..)]` counts. Conditions on the target and on features are evaluated; others, such as
//! `test`, may be true: what depends on them is compiled.
//!
//! Not found, and reported by the macro at the declaration if it needs C:
//!
//! * calls, `static`s and modules that another macro writes, and those in documentation tests;
//! * what `include!` brings in;
//! * values that must be run to be known, such as `A.merge(&B)` or `concat!(..)`;
//! * a `const`, which is no place in memory: write a `static`;
//! * a `static` of another package: re-export the declarations, not their compilation info.
//!
//! A file that does not parse, and a mistake in a declaration, do not stop the build script: rustc
//! and the macro report them, at their place.
//!
//! When the first file of `tests`, `examples` or `benches` is new, Cargo does not see it until
//! something else changes, because it cannot watch a folder that is not there.
//!
//! # At run time
//!
//! A translator that has written C gives it to [`compile_executable`], with the merged compilation
//! infos of what it calls. [`Toolchain`] does that for another target.
//!
//! # Compilers
//!
//! gcc and clang, found by [`cc`], which reads `CC`, `CFLAGS`, `AR` and their forms for one target.
//! Microsoft's compiler is refused with a message.
//!
//! [`cc`]: https://docs.rs/cc

#![expect(
    clippy::needless_doctest_main,
    reason = "the example is a build.rs, which has a `main`"
)]

mod building;
mod c_names;
mod c_type;
mod cache;
mod cfg;
mod compiler;
mod depfile;
mod directives;
mod directory;
mod env;
mod error;
mod executable;
mod headers;
mod import;
mod info;
mod package;
mod resolve;
mod roots;
mod scope;
mod script;
mod skim;
mod sources;
mod state;
mod toolchain;
mod unit;
mod wrappers;

pub use cfg::Cfg;
pub use error::{Error, Result};
pub use executable::compile_executable;
pub use package::Package;
pub use script::{build, try_build};
pub use toolchain::Toolchain;
