//! [`CallError`]: a call with values did not fit the function.

use core::fmt;

use lltype::ArgumentError;

/// A function was not called, because a call with [`Value`](crate::Value)s does not fit it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CallError {
    /// The count, a class or a range is wrong.
    Argument {
        /// The C name of the function.
        name: String,
        /// What does not fit.
        error: ArgumentError,
    },
    /// The function is variadic.
    Variadic {
        /// The C name of the function.
        name: String,
    },
    /// The result is wider than a value, and there is no memory for it.
    WideResult {
        /// The C name of the function.
        name: String,
    },
    /// A fake is active that can be called from Rust alone: it takes text, or a type wider than a
    /// value.
    Fake {
        /// The C name of the function.
        name: String,
    },
}

impl CallError {
    /// The C name of the function.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Argument { name, .. }
            | Self::Variadic { name }
            | Self::WideResult { name }
            | Self::Fake { name } => name,
        }
    }

    /// What is wrong with the arguments, if that is the reason.
    #[must_use]
    pub fn argument_error(&self) -> Option<&ArgumentError> {
        match self {
            Self::Argument { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument { name, error } => write!(f, "`{name}`: {error}"),
            Self::Variadic { name } => write!(
                f,
                "`{name}` is variadic, and cannot be called with values; call it from Rust"
            ),
            Self::WideResult { name } => write!(
                f,
                "the result of `{name}` is wider than a value; give memory for it to `call_into`"
            ),
            Self::Fake { name } => write!(
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
