//! [`LeftOut`]: what is in a header, and not in the module.

use core::fmt;

/// A declaration that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// Its name in C: `struct` and the like stand before those of types.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl LeftOut {
    pub(super) fn new(name: impl Into<String>, reason: impl Into<String>) -> Self {
        LeftOut {
            name: name.into(),
            reason: reason.into(),
        }
    }
}

/// `name: reason`
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}
