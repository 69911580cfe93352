//! [`Carried`]: how a word stands for a value of a type.

use lltype::{Class, Kind, Scalar, Tag, Target, Type};

/// How a word stands for a value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carried {
    /// An integer or a pointer: the word is it, extended by its sign.
    Integer,
    /// A `float` or a `double`: the word has its bits.
    Vector,
    /// What is wider than a word, or has a format of its own: the word is its address.
    Memory,
}

impl Carried {
    /// How values of a type are carried on this machine.
    ///
    /// ```
    /// use llcall::Carried;
    /// use lltype::{Scalar, Type};
    /// let carried = |scalar: Scalar| Carried::of(&Type::from(scalar));
    /// assert_eq!(carried(Scalar::Float), Carried::Vector);
    /// assert_eq!(carried(Scalar::LongDouble), Carried::Memory);
    /// ```
    #[must_use]
    pub fn of(ty: &Type) -> Carried {
        match tag_of(ty) {
            Some(Tag::F32 | Tag::F64) => Carried::Vector,
            Some(_) => Carried::Integer,
            None => Carried::Memory,
        }
    }
}

/// The tag of [`Value`](lltype::Value)s of a type; `None` if they travel in memory.
pub(crate) fn tag_of(ty: &Type) -> Option<Tag> {
    match ty.kind() {
        Kind::Void => Some(Tag::Void),
        Kind::Pointer { .. } => Some(Tag::Pointer),
        Kind::Scalar(scalar) => tag_of_scalar(scalar),
        Kind::Enum(enumeration) => tag_of_scalar(enumeration.base(&Target::HOST)),
        _ => None,
    }
}

fn tag_of_scalar(scalar: Scalar) -> Option<Tag> {
    let target = &Target::HOST;
    Some(match (scalar, scalar.class(target), scalar.size(target)) {
        (Scalar::Bool, ..) => Tag::Bool,
        (Scalar::Float, ..) => Tag::F32,
        (Scalar::Double, ..) => Tag::F64,
        (_, Class::Signed, 1) => Tag::I8,
        (_, Class::Signed, 2) => Tag::I16,
        (_, Class::Signed, 4) => Tag::I32,
        (_, Class::Signed, 8) => Tag::I64,
        (_, Class::Unsigned, 1) => Tag::U8,
        (_, Class::Unsigned, 2) => Tag::U16,
        (_, Class::Unsigned, 4) => Tag::U32,
        (_, Class::Unsigned, 8) => Tag::U64,
        _ => return None,
    })
}
