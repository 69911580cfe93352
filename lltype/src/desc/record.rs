//! [`RecordDesc`]: structs and unions, described by constants.

use core::fmt;

use super::{Desc, Qualifiers};
use crate::layout::{Extent, host_extent};

/// Struct or union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// `struct`: one member after the other.
    Struct,
    /// `union`: all members at the same place.
    Union,
}

impl fmt::Display for RecordKind {
    /// C's keyword.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RecordKind::Struct => "struct",
            RecordKind::Union => "union",
        })
    }
}

/// What changes the layout of a struct or union, and who owns it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RecordAttrs {
    /// `__attribute__((packed))`: no padding, bit-fields bit by bit.
    pub packed: bool,
    /// `#pragma pack(n)`: no member is aligned to more than so many bytes.
    pub pack: Option<u32>,
    /// `__attribute__((aligned(n)))`: the whole is aligned to so many bytes or more.
    pub align: Option<u32>,
    /// RPython's `GcStruct`: a garbage collector of the translator's owns it. A tag only.
    pub gc: bool,
}

impl RecordAttrs {
    /// No attributes.
    pub const NONE: RecordAttrs = RecordAttrs {
        packed: false,
        pack: None,
        align: None,
        gc: false,
    };
}

/// A struct or a union, described by constants.
///
/// ```
/// use lltype::{Desc, FieldDesc, RecordDesc, Scalar, Target, Type};
///
/// static FLAGS: Desc = Desc::Record(RecordDesc::structure("struct flags", &[
///     FieldDesc::new("ready", Scalar::UInt.desc()).bits(1),
///     FieldDesc::new("level", Scalar::UInt.desc()).bits(3),
///     FieldDesc::new("count", Scalar::Long.desc()),
/// ]));
/// assert_eq!(Target::I686_LINUX_GNU.sizeof(&Type::from_desc(&FLAGS)), Ok(8));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RecordDesc {
    /// Struct or union.
    pub kind: RecordKind,
    /// What C calls it: `struct tm`, or `div_t` if it is known by a typedef alone; empty for none.
    pub name: &'static str,
    /// The members, in order.
    pub fields: &'static [FieldDesc],
    /// What changes the layout.
    pub attrs: RecordAttrs,
    /// What it takes on this machine, where that was worked out already: see
    /// [`placed`](Self::placed).
    #[doc(hidden)]
    pub host: Option<Extent>,
}

impl RecordDesc {
    /// A struct without attributes.
    #[must_use]
    pub const fn structure(name: &'static str, fields: &'static [FieldDesc]) -> Self {
        RecordDesc {
            kind: RecordKind::Struct,
            name,
            fields,
            attrs: RecordAttrs::NONE,
            host: None,
        }
    }

    /// A union without attributes.
    #[must_use]
    pub const fn union(name: &'static str, fields: &'static [FieldDesc]) -> Self {
        RecordDesc {
            kind: RecordKind::Union,
            ..Self::structure(name, fields)
        }
    }

    /// The same with attributes.
    #[must_use]
    pub const fn with(self, attrs: RecordAttrs) -> Self {
        RecordDesc {
            attrs,
            host: None,
            ..self
        }
    }

    /// The same, with its size worked out for this machine once and for all: constants that hold
    /// constants that hold constants would do it again and again.
    #[must_use]
    pub const fn placed(self) -> Self {
        RecordDesc {
            host: host_extent(&self),
            ..self
        }
    }
}

/// A member, described by constants.
#[derive(Debug, Clone, Copy)]
pub struct FieldDesc {
    /// The name; empty for an anonymous struct or union, and for bits that only pad.
    pub name: &'static str,
    /// The type.
    pub desc: &'static Desc,
    /// The qualifiers of the member itself.
    pub qualifiers: Qualifiers,
    /// The width of a bit-field.
    pub bits: Option<u32>,
    /// `__attribute__((aligned(n)))` of the member.
    pub align: Option<u32>,
    /// `__attribute__((packed))` of the member.
    pub packed: bool,
}

impl FieldDesc {
    /// A member without attributes.
    #[must_use]
    pub const fn new(name: &'static str, desc: &'static Desc) -> Self {
        FieldDesc {
            name,
            desc,
            qualifiers: Qualifiers::NONE,
            bits: None,
            align: None,
            packed: false,
        }
    }

    /// The same as a bit-field of `width` bits.
    #[must_use]
    pub const fn bits(self, width: u32) -> Self {
        FieldDesc {
            bits: Some(width),
            ..self
        }
    }

    /// The same, packed: it begins at the next byte, or bit, unless it is [`aligned`](Self::aligned).
    ///
    /// ```
    /// use lltype::{Desc, FieldDesc, RecordDesc, Scalar, Target, layout_of};
    ///
    /// static PAIR: Desc = Desc::Record(RecordDesc::structure("struct pair", &[
    ///     FieldDesc::new("kind", Scalar::Char.desc()),
    ///     FieldDesc::new("value", Scalar::Int.desc()).packed(),
    /// ]));
    /// assert_eq!(layout_of(&PAIR, &Target::HOST).unwrap().size, 5);
    /// ```
    #[must_use]
    pub const fn packed(self) -> Self {
        FieldDesc {
            packed: true,
            ..self
        }
    }

    /// The same, aligned to `align` bytes or more.
    #[must_use]
    pub const fn aligned(self, align: u32) -> Self {
        FieldDesc {
            align: Some(align),
            ..self
        }
    }
}
