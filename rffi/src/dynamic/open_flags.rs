//! [`OpenFlags`]: how a library is opened.

use core::ffi::c_int;
use core::fmt;
use core::ops::{BitOr, BitOrAssign};

/// How a library is opened: a set of `dlopen`'s flags.
///
/// ```
/// use rffi::OpenFlags;
///
/// let flags = OpenFlags::LAZY | OpenFlags::GLOBAL;
/// assert!(flags.contains(OpenFlags::GLOBAL));
/// assert_eq!(format!("{flags:?}"), "RTLD_LAZY | RTLD_GLOBAL");
/// ```
///
/// # Platform-specific behaviour
/// Where the C library does not have one of them, it does nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpenFlags(c_int);

impl OpenFlags {
    /// Functions that the library needs are looked for when they are first called.
    pub const LAZY: OpenFlags = OpenFlags(libc::RTLD_LAZY);
    /// They are looked for at once. This is so, if neither is given.
    pub const NOW: OpenFlags = OpenFlags(libc::RTLD_NOW);
    /// Libraries that are opened later do not see its symbols. This is so, if neither is given.
    pub const LOCAL: OpenFlags = OpenFlags(libc::RTLD_LOCAL);
    /// Libraries that are opened later see its symbols, and so does
    /// [`Library::process`](crate::Library::process).
    pub const GLOBAL: OpenFlags = OpenFlags(libc::RTLD_GLOBAL);
    /// It stays in memory for ever.
    pub const NODELETE: OpenFlags = OpenFlags(NODELETE);
    /// It is not loaded: only one that is there already is opened.
    pub const NOLOAD: OpenFlags = OpenFlags(NOLOAD);
    /// It prefers its own symbols to those of the process: glibc's.
    pub const DEEPBIND: OpenFlags = OpenFlags(DEEPBIND);
    /// What [`Library::open`](crate::Library::open) takes.
    pub const DEFAULT: OpenFlags = Self::NOW.union(Self::LOCAL);

    const NAMES: [(&'static str, OpenFlags); 6] = [
        ("RTLD_LAZY", Self::LAZY),
        ("RTLD_NOW", Self::NOW),
        ("RTLD_GLOBAL", Self::GLOBAL),
        ("RTLD_NODELETE", Self::NODELETE),
        ("RTLD_NOLOAD", Self::NOLOAD),
        ("RTLD_DEEPBIND", Self::DEEPBIND),
    ];

    /// What is in one of the two: `|`, also in constants.
    #[must_use]
    pub const fn union(self, other: OpenFlags) -> Self {
        OpenFlags(self.0 | other.0)
    }

    /// Whether it has all of `other`.
    #[must_use]
    pub const fn contains(self, other: OpenFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// The C library's number, for `dlopen`.
    #[must_use]
    pub const fn bits(self) -> c_int {
        match self.0 & (libc::RTLD_LAZY | libc::RTLD_NOW) {
            0 => self.0 | libc::RTLD_NOW,
            _ => self.0,
        }
    }
}

#[cfg(any(target_os = "linux", target_os = "freebsd", target_vendor = "apple"))]
const NODELETE: c_int = libc::RTLD_NODELETE;
#[cfg(not(any(target_os = "linux", target_os = "freebsd", target_vendor = "apple")))]
const NODELETE: c_int = 0;

#[cfg(any(target_os = "linux", target_os = "freebsd", target_vendor = "apple"))]
const NOLOAD: c_int = libc::RTLD_NOLOAD;
#[cfg(not(any(target_os = "linux", target_os = "freebsd", target_vendor = "apple")))]
const NOLOAD: c_int = 0;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
const DEEPBIND: c_int = libc::RTLD_DEEPBIND;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
const DEEPBIND: c_int = 0;

impl Default for OpenFlags {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl BitOr for OpenFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitOrAssign for OpenFlags {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.union(other);
    }
}

impl fmt::Debug for OpenFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_set = |flag: OpenFlags| flag.0 != 0 && self.contains(flag);
        let mut names = Self::NAMES.iter().filter(|(_, flag)| is_set(*flag));
        let Some((first, _)) = names.next() else {
            return f.write_str("RTLD_LOCAL");
        };
        f.write_str(first)?;
        names.try_for_each(|(name, _)| write!(f, " | {name}"))
    }
}
