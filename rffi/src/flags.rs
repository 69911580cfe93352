//! [`Flags`]: what a declaration says about calls.

use core::fmt;

use crate::{RFFI_ERR_NONE, SaveErr};

/// What the attributes of a declaration say.
///
/// ```
/// use rffi::{INT, RFFI_SAVE_ERRNO, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         #[elidable]
///         safe fn abs(number: INT) -> INT;
///         #[save_errno]
///         safe fn close(fd: INT) -> INT;
///     }
/// }
///
/// assert!(abs::EXTERNAL.flags().elidable());
/// assert_eq!(close::EXTERNAL.flags().errno(), RFFI_SAVE_ERRNO);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags {
    errno: SaveErr,
    others: u8,
}

/// Writes the constants, the questions and `Debug` from one list.
macro_rules! flags {
    ($($(#[$doc:meta])* $constant:ident $question:ident $bit:literal;)*) => {
        impl Flags {
            $(
                $(#[$doc])*
                pub const $constant: Flags = Flags { errno: RFFI_ERR_NONE, others: $bit };

                $(#[$doc])*
                #[must_use]
                pub const fn $question(self) -> bool {
                    self.others & $bit != 0
                }
            )*

            /// The names of those that are set.
            fn names(self) -> impl Iterator<Item = &'static str> {
                let all = [$((stringify!($question), $bit)),*];
                all.into_iter().filter(move |(_, bit)| self.others & bit != 0).map(|(name, _)| name)
            }
        }
    };
}

flags! {
    /// `#[release_gil]`: the hooks of [`set_gil_hooks`](crate::set_gil_hooks) run around the call.
    RELEASE_GIL release_gil 1;
    /// `#[c_macro]`: in C it is a macro. It is called through a function that the build script wrote.
    C_MACRO c_macro 2;
    /// `#[declare]`: no header declares it, so generated code does.
    DECLARE declare 4;
    /// `#[elidable]`: the result depends on the arguments alone, and calls may be left out or moved.
    ELIDABLE elidable 8;
    /// `#[sandbox_safe]`: a sandboxed program may call it.
    SANDBOX_SAFE sandbox_safe 16;
    /// `#[no_verify]`: it says on purpose something else than its header, and is not compared with it.
    NO_VERIFY no_verify 32;
}

impl Flags {
    /// Nothing special.
    pub const NONE: Flags = Flags {
        errno: RFFI_ERR_NONE,
        others: 0,
    };

    /// With those of another, too.
    #[must_use]
    pub const fn with(self, other: Flags) -> Flags {
        Flags {
            errno: self.errno.union(other.errno),
            others: self.others | other.others,
        }
    }

    /// With this done to errno.
    #[must_use]
    pub const fn with_errno(self, errno: SaveErr) -> Flags {
        Flags { errno, ..self }
    }

    /// Whether something is done around the call.
    pub(crate) const fn acts(self) -> bool {
        self.errno.bits() != 0 || self.release_gil()
    }

    /// What is done to errno around the call.
    #[must_use]
    pub const fn errno(self) -> SaveErr {
        self.errno
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set = f.debug_set();
        if self.errno != RFFI_ERR_NONE {
            set.entry(&self.errno);
        }
        self.names().for_each(|name| {
            set.entry(&format_args!("{name}"));
        });
        set.finish()
    }
}
