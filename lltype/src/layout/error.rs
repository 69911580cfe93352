//! Why a type has no layout.

use core::fmt;

/// A type has no layout on a target, or a path leads to no member.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutError {
    /// The size is not known: `void`, a function, an opaque type, an array without a length.
    Incomplete(String),
    /// The compilers of the target do not have the type.
    NoSuchType {
        /// The type.
        ty: &'static str,
        /// The target.
        target: &'static str,
    },
    /// A bit-field has more bits than its type.
    BitFieldTooWide {
        /// The struct and the bit-field, `S.x`.
        field: String,
        /// Its width.
        width: u32,
        /// The bits of its type.
        bits: u64,
    },
    /// An alignment is no power of two, or more than any compiler has.
    Alignment {
        /// The type that has it.
        ty: String,
        /// The alignment.
        align: u64,
    },
    /// The size is more than half of the address space.
    TooLarge(String),
    /// No integer has all the constants of an enumeration.
    NoInteger(String),
    /// Types in types in types: more than a compiler can follow.
    TooDeep(String),
    /// A path names a member that is not there.
    NoSuchField {
        /// The type in which it was looked for.
        ty: String,
        /// The name.
        field: String,
    },
    /// A path goes into what is neither struct, union nor array.
    NoMembers {
        /// The type.
        ty: String,
        /// What was to be looked for in it.
        step: String,
    },
    /// A path takes an item that the array does not have.
    OutOfBounds {
        /// The array.
        ty: String,
        /// The index.
        index: u64,
    },
    /// A path is not written as `member.member[index]`.
    Path(String),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete(ty) => write!(f, "the size of `{ty}` is not known"),
            Self::NoSuchType { ty, target } => write!(f, "there is no `{ty}` on {target}"),
            Self::BitFieldTooWide { field, width, bits } => write!(
                f,
                "bit-field `{field}` has {width} bits, and its type has only {bits}"
            ),
            Self::Alignment { ty, align } => write!(
                f,
                "`{ty}` is aligned to {align} bytes: that must be a power of two up to 2^32"
            ),
            Self::TooLarge(ty) => {
                write!(f, "`{ty}` is larger than half of the address space")
            }
            Self::NoInteger(ty) => write!(
                f,
                "no integer has all the constants of `{ty}`: some are negative, and others above 2^63"
            ),
            Self::TooDeep(ty) => write!(
                f,
                "`{ty}` has types inside of types more than {} deep",
                super::engine::MAX_DEPTH
            ),
            Self::NoSuchField { ty, field } => write!(f, "`{ty}` has no member `{field}`"),
            Self::NoMembers { ty, step } => {
                write!(f, "`{ty}` has no members, so no `{step}` either")
            }
            Self::OutOfBounds { ty, index } => {
                write!(f, "`{ty}` has no item {index}")
            }
            Self::Path(path) => write!(
                f,
                "`{path}` is no path to a member: it is written as `member.member[index]`"
            ),
        }
    }
}

impl core::error::Error for LayoutError {}
