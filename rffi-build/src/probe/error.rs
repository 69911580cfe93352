//! [`ProbeError`]: why an entry has no result.

use core::fmt;

/// Why an entry has no result, or none of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProbeError {
    /// There is no such entry.
    NoEntry {
        /// The name that was looked for.
        name: String,
    },
    /// The compiler or the linker refused it, or it is nothing that lltype knows.
    Refused {
        /// The entry's name.
        entry: String,
        /// What was asked for, such as the C name.
        about: String,
        /// The message.
        message: String,
    },
    /// The macro is not defined.
    NotDefined {
        /// The entry's name.
        entry: String,
    },
    /// The result is of another kind.
    OtherKind {
        /// The entry's name.
        entry: String,
        /// What it is.
        found: &'static str,
        /// What was asked for.
        wanted: &'static str,
    },
    /// It is not like the hint says.
    Hint {
        /// The entry's name.
        entry: String,
        /// The member, or the type.
        about: String,
        /// What was expected, in C.
        hint: String,
        /// What it is, in C.
        found: String,
    },
    /// A struct has no such member, or it was not asked for.
    NoField {
        /// What C calls the struct.
        structure: String,
        /// The member.
        field: String,
    },
}

impl fmt::Display for ProbeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProbeError::NoEntry { name } => {
                write!(
                    f,
                    "the probe has no entry `{name}`; add it by `Probe::entry`"
                )
            }
            ProbeError::Refused {
                entry,
                about,
                message,
            } => write!(
                f,
                "entry `{entry}`: C has no `{about}` of this kind: {}",
                message.trim_end()
            ),
            ProbeError::NotDefined { entry } => write!(
                f,
                "entry `{entry}`: it is not defined here; where that may be, look for `Fact::Absent`"
            ),
            ProbeError::OtherKind {
                entry,
                found,
                wanted,
            } => write!(f, "entry `{entry}` is {found}, not {wanted}"),
            ProbeError::Hint {
                entry,
                about,
                hint,
                found,
            } => write!(
                f,
                "entry `{entry}`: `{about}` is `{found}`, which is nothing like the hint, `{hint}`"
            ),
            ProbeError::NoField { structure, field } => write!(
                f,
                "no member `{field}` was found in `{structure}`; name it by `Entry::fields`"
            ),
        }
    }
}

impl core::error::Error for ProbeError {}
