//! [`Declaration`]: what a function is declared by, and [`VariableDeclaration`]: what a variable is.

use lltype::{Prototype, Type};

use super::known::Known;
use super::{LibraryError, text};
use crate::{FunctionEntry, VariableEntry};

/// A function that is to be found.
#[derive(Debug)]
pub struct DeclaredFunction {
    pub(super) prototype: Prototype,
    /// What the linker calls it.
    pub(super) symbol: String,
}

impl DeclaredFunction {
    /// The linker calls it by its name.
    pub(super) fn of(prototype: Prototype) -> Self {
        DeclaredFunction {
            symbol: prototype.name().to_owned(),
            prototype,
        }
    }
}

impl From<&FunctionEntry> for DeclaredFunction {
    fn from(entry: &FunctionEntry) -> Self {
        DeclaredFunction {
            prototype: entry.prototype(),
            symbol: entry.symbol.to_owned(),
        }
    }
}

/// A variable that is to be found.
#[derive(Debug)]
pub struct DeclaredVariable {
    pub(super) name: String,
    /// What the linker calls it.
    pub(super) symbol: String,
    pub(super) ty: Type,
    pub(super) is_constant: bool,
    pub(super) is_thread_local: bool,
}

impl From<&VariableEntry> for DeclaredVariable {
    fn from(entry: &VariableEntry) -> Self {
        DeclaredVariable {
            name: entry.name.to_owned(),
            symbol: entry.symbol.to_owned(),
            ty: entry.ty(),
            is_constant: entry.is_constant,
            is_thread_local: entry.is_thread_local,
        }
    }
}

/// What a function of a [`Library`](crate::Library) is declared by: C text, a [`Prototype`], or an entry of
/// a [`Table`](crate::Table).
///
/// A text is a prototype, such as `double strtod(const char *, char **)`, which may use the types of the
/// library's `Cdef`; or the mere name of a function that the `Cdef` or the table of the library declares. A
/// name for the linker (`__asm__("name")`) is what is looked for. A [`Prototype`] is looked for by its name.
///
/// ```
/// use lltype::Prototype;
/// use rffi::{Function, Library, Value};
///
/// let process = Library::process().with_cdef(cdef::Cdef::parse("long labs(long);")?);
/// let prototype = Prototype::of::<unsafe extern "C" fn(i64) -> i64>("labs");
/// // SAFETY: all of them say what C's `labs` is.
/// let functions = unsafe {
///     [
///         process.function("long labs(long)")?,
///         process.function("labs")?,
///         process.function(&prototype)?,
///         process.function("long magnitude(long) __asm__(\"labs\")")?,
///     ]
/// };
/// for labs in functions {
///     // SAFETY: any number may be given.
///     assert_eq!(unsafe { labs.call(&[Value::from(-5)]) }?.as_integer(), Some(5));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Declaration: Sealed {}

impl<D: Sealed> Declaration for D {}

pub trait Sealed {
    #[doc(hidden)]
    fn declared(self, known: &Known) -> Result<DeclaredFunction, LibraryError>;
}

impl Sealed for &str {
    fn declared(self, known: &Known) -> Result<DeclaredFunction, LibraryError> {
        text::function(known, self)
    }
}

impl Sealed for &String {
    fn declared(self, known: &Known) -> Result<DeclaredFunction, LibraryError> {
        text::function(known, self)
    }
}

impl Sealed for Prototype {
    fn declared(self, _known: &Known) -> Result<DeclaredFunction, LibraryError> {
        Ok(DeclaredFunction::of(self))
    }
}

impl Sealed for &Prototype {
    fn declared(self, known: &Known) -> Result<DeclaredFunction, LibraryError> {
        self.clone().declared(known)
    }
}

impl Sealed for &FunctionEntry {
    fn declared(self, _known: &Known) -> Result<DeclaredFunction, LibraryError> {
        Ok(self.into())
    }
}

/// What a variable of a [`Library`](crate::Library) is declared by: C text (`int counter`, also with
/// `extern`), the mere name of a variable that the `Cdef` or the table of the library declares, or an entry
/// of a [`Table`](crate::Table).
pub trait VariableDeclaration: SealedVariable {}

impl<D: SealedVariable> VariableDeclaration for D {}

pub trait SealedVariable {
    #[doc(hidden)]
    fn declared(self, known: &Known) -> Result<DeclaredVariable, LibraryError>;
}

impl SealedVariable for &str {
    fn declared(self, known: &Known) -> Result<DeclaredVariable, LibraryError> {
        text::variable(known, self)
    }
}

impl SealedVariable for &String {
    fn declared(self, known: &Known) -> Result<DeclaredVariable, LibraryError> {
        text::variable(known, self)
    }
}

impl SealedVariable for &VariableEntry {
    fn declared(self, _known: &Known) -> Result<DeclaredVariable, LibraryError> {
        Ok(self.into())
    }
}
