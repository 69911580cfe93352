//! Descriptions of types as constants: what a Rust type, or a macro, says about a C type.
//!
//! A description has no destructor, so that `&Desc` can stand in constants, and names the target of
//! a pointer by a function, so that a type can point to itself. Types made at run time are
//! [`TypeSet`](crate::TypeSet)s; [`Type`](crate::Type) is the one view on both.

mod convention;
mod qualifiers;
mod record;

pub use convention::Convention;
pub use qualifiers::Qualifiers;
pub use record::{FieldDesc, RecordAttrs, RecordDesc, RecordKind};

use crate::{Layout, Scalar};

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
    /// A type that only C knows the inside of.
    Opaque(OpaqueDesc),
    /// An array.
    Array(ArrayDesc),
    /// A struct or a union.
    Record(RecordDesc),
    /// An enumeration.
    Enum(EnumDesc),
    /// Numbers that are worked on together.
    Vector(VectorDesc),
    /// Another name for a type.
    Typedef(TypedefDesc),
}

impl Desc {
    /// The type behind all typedefs.
    #[must_use]
    pub const fn unaliased(&self) -> &Desc {
        let mut desc = self;
        while let Desc::Typedef(typedef) = desc {
            desc = typedef.of;
        }
        desc
    }
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

/// A type that only C knows the inside of, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct OpaqueDesc {
    /// Its name, such as `FILE` or `struct dirent`.
    pub name: &'static str,
    /// Its size and alignment, if they are known: then it can be a member.
    pub layout: Option<Layout>,
    /// Whether a garbage collector of the translator's owns it.
    pub gc: bool,
}

impl OpaqueDesc {
    /// A type of which only the name is known.
    ///
    /// ```
    /// use lltype::{Desc, OpaqueDesc, Type};
    /// static FILE: Desc = Desc::Opaque(OpaqueDesc::named("FILE"));
    /// assert_eq!(Type::from_desc(&FILE).to_string(), "FILE");
    /// ```
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        OpaqueDesc {
            name,
            layout: None,
            gc: false,
        }
    }
}

/// An array, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct ArrayDesc {
    /// The type of its items.
    pub item: &'static Desc,
    /// How many there are, or who knows.
    pub length: ArrayLength,
    /// Whether a garbage collector of the translator's owns it.
    pub gc: bool,
}

/// How many items an array has, or who knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArrayLength {
    /// So many: C's `T x[5]`, RPython's `FixedSizeArray(T, 5)`.
    Fixed(u64),
    /// Nobody: C's `T x[]`, RPython's `Array(T, hints={'nolength': True})`.
    NoLength,
    /// A word in front of the items: RPython's `Array(T)`, `struct { Signed length; T items[]; }`.
    Header,
}

/// An enumeration, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct EnumDesc {
    /// The name, such as `enum color`; empty for none.
    pub name: &'static str,
    /// The integer that holds it, where the declaration says so.
    pub base: Option<Scalar>,
    /// The constants, in order.
    pub constants: &'static [(&'static str, i128)],
}

/// Numbers that are worked on together, described by constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VectorDesc {
    /// The type of each.
    pub item: Scalar,
    /// How many there are: a power of two.
    pub lanes: u32,
}

/// Another name for a type, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct TypedefDesc {
    /// The name. It is no part of the type.
    pub name: &'static str,
    /// The type.
    pub of: &'static Desc,
}
