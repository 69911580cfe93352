//! Feature `dynamic`: libraries that are opened at run time.
//!
//! [`Library`] is what was opened ([`opened`]): one or several [`handle`]s, found by their names or by
//! an `ExternalCompilationInfo` ([`search`]). A [`declaration`] says what is wanted of it, [`lookup`]
//! finds the symbol, and what is given ([`contents`]) owns the library.

mod address;
mod call_error;
mod code;
mod contents;
mod declaration;
mod errno;
mod error;
mod func;
mod function;
mod handle;
mod known;
mod library;
mod linker_script;
mod loader_cache;
mod lookup;
mod near;
mod not_found;
mod open_error;
mod open_flags;
mod opened;
mod place;
mod search;
mod symbol;
mod text;
mod var;
mod variable;

pub use call_error::{Closed, LibraryCallError};
pub use code::{Code, CodeError};
pub use declaration::{Declaration, VariableDeclaration};
pub use errno::Errno;
pub use error::{Differs, LibraryError};
pub use func::Func;
pub use function::Function;
pub use library::Library;
pub use not_found::{NotFound, Wanted};
pub use open_error::{OpenError, OpenProblem};
pub use open_flags::OpenFlags;
pub use symbol::{Symbol, SymbolKind, SymbolsError};
pub use var::Var;
pub use variable::Variable;
