//! Descriptions of types as constants: what a Rust type, or a macro, says about a C type.
//!
//! A description has no destructor, so that `&Desc` can stand in constants, and names the target of
//! a pointer by a function, so that a type can point to itself. Types made at run time are
//! [`TypeSet`](crate::TypeSet)s; [`Type`](crate::Type) is the one view on both.

use core::fmt;
use core::ops::BitOr;

use crate::Scalar;

/// A C type, described by constants.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Desc {
    /// `void`.
    Void,
    /// A number.
    Scalar(Scalar),
    /// A pointer to another type.
    Pointer(PointerDesc),
    /// A function.
    Function(FuncDesc),
    /// A type that only C knows the inside of: its name, such as `FILE` or `struct dirent`.
    Opaque(&'static str),
}

impl Scalar {
    /// The constant that describes this scalar.
    #[must_use]
    pub const fn desc(self) -> &'static Desc {
        // A table, because the address of a value computed here would not live long enough.
        const TABLE: [Desc; Scalar::ALL.len()] = {
            let mut table = [Desc::Void; Scalar::ALL.len()];
            let mut index = 0;
            while index < Scalar::ALL.len() {
                table[index] = Desc::Scalar(Scalar::ALL[index]);
                index += 1;
            }
            table
        };
        static DESCS: [Desc; Scalar::ALL.len()] = TABLE;
        &DESCS[self as usize]
    }
}

/// A pointer, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct PointerDesc {
    /// What it points to. A function, so that a type can point to itself.
    pub pointee: fn() -> &'static Desc,
    /// The qualifiers of what it points to: `const char *` has [`Qualifiers::CONST`].
    pub qualifiers: Qualifiers,
}

/// A function type, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct FuncDesc {
    /// The parameters, in order.
    pub params: &'static [ParamDesc],
    /// The type of the result; [`Desc::Void`] for none.
    pub result: &'static Desc,
    /// How it is called.
    pub convention: Convention,
    /// Whether more arguments may follow, as in `printf(const char *, ...)`.
    pub variadic: bool,
}

/// A parameter, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct ParamDesc {
    /// The name; empty if it has none. It is no part of the type.
    pub name: &'static str,
    /// The type.
    pub desc: &'static Desc,
}

/// How a function is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Convention {
    /// The C convention of the target.
    #[default]
    C,
}

/// `const`, `volatile` and `restrict`, as a set.
///
/// ```
/// use lltype::Qualifiers;
/// let both = Qualifiers::CONST | Qualifiers::VOLATILE;
/// assert!(both.contains(Qualifiers::CONST));
/// assert_eq!(both.to_string(), "const volatile");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
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

impl BitOr for Qualifiers {
    type Output = Qualifiers;
    fn bitor(self, other: Qualifiers) -> Qualifiers {
        Qualifiers(self.0 | other.0)
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
