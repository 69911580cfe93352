//! One error for all of the crate, for who does not need to tell them apart.

use core::fmt;

use crate::leakfinder::MallocMismatch;
use crate::{
    AccessError, AllocError, ArgumentError, CastError, CharpError, FreeError, LayoutError,
    TypeError, UnknownConstant, ValueError,
};

/// The result of this crate's functions, with any of its errors.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Writes the enum, its conversions and its chain from one list.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident($ty:ty),)*) => {
        /// Any error of this crate. Each function names the one it returns; all of them convert
        /// into this.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $name($ty),)*
        }

        $(
            impl From<$ty> for Error {
                fn from(error: $ty) -> Self {
                    Error::$name(error)
                }
            }
        )*

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Error::$name(error) => error.fmt(f),)*
                }
            }
        }

        impl core::error::Error for Error {
            fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
                match self {
                    // The message is the inner error's already: go on with what is below it.
                    $(Error::$name(error) => error.source(),)*
                }
            }
        }
    };
}

errors! {
    /// Memory could not be allocated.
    Alloc(AllocError),
    /// A pointer could not be freed.
    Free(FreeError),
    /// Blocks leaked.
    Leak(MallocMismatch),
    /// A C string could not be read.
    Charp(CharpError),
    /// A value is of another type.
    Value(ValueError),
    /// Arguments do not fit a signature.
    Argument(ArgumentError),
    /// A type could not be built.
    Type(TypeError),
    /// A value or a pointer cannot be cast.
    Cast(CastError),
    /// A type has no layout.
    Layout(LayoutError),
    /// A member or an item is not there.
    Access(AccessError),
    /// A value is no constant of an enumeration.
    Constant(UnknownConstant),
}
