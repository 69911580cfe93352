//! [`Declaration`]: what a function is declared by.

use cdef::Cdef;
use lltype::Prototype;

use super::LibraryError;
use super::text::{self, DeclaredFunction};

/// What a function of a [`Library`](crate::Library) is declared by: C text, or a [`Prototype`].
///
/// A text is a prototype, such as `double strtod(const char *, char **)`, which may use the types of the
/// library's [`Cdef`]; or the mere name of a function that the `Cdef` declares. A name for the linker
/// (`__asm__("name")`) is what is looked for. A [`Prototype`] is looked for by its name.
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
    fn declared(self, cdef: Option<&Cdef>) -> Result<DeclaredFunction, LibraryError>;
}

impl Sealed for &str {
    fn declared(self, cdef: Option<&Cdef>) -> Result<DeclaredFunction, LibraryError> {
        text::function(cdef, self)
    }
}

impl Sealed for &String {
    fn declared(self, cdef: Option<&Cdef>) -> Result<DeclaredFunction, LibraryError> {
        text::function(cdef, self)
    }
}

impl Sealed for Prototype {
    fn declared(self, _cdef: Option<&Cdef>) -> Result<DeclaredFunction, LibraryError> {
        Ok(DeclaredFunction::of(self))
    }
}

impl Sealed for &Prototype {
    fn declared(self, cdef: Option<&Cdef>) -> Result<DeclaredFunction, LibraryError> {
        self.clone().declared(cdef)
    }
}
