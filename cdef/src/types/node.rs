//! What the types of a text are.

use lltype::{
    Convention, Extent, FieldLayout, Qualifiers, RecordAttrs, RecordKind, Scalar, VectorDesc,
};

use super::{EnumId, FunctionId, NoSize, RecordId, TypeId};
use crate::names::Name;
use crate::token::Span;

/// A type with the qualifiers of what has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Qualified {
    pub(crate) ty: TypeId,
    pub(crate) qualifiers: Qualifiers,
}

impl From<TypeId> for Qualified {
    fn from(ty: TypeId) -> Self {
        Qualified {
            ty,
            qualifiers: Qualifiers::NONE,
        }
    }
}

/// What a type is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node {
    /// What stands for a type that an error was told about.
    Error,
    Void,
    Scalar(Scalar),
    Pointer(Qualified),
    Array {
        item: TypeId,
        length: Length,
    },
    Function(FunctionId),
    Record(RecordId),
    Enum(EnumId),
    Vector(VectorDesc),
    Typedef {
        name: Name,
        of: TypeId,
        align: Option<u32>,
    },
    /// `typedef ... t;`, or a type that only the C library knows the inside of.
    Opaque(Name),
    /// `typedef int... t;` or `typedef float... t;`: the compiler knows which.
    Ask(Name, Asked),
}

/// How many items an array has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Fixed(u64),
    /// `[]`.
    Unknown,
    /// `[...]`: the compiler knows.
    Ask,
    /// `[n]` in a parameter: whoever calls knows.
    Variable,
    /// One that was told to be wrong.
    Broken,
}

/// What kind of number the compiler is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Integer,
    Float,
}

#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) params: Vec<Param>,
    pub(crate) result: TypeId,
    pub(crate) variadic: bool,
    /// `()`: no parameters, which in C says nothing of them.
    pub(crate) unspecified: bool,
    pub(crate) convention: Convention,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    pub(crate) name: Option<Name>,
    pub(crate) ty: TypeId,
}

#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The type that it is.
    pub(crate) ty: TypeId,
    pub(crate) kind: RecordKind,
    pub(crate) tag: Option<Name>,
    /// The typedef that names a struct without a tag.
    pub(crate) alias: Option<Name>,
    pub(crate) attrs: RecordAttrs,
    pub(crate) body: Body,
    pub(crate) fields: Vec<Field>,
    pub(crate) layout: RecordLayout,
    /// Where its members are, or where it was first named.
    pub(crate) at: At,
}

/// What is known of the members of a struct or union.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    Unknown,
    /// It is being read.
    Open,
    /// All.
    Known,
    /// `...;` among its members: the compiler knows the others, and where they lie.
    Partial,
    /// It had errors.
    Broken,
}

/// Where a struct's members lie.
#[derive(Debug, Clone)]
pub(crate) enum RecordLayout {
    /// Not worked out.
    Unknown,
    /// It is being worked out.
    Open,
    Known {
        whole: Extent,
        fields: Vec<FieldLayout>,
        /// How deep types lie in types in it.
        depth: u32,
    },
    None(NoSize),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: Option<Name>,
    pub(crate) ty: TypeId,
    pub(crate) qualifiers: Qualifiers,
    pub(crate) bits: Option<u32>,
    pub(crate) packed: bool,
    pub(crate) align: Option<u32>,
    pub(crate) span: Span,
}

impl Field {
    /// Whether it is a struct or union without a name, whose members count as the outer's own.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.name.is_none() && self.bits.is_none()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Enumeration {
    pub(crate) tag: Option<Name>,
    pub(crate) alias: Option<Name>,
    pub(crate) base: Option<Scalar>,
    pub(crate) packed: bool,
    pub(crate) body: Body,
    pub(crate) constants: Vec<(Name, Enumerator)>,
    pub(crate) at: At,
}

/// The value of a constant of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enumerator {
    Value(i128),
    /// `A = ...`: the compiler knows.
    Ask,
}

/// A place in one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) file: u32,
    pub(crate) span: Span,
}
