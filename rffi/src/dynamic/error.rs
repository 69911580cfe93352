//! [`LibraryError`]: something of a library could not be had.

use core::fmt;

use cdef::DeclarationKind;
use llcall::PlanError;
use lltype::{Difference, ValueError};

use super::{Closed, CodeError, NotFound, OpenError, SymbolsError, Wanted};

/// A library could not be opened, or something of it could not be had.
///
/// ```
/// use rffi::{Library, LibraryError};
///
/// let process = Library::process();
/// // SAFETY: nothing is made.
/// let error = unsafe { process.function("int abs(itn)") }.unwrap_err();
/// assert!(matches!(error, LibraryError::Declaration(_)));
/// assert!(error.to_string().contains("unknown type `itn`"));
/// // SAFETY: nothing is made.
/// let error = unsafe { process.code_func("i", "abs", "x") }.unwrap_err();
/// assert!(matches!(error, LibraryError::Code(_)));
/// assert!(error.to_string().starts_with("`abs`: argument 1: `x` is no code"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum LibraryError {
    /// A library could not be opened.
    Open(OpenError),
    /// The library does not have the name.
    NotFound(NotFound),
    /// The library was closed.
    Closed(Closed),
    /// The name is empty, or has a NUL byte.
    Name(String),
    /// The address is null, where nothing can be.
    Null(String),
    /// The text that declares it is wrong.
    Declaration(cdef::Errors),
    /// It was asked for by its mere name, and the library has no declarations.
    NotDeclared(String),
    /// The table of the library has no such name.
    NotInTable(String),
    /// The name is declared as something else.
    Kind {
        /// The name.
        name: String,
        /// What it is.
        kind: DeclarationKind,
        /// What was asked for.
        wanted: Wanted,
    },
    /// The type of Rust is not the declared one.
    Differs(Box<Differs>),
    /// The function cannot be called by its signature.
    Plan(PlanError),
    /// There is no such function type.
    Type(lltype::TypeError),
    /// The library's declarations are laid out for another machine: this one.
    Target(String),
    /// A code of MicroPython's is wrong.
    Code(CodeError),
    /// A variable that is declared `const` was to be written.
    Constant(String),
    /// A value does not fit a variable.
    Value(Box<(String, ValueError)>),
    /// A variable is no number and no pointer: it has no [`Value`](crate::Value).
    NoValue {
        /// The variable.
        name: String,
        /// Its type.
        ty: String,
    },
    /// The symbol table could not be read.
    Symbols(SymbolsError),
}

/// A type of Rust is not the declared one.
///
/// ```
/// use rffi::{INT, Library, LibraryError, lltype::Cause};
///
/// // SAFETY: the text says what C's `abs` is.
/// let error = unsafe { Library::process().func::<unsafe extern "C" fn() -> INT>("int abs(int)") };
/// let Err(LibraryError::Differs(differs)) = error else { panic!() };
/// assert_eq!(differs.declaration, "int abs(int)");
/// assert_eq!(differs.differences[0].cause, Cause::Arity { declared: 0, found: 1 });
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Differs {
    /// The declaration in C.
    pub declaration: String,
    /// What differs and matters, the type of Rust being the declared one in the words of
    /// [`compare`](lltype::compare).
    pub differences: Vec<Difference>,
}

impl Differs {
    /// An error, if one of the differences is.
    pub(super) fn check(
        declaration: impl fmt::Display,
        mut differences: Vec<Difference>,
    ) -> Result<(), LibraryError> {
        differences.retain(|difference| difference.level == lltype::Level::Error);
        if differences.is_empty() {
            return Ok(());
        }
        let declaration = declaration.to_string();
        Err(LibraryError::Differs(Box::new(Differs {
            declaration,
            differences,
        })))
    }
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the type of Rust is not that of `{}`", self.declaration)?;
        let mut between = ": ";
        for difference in &self.differences {
            write!(f, "{between}{difference}")?;
            between = "; ";
        }
        Ok(())
    }
}

/// Writes the conversions from what the variants hold.
macro_rules! from {
    ($($variant:ident($inner:ty);)*) => {
        $(impl From<$inner> for LibraryError {
            fn from(error: $inner) -> Self {
                LibraryError::$variant(error)
            }
        })*
    };
}

from! {
    Open(OpenError);
    NotFound(NotFound);
    Closed(Closed);
    Declaration(cdef::Errors);
    Plan(PlanError);
    Type(lltype::TypeError);
    Code(CodeError);
    Symbols(SymbolsError);
}

impl fmt::Display for LibraryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::NotFound(error) => error.fmt(f),
            Self::Closed(error) => error.fmt(f),
            Self::Name(name) if name.is_empty() => {
                f.write_str("a symbol without a name cannot be looked for")
            }
            Self::Name(name) => write!(
                f,
                "the symbol {name:?} cannot be looked for: there is a NUL byte in its name"
            ),
            Self::Null(name) => write!(f, "`{name}` is at address zero, where nothing can be used"),
            Self::Declaration(errors) => errors.fmt(f),
            Self::NotDeclared(name) => write!(
                f,
                "`{name}` is a mere name, and nothing declares it; write its declaration in C, or \
                 give the library declarations by `with_cdef`"
            ),
            Self::NotInTable(name) => write!(
                f,
                "the table of the library does not declare `{name}`; add it to the text of which the \
                 build script makes the table"
            ),
            Self::Kind { name, kind, wanted } => {
                write!(f, "`{name}` is declared as a {kind}, and is no {wanted}")
            }
            Self::Differs(differs) => differs.fmt(f),
            Self::Plan(error) => error.fmt(f),
            Self::Type(error) => error.fmt(f),
            Self::Target(target) => write!(
                f,
                "the declarations of the library are laid out for {target}, and functions are called \
                 on {}; read them by `Cdef::parse`",
                lltype::Target::HOST.name
            ),
            Self::Code(error) => error.fmt(f),
            Self::Constant(name) => {
                write!(f, "`{name}` is declared `const`, and cannot be written")
            }
            Self::Value(named) => write!(f, "`{}`: {}", named.0, named.1),
            Self::NoValue { name, ty } => write!(
                f,
                "`{name}` of type `{ty}` is no number and no pointer; take its address by `as_ptr`"
            ),
            Self::Symbols(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for LibraryError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message is the inner error's already: go on with what is below it.
            Self::Open(error) => error.source(),
            Self::Declaration(errors) => errors.source(),
            Self::Plan(error) => error.source(),
            Self::Type(error) => error.source(),
            Self::Value(named) => named.1.source(),
            _ => None,
        }
    }
}
