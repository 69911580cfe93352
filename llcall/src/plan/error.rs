//! [`PlanError`]: why a function cannot be called by its signature.

use core::fmt;

use lltype::{Convention, LayoutError, Type};

use super::MAX_ARGUMENTS;
use crate::Backend;

/// A function cannot be called by its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanError(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    function: String,
    problem: PlanProblem,
}

/// Why a function cannot be called by its signature.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PlanProblem {
    /// The rules of the target, or of the convention on it, are not known here.
    NoAbi {
        /// The function's convention.
        convention: Convention,
        /// The target.
        target: &'static str,
    },
    /// Nobody can make the call: see [`Backend::is_available`].
    NoBackend(Backend),
    /// So many arguments are too many.
    TooManyArguments(usize),
    /// The arguments have more bytes than any stack has room for.
    TooLarge,
    /// Types of variadic arguments were given, and the function is not variadic.
    NotVariadic,
    /// A callback cannot find the arguments of a variadic function.
    VariadicCallback,
    /// The system gives no memory for the code of a callback.
    NoCode,
    /// A type cannot be passed by value.
    Type {
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
    /// A garbage collector of the translator's owns it.
    Gc,
    /// The compilers of the target do not agree about it, or it needs registers that not every machine
    /// has.
    NoRules,
    /// The backend cannot pass it.
    Backend(Backend),
}

impl PlanError {
    #[cold]
    pub(crate) fn new(function: &str, problem: PlanProblem) -> Self {
        PlanError(Box::new(Inner {
            function: function.to_owned(),
            problem,
        }))
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.0.function
    }

    /// Why it cannot be called.
    #[must_use]
    pub fn problem(&self) -> &PlanProblem {
        &self.0.problem
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.function(), self.problem())
    }
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAbi { convention, target } => write!(
                f,
                "how \"{convention}\" functions are called on {target} is not known; the feature \
                 `libffi` may know it"
            ),
            Self::NoBackend(backend) => write!(
                f,
                "the backend \"{backend}\" is not there; libffi needs the feature `libffi`"
            ),
            Self::TooManyArguments(count) => write!(
                f,
                "{count} arguments are more than the {MAX_ARGUMENTS} that can be passed"
            ),
            Self::TooLarge => f.write_str(
                "the arguments have more than 2^30 bytes; pass pointers to what is large",
            ),
            Self::NotVariadic => f.write_str("it is not variadic, and takes no more arguments"),
            Self::VariadicCallback => f.write_str(
                "a callback cannot be variadic: nothing says what was passed; declare the arguments \
                 that come",
            ),
            Self::NoCode => f.write_str(
                "the system gives no memory for code; libffi's static trampolines need none",
            ),
            Self::Type {
                parameter,
                name,
                ty,
                problem,
            } => {
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
            Self::Backend(backend) => {
                write!(f, "the backend \"{backend}\" cannot pass it by value")
            }
        }
    }
}

impl core::error::Error for PlanError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self.problem() {
            PlanProblem::Type {
                problem: Unsupported::Layout(error),
                ..
            } => Some(error),
            _ => None,
        }
    }
}
