//! C declarations as text: types, constants, functions and variables, laid out as the compiler of any
//! target would.
//!
//! * [`Cdef`]: everything that a text declares; it takes what people write by hand, and what `cc -E`
//!   prints for a header. [`CdefBuilder`] reads several texts, and texts with options.
//! * [`Declaration`]: a function, variable, constant or typedef; [`Cdef::function`] gives the
//!   [`Prototype`](lltype::Prototype).
//! * Type strings, such as `struct stat *(*)[5]`, are what everything else is asked with:
//!   [`Cdef::type_of`], [`Cdef::sizeof`], [`Cdef::offsetof`], [`Cdef::fields`], [`Cdef::canonical`].
//! * [`Errors`]: everything that is wrong with a text at once, each with its [`ErrorKind`], its place and
//!   what would be right; [`Cdef::warnings`] are values, too.
//!
//! ```
//! use cdef::Cdef;
//! use lltype::Target;
//!
//! let text = "
//!     struct header { unsigned char version : 4, length : 4; unsigned short total; long stamp; };
//!     int send(int socket, const struct header *header, ...);
//! ";
//! let cdef = Cdef::parse_for(text, &Target::AARCH64_LINUX_GNU)?;
//! assert_eq!(cdef.sizeof("struct header")?, 16);
//! assert_eq!(cdef.offsetof("struct header", &["total".into()])?, 2);
//! assert_eq!(
//!     cdef.function("send")?.to_string(),
//!     "int send(int socket, const struct header *header, ...)"
//! );
//! # Ok::<(), cdef::Errors>(())
//! ```
//!
//! # The language
//!
//! All declarations of C11, and what headers use beside them: GNU's and Microsoft's attributes that
//! change layouts or calls, `__extension__`, `typeof`, `__int128`, `_Float128`, vectors, complex numbers,
//! `#pragma pack`, `_Static_assert` (evaluated), `extern "C"`, `__asm__` names, line markers, bodies of
//! `inline` functions (skipped), and integer constant expressions with C's types. `#define NAME VALUE`
//! declares a constant: a value, worked out where it stands, not a text that is put in its place. The other
//! directives are the preprocessor's.
//!
//! # What is left to the compiler
//!
//! As in CFFI, `...` stands for what a text does not say: `struct s { int a; ...; };`, `int a[...];`,
//! `typedef int... t;`, `typedef ... t;`, `enum e { A, ... };`, `#define N ...`. It is kept as it is,
//! and [`Cdef::unknowns`] lists it; what depends on it is [`ErrorKind::NeedsCompiler`] until a compiler is
//! asked: [`Cdef::questions`] says what, and [`Cdef::answered`] has it. `rffi-build` is who asks.
//!
//! `extern "Python" int f(int);` (or `extern "Rust"`) declares a function of Rust that C calls.

#![forbid(unsafe_code)]

mod ask;
mod builder;
mod builtin;
mod cdef;
mod constant;
mod declaration;
mod diagnostic;
mod finish;
mod freeze;
mod kind;
mod lexer;
mod limits;
mod names;
mod parse;
mod query;
mod scope;
mod source;
mod token;
mod type_view;
mod types;
mod unknown;
mod view;
mod windows;

pub use ask::{Answer, Question};
pub use builder::{CdefBuilder, TextOptions};
pub use cdef::Cdef;
pub use declaration::{ConstantValue, Declaration, DeclarationKind};
pub use diagnostic::{Diagnostic, Errors, Warning};
pub use kind::{ErrorKind, WarningKind};
pub use query::{FieldInfo, Step};
pub use source::Location;
pub use type_view::{FunctionView, MemberRef, RecordRef, TypeShape, TypeView};
pub use unknown::Unknown;
pub use view::{EnumView, Member, RecordView};

/// What this crate gives, or everything that is wrong.
pub type Result<T, E = Errors> = core::result::Result<T, E>;
