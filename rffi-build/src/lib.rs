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
//! * `link_extra` and `link_files` reach the package's own programs and tests, and others only as
//!   [below](#link-arguments); `libraries` and `frameworks` reach all.
//! * The packages in `pkg_config` are looked for, and become flags. One that is not there is an error
//!   at the declaration.
//! * With `use_cpp_linker`, the target's C++ library is linked, or the one in `CXXSTDLIB`.
//! * Folders that are not there are reported, and looked for again in the next build.
//! * Folders that only `build.rs` can know go into [`Package::include_dirs`] and
//!   [`Package::library_dirs`]. In a declaration, every path is relative.
//! * `library_dirs` are for the linker. Where the system finds shared libraries when the program
//!   starts is the user's choice: see
//!   [`library_dirs`](rffi::ExternalCompilationInfo::library_dirs).
//! * A compiler that makes objects for another machine than the target is refused, and what
//!   `CFLAGS` say about link-time optimisation has no effect: rustc could not link that.
//! * On docs.rs, nothing is compiled or looked for.
//! * Where no declaration has C to compile, no C compiler is needed.
//! * Whether a library exists is the linker's to say.
//!
//! # What is found
//!
//! The roots where Cargo finds them by itself (`src/lib.rs`, `src/main.rs`, and in `src/bin`,
//! `examples`, `tests` and `benches` each `name.rs` and `name/main.rs`), and from there every `mod`,
//! in its own file or not, with `#[path]`, and what `include!` brings in, where its path is a literal or made of
//! literals, `env!("OUT_DIR")` and `env!("CARGO_MANIFEST_DIR")` by `concat!`. A crate whose root `Cargo.toml`
//! puts elsewhere is added to [`Package::roots`]; a library to which it gives a name of its own is named in
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
//! # Comparison with the headers
//!
//! What is declared is compared with what the headers say, by [`lltype::compare`]: each function,
//! each variable, each struct and union that derives `CStruct`, and each constant. The header's own
//! prototypes and layouts are read from the debug information of an object file; what the compiler
//! makes is never run, so that this works for any target. What is wrong is an error of the compiler at
//! the name in the declaration, also in `cargo check` and in editors:
//!
//! ```text
//! error: `labs` is declared as `int labs(int x)`, but <stdlib.h> has `long labs(long)`
//!        note: parameter 1 (`x`): declared as `int`, but it is `long`: 4 bytes instead of 8
//!        note: result: declared as `int`, but it is `long`: 4 bytes instead of 8
//!        help: write `fn labs(x: LONG) -> LONG;`
//!   --> src/lib.rs:26:21
//! ```
//!
//! What is ABI is an error: the number of parameters, the class of a type, the width of integers, the
//! sign of those narrower than a register, the layout of structs, pointers to another type; also a name
//! that no header declares, and a macro without `#[c_macro]`. What is the same on this target alone is a
//! warning; a `const` that is left out is a note, which only the report of a [`Verification`] shows.
//!
//! * The variable `RFFI_VERIFY` (or [`Package::strictness`]) says how much is an error: `off`, `default`,
//!   or `strict`, which makes errors of warnings.
//! * Mistakes are shown while the package itself is built, or where `RFFI_VERIFY` is set. Packages that
//!   come from a registry or another repository are not compared: no build of others breaks.
//! * Without a C compiler, or where a header is missing, declarations are not checked, which is said
//!   once, as a warning of Cargo's.
//! * The build script sees tokens. It knows `rffi`'s names, Rust's numbers and what the package itself
//!   declares, aliases included; a function with another type by value is not checked, and a pointer to
//!   such a type matches all pointers. Of a name that is declared twice in a crate it knows nothing.
//!   [`Verification`], for a test of the package, sees what the compiler sees.
//! * What is wrong inside of a struct is told at the struct, not again at each function that takes it.
//! * A struct is compared where a header that some declaration of the package includes defines its name.
//! * The file `rffi/compared` in `OUT_DIR` says how many declarations were compared, what is wrong with them,
//!   and which were not compared, and why. With `strict`, Cargo shows the reasons of functions and variables.
//! * The convention of a function counts where the compiler tells it: clang does, gcc does not.
//! * `#[declare]` and `#[c_macro]` are not compared: there is no prototype, and C converts. Neither is what
//!   says something else on purpose, and says so: `#[no_verify]` at a function or variable,
//!   `#[cstruct(no_verify)]` at a struct, such as one that has the first members alone.
//! * What no header declares may be in the info's own `separate_module_sources` and
//!   `separate_module_files`: these are asked as well.
//!
//! # Constants
//!
//! `pub const Z_BEST_SPEED: INT = _;` in `llexternal!` has the value that the C compiler says, be it a
//! macro or a constant of an enumeration; the type is an integer, `bool`, a float, `&str` or `&CStr`. One
//! that the type cannot hold is an error. A value in the place of `_` is compared.
//!
//! # Link arguments
//!
//! Cargo gives the arguments for the linker in `link_extra` and `link_files` to the programs and
//! tests of the package that says them, not to packages that depend on it. If a package needs them
//! wherever it is used, it has a key `links` in its `Cargo.toml`, and the package of the program
//! depends on it directly and has an rffi build script, which passes them on:
//!
//! ```toml
//! # the package with the declaration      # the package with the program
//! [package]                               [dependencies]
//! links = "mylib"                         mylib = "1"
//!                                         [build-dependencies]
//!                                         rffi-build = "0.1"
//! ```
//!
//! Between them, another such package with `links` passes them on, too. Without that, the program's
//! `build.rs` prints `cargo::rustc-link-arg=..` itself.
//!
//! # Declarations in C
//!
//! Where declarations are C rather than Rust, they come as a text, by hand or from a header: [`Glue`] compiles
//! C for it, and has the compiler fill its gaps; [`table`] makes a constant of it for a library without headers.
//! [`modes`] is about when to use which.
//!
//! # At run time
//!
//! A translator that has written C gives it to [`compile_executable`], with the merged compilation
//! infos of what it calls; an interpreter has their sources compiled by [`compile_shared_lib`].
//! [`compile_objects`] and [`convert_sources_to_files`] are for those who link or compile by other
//! means, [`from_pkg_config`] and [`from_config_tool`] make infos. [`Toolchain`] has the same for
//! another target.
//!
//! # Feature `import`
//!
//! `import` makes a Rust module of C headers, in the words of this project, and says what it leaves out:
//! see `Import`. libclang reads the headers, through [`bindgen`]. The example of that name prints it:
//!
//! ```sh
//! cargo run -p rffi-build --features import --example import -- zlib.h --pkg-config zlib --allow 'deflate.*'
//! ```
//!
//! The file goes into the package's `src` as it is, or changed by hand: a function that is safe becomes
//! `safe fn`, one that sets errno `#[save_errno]`. Or `write_module` makes it in a build script, of the headers that
//! are installed there, and nothing goes into the repository: `examples/real-libraries` has packages that do so.
//!
//! [`bindgen`]: https://docs.rs/bindgen
//!
//! # What a platform is like
//!
//! A [`Probe`] asks the C compiler for sizes, offsets, types and constants, from a build script or at run
//! time, and runs nothing that it compiled. Its [`Facts`] are values, or Rust source
//! ([`Facts::to_rust`]). The answers are kept on disk until a header, a flag or the compiler changes.
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

mod ask;
mod building;
mod c_names;
mod c_type;
mod cache;
mod cfg;
mod checked;
mod checking;
mod command;
mod compiler;
mod config_tool;
mod convert;
mod debug;
mod declared;
mod depfile;
mod directives;
mod directory;
mod env;
mod error;
mod executable;
mod form;
#[cfg(feature = "import")]
mod from_header;
mod gaps;
mod generated;
mod glue;
mod headers;
mod import;
mod included;
mod info;
mod kept;
mod leftovers;
mod link_trace;
mod linker;
mod linking;
mod machine;
mod making;
mod missing_header;
pub mod modes;
mod objects;
mod opaque;
mod package;
mod pkg_config;
mod probe;
mod record;
mod repeated;
mod resolve;
mod roots;
mod scope;
mod script;
mod search;
mod shared_lib;
mod skim;
mod sources;
mod stamp;
mod state;
mod table;
mod target;
mod toolchain;
mod unit;
mod verify;
mod wrappers;

pub use cfg::Cfg;
pub use config_tool::from_config_tool;
pub use convert::convert_sources_to_files;
pub use env::build_target;
pub use error::{Error, Result};
pub use executable::compile_executable;
#[cfg(feature = "import")]
pub use from_header::{Import, Imported, LeftOut, import, try_write_module, write_module};
pub use glue::{Glue, Loadable};
pub use objects::compile_objects;
pub use package::Package;
pub use pkg_config::{from_pkg_config, resolve};
pub use probe::{
    Entry, Fact, Facts, Probe, ProbeError, StructFact, StructField, constant_integer,
    defined_constant_integer, has, has_symbol, memory_alignment, simple_type, size_of, structure,
    verify_eci,
};
pub use script::{build, try_build};
pub use shared_lib::compile_shared_lib;
pub use table::{table, write_table};
pub use toolchain::Toolchain;
pub use verify::{Finding, Report, Strictness, Verification, verify};
