//! [`LibraryCallError`]: a function of a library was not called.

use core::fmt;

use llcall::CallError;

/// Something of a library was to be used, and the library was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed(Box<Names>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Names {
    name: String,
    library: String,
}

impl Closed {
    #[cold]
    pub(super) fn new(name: &str, library: &str) -> Self {
        Closed(Box::new(Names {
            name: name.to_owned(),
            library: library.to_owned(),
        }))
    }

    /// The function, variable or symbol.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &str {
        &self.0.library
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}`: the library `{}` was closed; open it again to use it",
            self.name(),
            self.library()
        )
    }
}

impl core::error::Error for Closed {}

/// A function of a library was not called.
///
/// ```
/// use rffi::{Library, LibraryCallError};
///
/// // SAFETY: the text says what C's `abs` is.
/// let abs = unsafe { Library::process().function("int abs(int)") }?;
/// // SAFETY: it is not called.
/// let error = unsafe { abs.call(&[]) }.unwrap_err();
/// assert!(matches!(error, LibraryCallError::Call(_)), "{error}");
/// abs.library().close();
/// // SAFETY: as above.
/// let error = unsafe { abs.call(&[]) }.unwrap_err();
/// assert!(matches!(error, LibraryCallError::Closed(_)), "{error}");
/// # Ok::<(), rffi::LibraryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LibraryCallError {
    /// The library was closed.
    Closed(Closed),
    /// The values do not fit.
    Call(CallError),
}

impl From<Closed> for LibraryCallError {
    fn from(error: Closed) -> Self {
        LibraryCallError::Closed(error)
    }
}

impl From<CallError> for LibraryCallError {
    fn from(error: CallError) -> Self {
        LibraryCallError::Call(error)
    }
}

impl fmt::Display for LibraryCallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LibraryCallError::Closed(error) => error.fmt(f),
            LibraryCallError::Call(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for LibraryCallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message is the inner error's already: go on with what is below it.
            LibraryCallError::Closed(error) => error.source(),
            LibraryCallError::Call(error) => error.source(),
        }
    }
}
