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
//! * [`get_saved_errno`]: what `#[save_errno]` saved.
//! * [`INT`], [`SIZE_T`], [`CCHARP`], ...: C's types by their names.
//!
//! # Limits
//!
//! That a declaration is what the header says is your promise: nothing compares them yet. Headers are
//! for the C sources beside a declaration and for code generators. Structs cross by pointer, and C's
//! variadic functions, macros and variables through C functions of yours. In C all names are in one
//! place: two packages with a function `helper` in their C sources get one of them.
//!
//! # Features
//!
//! * `macros` (on): [`llexternal!`]. Build scripts leave it off.
//! * `fakes`: `name::fake(..)`, for tests.

// So that `::rffi` in doctests and in this crate is the same.
extern crate self as rffi;

mod call_error;
mod eci;
mod errno;
mod error;
mod external;
#[cfg(feature = "fakes")]
mod fake;
mod flags;
mod header;
mod list;
mod ll_external;
mod macros;
#[cfg(feature = "fakes")]
mod place;
#[doc(hidden)]
pub mod private;
mod source;
mod spelling;
mod text;
mod types;
mod variable;

pub use call_error::{CallError, CallProblem};
pub use eci::{ExternalCompilationInfo, Field};
pub use errno::{SaveErr, get_saved_errno, set_saved_errno};
pub use error::{Error, Result};
pub use external::External;
#[cfg(feature = "fakes")]
pub use fake::FakeGuard;
pub use flags::Flags;
pub use header::RFFI_H;
pub use list::List;
pub use ll_external::LLExternal;
pub use lltype::{ConstPtr, Desc, LowLevelType, OpaqueDesc, Ptr, Value, opaque};
pub use source::Source;
pub use text::NulError;
pub use types::{
    CCHARP, CCHARPP, CHAR, CONST_CCHARP, DOUBLE, DOUBLE_COMPLEX, FLOAT, FLOAT_COMPLEX, INT, LONG,
    LONGDOUBLE, LONGDOUBLE_COMPLEX, LONGLONG, SIZE_T, SSIZE_T, UINT, ULONG, ULONGLONG, VOIDP,
};
pub use variable::ExternalVariable;
