//! One error for all of the crate.

use core::fmt;

use crate::{CallError, CompilationInfoError, HandleError};

/// The result of this crate's functions, with any of its errors.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Any error of this crate.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// A call with values did not fit the function.
    Call(CallError),
    /// A `void *` is not the handle it was taken for.
    Handle(HandleError),
    /// An `ExternalCompilationInfo` could not be made.
    CompilationInfo(CompilationInfoError),
    /// A library that is opened at run time, or something of it, could not be had.
    #[cfg(all(feature = "dynamic", unix))]
    Library(crate::LibraryError),
    /// A function of such a library was not called.
    #[cfg(all(feature = "dynamic", unix))]
    LibraryCall(crate::LibraryCallError),
    /// Types, values or memory.
    Lltype(lltype::Error),
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Error::Call(error)
    }
}

impl From<HandleError> for Error {
    fn from(error: HandleError) -> Self {
        Error::Handle(error)
    }
}

impl From<CompilationInfoError> for Error {
    fn from(error: CompilationInfoError) -> Self {
        Error::CompilationInfo(error)
    }
}

#[cfg(all(feature = "dynamic", unix))]
impl From<crate::LibraryError> for Error {
    fn from(error: crate::LibraryError) -> Self {
        Error::Library(error)
    }
}

#[cfg(all(feature = "dynamic", unix))]
impl From<crate::LibraryCallError> for Error {
    fn from(error: crate::LibraryCallError) -> Self {
        Error::LibraryCall(error)
    }
}

#[cfg(all(feature = "dynamic", unix))]
impl From<crate::Closed> for Error {
    fn from(error: crate::Closed) -> Self {
        Error::LibraryCall(error.into())
    }
}

impl<E: Into<lltype::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        Error::Lltype(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Call(error) => error.fmt(f),
            Error::Handle(error) => error.fmt(f),
            Error::CompilationInfo(error) => error.fmt(f),
            #[cfg(all(feature = "dynamic", unix))]
            Error::Library(error) => error.fmt(f),
            #[cfg(all(feature = "dynamic", unix))]
            Error::LibraryCall(error) => error.fmt(f),
            Error::Lltype(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message is the inner error's already: go on with what is below it.
            Error::Call(error) => error.source(),
            Error::Handle(error) => error.source(),
            Error::CompilationInfo(error) => error.source(),
            #[cfg(all(feature = "dynamic", unix))]
            Error::Library(error) => error.source(),
            #[cfg(all(feature = "dynamic", unix))]
            Error::LibraryCall(error) => error.source(),
            Error::Lltype(error) => error.source(),
        }
    }
}
