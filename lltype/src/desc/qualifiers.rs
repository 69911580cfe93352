//! [`Qualifiers`]: `const`, `volatile`, `restrict`.

use core::fmt;
use core::ops::BitOr;

/// `const`, `volatile` and `restrict`, as a set.
///
/// ```
/// use lltype::Qualifiers;
/// let both = Qualifiers::CONST | Qualifiers::VOLATILE;
/// assert!(both.contains(Qualifiers::CONST));
/// assert_eq!(both.to_string(), "const volatile");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Qualifiers(u8);

impl Qualifiers {
    /// No qualifier.
    pub const NONE: Qualifiers = Qualifiers(0);
    /// `const`.
    pub const CONST: Qualifiers = Qualifiers(1);
    /// `volatile`.
    pub const VOLATILE: Qualifiers = Qualifiers(2);
    /// `restrict`.
    pub const RESTRICT: Qualifiers = Qualifiers(4);

    const NAMES: [(Qualifiers, &'static str); 3] = [
        (Qualifiers::CONST, "const"),
        (Qualifiers::VOLATILE, "volatile"),
        (Qualifiers::RESTRICT, "restrict"),
    ];

    /// Whether all of `other` are in the set.
    #[must_use]
    pub const fn contains(self, other: Qualifiers) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Qualifiers {
    /// All that are in one of the two sets.
    #[must_use]
    pub const fn union(self, other: Qualifiers) -> Qualifiers {
        Qualifiers(self.0 | other.0)
    }

    /// Those that are in one set and not in the other.
    #[must_use]
    pub const fn difference(self, other: Qualifiers) -> Qualifiers {
        Qualifiers(self.0 ^ other.0)
    }
}

impl BitOr for Qualifiers {
    type Output = Qualifiers;
    fn bitor(self, other: Qualifiers) -> Qualifiers {
        self.union(other)
    }
}

impl fmt::Display for Qualifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Self::NAMES
            .iter()
            .filter(|(one, _)| self.contains(*one))
            .map(|(_, name)| *name);
        for (index, name) in names.enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Qualifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Qualifiers({self})")
    }
}
