//! [`PlanError`]: why a function cannot be called by its signature.

use core::fmt;

use lltype::{Convention, LayoutError, Type};

use super::MAX_ARGUMENTS;

/// There is no [`Placement`](crate::Placement) for a function.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PlanError {
    /// The rules of the target, or of the convention on it, are not known here.
    NoAbi {
        /// The function.
        function: String,
        /// Its convention.
        convention: Convention,
        /// The target.
        target: &'static str,
    },
    /// There are too many arguments.
    TooManyArguments {
        /// The function.
        function: String,
        /// How many.
        count: usize,
    },
    /// More types of variadic arguments were given, and the function is not variadic.
    NotVariadic {
        /// The function.
        function: String,
    },
    /// A type cannot be passed by value.
    Type {
        /// The function.
        function: String,
        /// Which parameter, counted from 0; `None` for the result.
        parameter: Option<usize>,
        /// Its name, if it has one.
        name: Option<String>,
        /// The type.
        ty: Type,
        /// What is wrong with it.
        problem: Unsupported,
    },
}

/// Why a type cannot be passed by value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Unsupported {
    /// It has no layout.
    Layout(LayoutError),
    /// It is a function or an array: C passes pointers to them.
    NoValue,
    /// A garbage collector of the translator's moves it.
    Gc,
    /// The compilers of the target do not agree about it, or it needs registers that not every machine
    /// has.
    NoRules,
    /// The backend that was asked for cannot pass it.
    Backend(&'static str),
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAbi {
                function,
                convention,
                target,
            } => write!(
                f,
                "`{function}`: how \"{convention}\" functions are called on {target} is not known; \
                 the feature `libffi` may know it"
            ),
            Self::TooManyArguments { function, count } => write!(
                f,
                "`{function}`: {count} arguments are more than the {MAX_ARGUMENTS} that can be passed"
            ),
            Self::NotVariadic { function } => {
                write!(
                    f,
                    "`{function}` is not variadic, and takes no more arguments"
                )
            }
            Self::Type {
                function,
                parameter,
                name,
                ty,
                problem,
            } => {
                write!(f, "`{function}`: ")?;
                match parameter {
                    Some(index) => write!(f, "parameter {}", index + 1)?,
                    None => f.write_str("the result")?,
                }
                if let Some(name) = name {
                    write!(f, " (`{name}`)")?;
                }
                write!(f, " of type `{ty}`: {problem}")
            }
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layout(error) => error.fmt(f),
            Self::NoValue => f.write_str("it cannot be passed by value; pass a pointer to it"),
            Self::Gc => f.write_str("a garbage collector owns it; C cannot have it"),
            Self::NoRules => {
                f.write_str("compilers pass it in different ways; pass a pointer to it")
            }
            Self::Backend(backend) => write!(f, "{backend} cannot pass it by value"),
        }
    }
}

impl core::error::Error for PlanError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Type {
                problem: Unsupported::Layout(error),
                ..
            } => Some(error),
            _ => None,
        }
    }
}
