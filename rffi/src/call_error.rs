//! [`CallError`]: a call with values did not fit the function.

use core::fmt;

use lltype::{ArgumentError, PlaceProblem};

/// A function was not called, because a call with [`Value`](crate::Value)s does not fit it.
// Boxed, so that the result of a call is returned in registers.
#[derive(Debug, Clone, PartialEq)]
pub struct CallError(Box<Named>);

#[derive(Debug, Clone, PartialEq)]
struct Named {
    name: String,
    problem: CallProblem,
}

/// Why a function was not called.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CallProblem {
    /// The count, a class, a range or a pointer is wrong.
    Argument(ArgumentError),
    /// The function is variadic.
    Variadic,
    /// A fake is active that can be called from Rust alone: it takes text, or a type wider than a
    /// value.
    Fake,
}

impl CallError {
    #[cold]
    pub(crate) fn new(name: &str, problem: CallProblem) -> Self {
        CallError(Box::new(Named {
            name: name.to_owned(),
            problem,
        }))
    }

    /// The C name of the function.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Why it was not called.
    #[must_use]
    pub fn problem(&self) -> &CallProblem {
        &self.0.problem
    }

    /// What is wrong with the arguments, if that is the reason.
    #[must_use]
    pub fn argument_error(&self) -> Option<&ArgumentError> {
        match self.problem() {
            CallProblem::Argument(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self.problem() {
            CallProblem::Argument(error) => {
                write!(f, "`{name}`: {error}")?;
                match error {
                    ArgumentError::Result {
                        problem: PlaceProblem::Null,
                        ..
                    } => f.write_str("; give one to `call_into`"),
                    _ => Ok(()),
                }
            }
            CallProblem::Variadic => write!(
                f,
                "`{name}` is variadic, and cannot be called with values; call it from Rust"
            ),
            CallProblem::Fake => write!(
                f,
                "the fake of `{name}` takes Rust's types, and cannot be called with values"
            ),
        }
    }
}

impl core::error::Error for CallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.argument_error().and_then(core::error::Error::source)
    }
}
