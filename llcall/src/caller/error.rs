//! [`CallError`]: values do not fit a function.

use core::fmt;

use lltype::{ArgumentError, PlaceProblem};

/// A function was not called, because values do not fit it.
// Boxed, so that the result of a call is returned in registers.
#[derive(Debug, Clone, PartialEq)]
pub struct CallError(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    function: String,
    parameter: Option<String>,
    error: ArgumentError,
}

impl CallError {
    #[cold]
    pub(super) fn new(function: &str, parameter: Option<&str>, error: ArgumentError) -> Self {
        CallError(Box::new(Inner {
            function: function.to_owned(),
            parameter: parameter.map(str::to_owned),
            error,
        }))
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.0.function
    }

    /// The name of the parameter that an argument does not fit, if it has one.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        self.0.parameter.as_deref()
    }

    /// What is wrong.
    #[must_use]
    pub fn argument_error(&self) -> &ArgumentError {
        &self.0.error
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = self.function();
        match (self.argument_error(), self.parameter()) {
            (ArgumentError::Value { index, error }, Some(name)) => {
                write!(
                    f,
                    "`{function}`: argument {} (`{name}`): {error}",
                    index + 1
                )
            }
            (ArgumentError::Place { index, ty, problem }, Some(name)) => write!(
                f,
                "`{function}`: argument {} (`{name}`): the pointer to the `{ty}` {problem}",
                index + 1
            ),
            (
                error @ ArgumentError::Result {
                    problem: PlaceProblem::Null,
                    ..
                },
                _,
            ) => write!(f, "`{function}`: {error}; give one to `call_into`"),
            (error, _) => write!(f, "`{function}`: {error}"),
        }
    }
}

impl core::error::Error for CallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.argument_error().source()
    }
}
