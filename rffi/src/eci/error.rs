//! Why no compilation info was made.

use core::fmt;

/// An [`ExternalCompilationInfo`](crate::ExternalCompilationInfo) could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompilationInfoError {
    /// Infos for different targets were merged.
    DifferentPlatforms {
        /// The target of the first.
        first: String,
        /// The target of the other.
        second: String,
    },
    /// The quotes of some flags do not come in pairs.
    UnbalancedQuotes {
        /// The flags.
        flags: String,
    },
    /// A flag stands last, and needs a word behind it.
    MissingArgument {
        /// The flag.
        flag: String,
    },
    /// A flag of the linker is among those of the compiler.
    NotForCompiler {
        /// The flag.
        flag: String,
    },
    /// A flag of the compiler is among those of the linker.
    NotForLinker {
        /// The flag.
        flag: String,
    },
}

impl fmt::Display for CompilationInfoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompilationInfoError::DifferentPlatforms { first, second } => write!(
                f,
                "cannot merge a compilation info for the platform `{first}` with one for `{second}`; \
                 keep them apart, or leave the platform out where it does not matter"
            ),
            CompilationInfoError::UnbalancedQuotes { flags } => {
                write!(f, "the quotes in the flags `{flags}` do not come in pairs")
            }
            CompilationInfoError::MissingArgument { flag } => {
                write!(
                    f,
                    "the flag `{flag}` stands last, but needs a word behind it"
                )
            }
            CompilationInfoError::NotForCompiler { flag } => write!(
                f,
                "`{flag}` is a flag for the linker, not for the compiler; give it to \
                 `from_linker_flags`"
            ),
            CompilationInfoError::NotForLinker { flag } => write!(
                f,
                "`{flag}` is a flag for the compiler, not for the linker; give it to \
                 `from_compiler_flags`"
            ),
        }
    }
}

impl core::error::Error for CompilationInfoError {}
