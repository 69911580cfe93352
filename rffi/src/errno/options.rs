//! [`SaveErr`]: what a call does with errno.

use core::fmt;
use core::ops::{BitOr, BitOrAssign};

/// What a call does with errno: a set of the constants `RFFI_..`. RPython's `save_err`.
///
/// ```
/// use rffi::{RFFI_ALT_ERRNO, RFFI_FULL_ERRNO_ZERO, RFFI_SAVE_ERRNO, SaveErr};
///
/// const OPTIONS: SaveErr = RFFI_FULL_ERRNO_ZERO.union(RFFI_ALT_ERRNO);
/// assert_eq!(OPTIONS, RFFI_FULL_ERRNO_ZERO | RFFI_ALT_ERRNO);
/// assert!(OPTIONS.contains(RFFI_SAVE_ERRNO));
/// assert_eq!(
///     format!("{OPTIONS:?}"),
///     "RFFI_SAVE_ERRNO | RFFI_ZERO_ERRNO_BEFORE | RFFI_ALT_ERRNO"
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SaveErr(u32);

/// Writes the constants, and the table of those of one bit.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        $($(#[$doc])* pub const $name: SaveErr = SaveErr($bit);)*

        const NAMES: &[(&str, SaveErr)] = &[$((stringify!($name), $name)),*];
    };
}

options! {
    /// After the call, errno is saved, for [`get_saved_errno`](crate::get_saved_errno).
    RFFI_SAVE_ERRNO = 1;
    /// Before the call, errno is set to the saved one.
    RFFI_READSAVED_ERRNO = 2;
    /// Before the call, errno is set to 0. With [`RFFI_READSAVED_ERRNO`], that one counts.
    RFFI_ZERO_ERRNO_BEFORE = 4;
    /// After the call, Windows' last error is saved, for
    /// [`get_saved_lasterror`](crate::get_saved_lasterror). Elsewhere nothing is done.
    RFFI_SAVE_LASTERROR = 8;
    /// Before the call, Windows' last error is set to the saved one.
    RFFI_READSAVED_LASTERROR = 16;
    /// After the call, the last error of Windows' sockets is saved in the same place. With
    /// [`RFFI_SAVE_LASTERROR`], that one counts.
    RFFI_SAVE_WSALASTERROR = 32;
    /// All of this in the second place, the alternate one: see
    /// [`get_saved_alterrno`](crate::get_saved_alterrno).
    RFFI_ALT_ERRNO = 64;
}

/// Nothing is saved, nothing set.
pub const RFFI_ERR_NONE: SaveErr = SaveErr(0);
/// The saved errno is C's errno: set before, saved after.
pub const RFFI_FULL_ERRNO: SaveErr = RFFI_SAVE_ERRNO.union(RFFI_READSAVED_ERRNO);
/// Errno is 0 before the call, and saved after: for functions such as `strtol`, whose result alone
/// does not say whether they failed.
pub const RFFI_FULL_ERRNO_ZERO: SaveErr = RFFI_SAVE_ERRNO.union(RFFI_ZERO_ERRNO_BEFORE);
/// The saved last error is Windows' last error: set before, saved after.
pub const RFFI_FULL_LASTERROR: SaveErr = RFFI_SAVE_LASTERROR.union(RFFI_READSAVED_LASTERROR);
/// [`RFFI_FULL_ERRNO`] and [`RFFI_FULL_LASTERROR`].
pub const RFFI_ERR_ALL: SaveErr = RFFI_FULL_ERRNO.union(RFFI_FULL_LASTERROR);

const ALL: u32 = 127;

impl SaveErr {
    /// The set with these bits, RPython's numbers; `None` if there is one without a meaning.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Option<Self> {
        match bits & !ALL {
            0 => Some(SaveErr(bits)),
            _ => None,
        }
    }

    /// RPython's number.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether it has all of `other`.
    #[inline]
    #[must_use]
    pub const fn contains(self, other: SaveErr) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in one of the two: `|`, also in constants.
    #[inline]
    #[must_use]
    pub const fn union(self, other: SaveErr) -> Self {
        SaveErr(self.0 | other.0)
    }
}

impl BitOr for SaveErr {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitOrAssign for SaveErr {
    #[inline]
    fn bitor_assign(&mut self, other: Self) {
        *self = self.union(other);
    }
}

impl fmt::Debug for SaveErr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = (NAMES.iter()).filter(|(_, option)| self.contains(*option));
        let Some((first, _)) = names.next() else {
            return f.write_str("RFFI_ERR_NONE");
        };
        f.write_str(first)?;
        names.try_for_each(|(name, _)| write!(f, " | {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_rpythons() {
        let numbers = [
            (RFFI_ERR_NONE, 0),
            (RFFI_SAVE_ERRNO, 1),
            (RFFI_READSAVED_ERRNO, 2),
            (RFFI_FULL_ERRNO, 3),
            (RFFI_ZERO_ERRNO_BEFORE, 4),
            (RFFI_FULL_ERRNO_ZERO, 5),
            (RFFI_SAVE_LASTERROR, 8),
            (RFFI_READSAVED_LASTERROR, 16),
            (RFFI_FULL_LASTERROR, 24),
            (RFFI_ERR_ALL, 27),
            (RFFI_SAVE_WSALASTERROR, 32),
            (RFFI_ALT_ERRNO, 64),
        ];
        for (option, number) in numbers {
            assert_eq!(option.bits(), number, "{option:?}");
            assert_eq!(SaveErr::from_bits(number), Some(option));
        }
        assert_eq!(SaveErr::from_bits(128), None);
        assert_eq!(format!("{RFFI_ERR_NONE:?}"), "RFFI_ERR_NONE");
    }
}
