//! [`Error`]: why a function was not called.

use core::fmt;

use rffi::LibraryError;

use crate::{BuildError, SyntaxError};

/// Why a function was not called.
///
/// It prints in one line; [`render`](Self::render) shows what is wrong with a declaration as a compiler
/// does.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A library cannot be opened, or has no such function.
    Library(LibraryError),
    /// A declaration is wrong.
    Declaration(cdef::Errors),
    /// There is no prototype of one function.
    Prototype(String),
    /// There are too many arguments, or too few.
    Count {
        /// The function.
        prototype: String,
        /// How many it takes.
        expected: usize,
        /// Whether it takes more.
        is_variadic: bool,
        /// How many there are.
        got: usize,
        /// What may be meant.
        help: Option<&'static str>,
    },
    /// An argument is none.
    Syntax {
        /// Which.
        argument: Place,
        /// Why.
        error: SyntaxError,
    },
    /// An argument does not fit its parameter.
    Argument {
        /// Which.
        argument: Place,
        /// Why.
        error: BuildError,
    },
    /// A line is no call.
    Line(String),
    /// A file cannot be read.
    File {
        /// Its name.
        name: String,
        /// Why.
        error: std::io::Error,
    },
}

/// Which argument.
#[derive(Debug, Clone)]
pub struct Place {
    /// The function.
    pub function: String,
    /// Which one, from 1.
    pub number: usize,
    /// The name of the parameter.
    pub parameter: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: argument {}", self.function, self.number)?;
        match &self.parameter {
            Some(name) => write!(f, " (`{name}`)"),
            None => Ok(()),
        }
    }
}

/// The first of some errors in one line, with what would be right.
pub(crate) fn one_line(errors: &cdef::Errors) -> String {
    let first = errors.first();
    let help = first.suggestion().map(|help| format!("; {help}"));
    format!("{}{}", first.message(), help.unwrap_or_default())
}

impl Error {
    /// The message as a person reads it, in several lines perhaps.
    #[must_use]
    pub fn render(&self) -> String {
        match self {
            Error::Declaration(errors) => errors.to_string(),
            error => format!("error: {error}"),
        }
    }

    fn message(&self) -> String {
        match self {
            Error::Library(error) => error.to_string(),
            Error::Declaration(errors) => one_line(errors),
            Error::Prototype(message) | Error::Line(message) => message.clone(),
            Error::Count {
                prototype,
                expected,
                is_variadic,
                got,
                help,
            } => {
                let least = if *is_variadic { "at least " } else { "" };
                let plural = if *expected == 1 { "" } else { "s" };
                let help = help.map(|help| format!("; {help}")).unwrap_or_default();
                format!("`{prototype}` takes {least}{expected} argument{plural}, got {got}{help}")
            }
            Error::Syntax { argument, error } => format!("{argument}: {error}"),
            Error::Argument { argument, error } => format!("{argument}: {error}"),
            Error::File { name, error } => format!("{name}: {error}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names may have any characters in them.
        let message = self.message();
        let mut lines = message
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        f.write_str(lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| write!(f, " {line}"))
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Library(error) => error.source(),
            Error::Declaration(errors) => Some(errors),
            Error::Syntax { error, .. } => Some(error),
            Error::Argument { error, .. } => Some(error),
            Error::File { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<cdef::Errors> for Error {
    fn from(errors: cdef::Errors) -> Self {
        Error::Declaration(errors)
    }
}

impl From<LibraryError> for Error {
    fn from(error: LibraryError) -> Self {
        Error::Library(error)
    }
}
