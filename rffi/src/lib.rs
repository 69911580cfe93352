//! Declare a C function once; call it at full speed, describe it to a code generator, call it from
//! an interpreter, replace it by a fake in a test, link it at build time.
//!
//! ```
//! use rffi::{ExternalCompilationInfo, LONG, Value, llexternal};
//!
//! llexternal! {
//!     compilation_info = ExternalCompilationInfo::new().includes(&["stdlib.h"]);
//!
//!     unsafe extern "C" {
//!         /// The absolute value.
//!         pub safe fn labs(number: LONG) -> LONG;
//!     }
//! }
//!
//! assert_eq!(labs(-7), 7);                                    // a plain call of C's labs
//! assert_eq!(labs::EXTERNAL.name(), "labs");                  // its description
//! // SAFETY: any number may be given.
//! let seven = unsafe { labs::EXTERNAL.call(&[Value::from(-7_i64)]) }?;
//! assert_eq!(seven.as_integer(), Some(7));                    // the call of an interpreter
//! # Ok::<(), rffi::Error>(())
//! ```
//!
//! * [`llexternal!`]: the declaration.
//! * [`External`]: what it leaves for tools.
//! * [`ExternalCompilationInfo`]: headers, sources, libraries, flags.
//! * [`get_saved_errno`]: what `#[save_errno]` saved; [`SaveErr`]: all that a call may do with errno.
//! * [`with_callback`], [`Callback`], [`LocalCallback`]: closures that C calls.
//! * [`Handle`]: a value of Rust as a `void *` for C.
//! * [`set_gil_hooks`]: a lock of the program's that is let go around calls.
//! * [`INT`], [`SIZE_T`], [`CCHARP`], ...: C's types by their names, and pointers to them: [`INTP`],
//!   [`SIZE_TP`], ...
//! * [`CStruct`](derive@CStruct), [`CEnum`](derive@CEnum): structs, unions and enums of Rust as C's.
//! * [`lltype`]: types as data, C's memory and strings.
//!
//! # Limits
//!
//! That a declaration is what the header says is your promise: nothing compares them yet. Headers are
//! for the C sources beside a declaration, for macros and variables, and for code generators. In C all
//! names are in one place: two packages with a function `helper` in their C sources get one of them.
//!
//! # Features
//!
//! * `macros` (on): [`llexternal!`], [`CStruct`](derive@CStruct), [`CEnum`](derive@CEnum). Build scripts
//!   leave it off.
//! * `fakes`: `name::fake(..)`, for tests.
//! * `dynamic`: libraries that are opened at run time (on Unix), and closures as bare C functions.
//! * `libffi`: the same on machines for which `llcall` has no code of its own, by libffi.
//!
//! # Feature `dynamic`
//!
//! `Closure`, `LocalClosure` and `with_closure` make bare C functions of closures, which no `void *` goes
//! with.
//!
//! `Library` is a shared library, opened by its name, by its path, as an [`ExternalCompilationInfo`]
//! says, or everything that the process has. Its functions and variables are declared by C text, by names
//! that a `cdef::Cdef` or a [`Table`] declares, by a [`Prototype`](lltype::Prototype), or by MicroPython's codes:
//!
//! * `Library::func` gives a `Func`, of a function type of Rust that is compared with the declaration
//!   once: `compare` tells what is wrong. It is called directly.
//! * `Library::function` gives a `Function`, of the type that the declaration says: `Function::call` takes
//!   [`Value`]s and checks them, `Function::call_errno` gives errno besides, `Function::call_slots` takes
//!   words and checks nothing.
//! * `Library::var` and `Library::variable` give variables in the same two ways, thread-local ones too.
//!
#![cfg_attr(all(feature = "dynamic", unix), doc = "```")]
#![cfg_attr(not(all(feature = "dynamic", unix)), doc = "```ignore")]
//! use rffi::{CCHARP, CCHARPP, DOUBLE, Library, Value};
//!
//! let process = Library::process();
//! // SAFETY: the texts say what C's functions are.
//! let (strtod, abs) = unsafe {
//!     let strtod = process.func::<unsafe extern "C" fn(CCHARP, CCHARPP) -> DOUBLE>(
//!         "double strtod(const char *text, char **end)",
//!     )?;
//!     (strtod, process.function("int abs(int number)")?)
//! };
//! let text = CCHARP::from(c"0.5".as_ptr().cast_mut());
//! // SAFETY: the text ends with a NUL; `abs` takes any number.
//! unsafe {
//!     assert_eq!(strtod.call((text, CCHARPP::NULL))?, 0.5);
//!     assert_eq!(abs.call(&[Value::from(-3)])?, Value::from(3));
//! }
//! # Ok::<(), rffi::Error>(())
//! ```
//!
//! `Closure`, `LocalClosure` and `with_closure` make C functions of closures, which no `void *` goes with;
//! `live_callbacks` lists them.
//!
//! What is taken from a library owns it: `Library::close` makes calls an error, and the library leaves
//! memory with the last that was taken from it. Opening, declaring and calling are `unsafe`; what the
//! declaration says is your promise.

// So that `::rffi` in doctests and in this crate is the same.
extern crate self as rffi;

mod around;
mod call_error;
mod callback;
#[cfg(feature = "dynamic")]
mod closure;
#[cfg(feature = "macros")]
mod derive;
#[cfg(all(feature = "dynamic", unix))]
mod dynamic;
mod eci;
mod errno;
mod error;
mod external;
#[cfg(feature = "fakes")]
mod fake;
mod flags;
mod handle;
mod header;
mod list;
mod ll_external;
mod macros;
#[cfg(not(feature = "fakes"))]
pub mod needs_fakes;
#[cfg(feature = "fakes")]
mod place;
#[doc(hidden)]
pub mod private;
mod shape;
mod source;
mod spelling;
mod table;
mod text;
mod this_thread;
mod types;
mod variable;

pub use around::{GilHooks, set_gil_hooks, with_gil, without_gil};
pub use call_error::{CallError, CallProblem};
pub use callback::{
    Callback, CallbackFailed, CallbackFn, CallbackMisuse, CallbackPanic, First, Last,
    LocalCallback, set_misuse_hook, try_with_callback, with_callback,
};
#[cfg(feature = "dynamic")]
pub use cdef::{self, Cdef};
#[cfg(feature = "dynamic")]
pub use closure::{Closure, ClosureError, ClosureFn, LocalClosure, with_closure};
#[cfg(feature = "macros")]
pub use derive::{CEnum, CStruct};
#[cfg(all(feature = "dynamic", unix))]
pub use dynamic::{
    Closed, Code, CodeError, Declaration, Differs, Errno, Func, Function, Library,
    LibraryCallError, LibraryError, NotFound, OpenError, OpenFlags, OpenProblem, Symbol,
    SymbolKind, SymbolsError, Var, Variable, VariableDeclaration, Wanted,
};
pub use eci::{CompilationInfoError, ExternalCompilationInfo, Field};
pub use errno::{
    RFFI_ALT_ERRNO, RFFI_ERR_ALL, RFFI_ERR_NONE, RFFI_FULL_ERRNO, RFFI_FULL_ERRNO_ZERO,
    RFFI_FULL_LASTERROR, RFFI_READSAVED_ERRNO, RFFI_READSAVED_LASTERROR, RFFI_SAVE_ERRNO,
    RFFI_SAVE_LASTERROR, RFFI_SAVE_WSALASTERROR, RFFI_ZERO_ERRNO_BEFORE, SaveErr,
    get_saved_alterlasterror, get_saved_alterrno, get_saved_errno, get_saved_lasterror,
    set_saved_alterlasterror, set_saved_alterrno, set_saved_errno, set_saved_lasterror,
};
pub use error::{Error, Result};
pub use external::External;
#[cfg(feature = "fakes")]
pub use fake::{
    ANY, Argument, Call, EnteredFakes, Expected, FakeGuard, FakeSet, Matcher, NotShared,
};
pub use flags::Flags;
pub use handle::{Handle, HandleError, from_handle, new_handle};
pub use header::RFFI_H;
pub use list::List;
pub use ll_external::LLExternal;
#[cfg(feature = "dynamic")]
pub use llcall::{
    self, Backend, Incoming, Placement, Policy, StaleCall, live_callbacks, set_stale_hook,
};
pub use lltype;
pub use lltype::{ConstPtr, Desc, LowLevelType, OpaqueDesc, Ptr, Value, opaque};
pub use source::Source;
pub use table::{ConstantEntry, FunctionEntry, Table, VariableEntry};
pub use text::NulError;
pub use types::*;
pub use variable::ExternalVariable;
