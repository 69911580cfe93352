//! [`Record`]: a view into a struct or a union.

use std::sync::Arc;

use super::{Place, Type};
use crate::MemberAttrs;
use crate::desc::{FieldDesc, Qualifiers, RecordAttrs, RecordDesc, RecordKind};
use crate::set::{FieldNode, Nodes, RecordNode};

/// A struct or a union: a view into a [`Type`].
#[derive(Debug, Clone, Copy)]
pub struct Record<'a>(Repr<'a>);

#[derive(Debug, Clone, Copy)]
enum Repr<'a> {
    Static(&'static RecordDesc),
    Owned(&'a Arc<Nodes>, &'a RecordNode),
}

impl From<&'static RecordDesc> for Record<'_> {
    fn from(desc: &'static RecordDesc) -> Self {
        Record(Repr::Static(desc))
    }
}

impl<'a> From<(&'a Arc<Nodes>, &'a RecordNode)> for Record<'a> {
    fn from((nodes, node): (&'a Arc<Nodes>, &'a RecordNode)) -> Self {
        Record(Repr::Owned(nodes, node))
    }
}

/// A member, with a place where [`Field`] has a type.
#[derive(Clone, Copy)]
pub(crate) struct RecordMember<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) place: Place<'a>,
    pub(crate) qualifiers: Qualifiers,
    pub(crate) bits: Option<u32>,
    pub(crate) align: Option<u32>,
    pub(crate) packed: bool,
}

impl RecordMember<'_> {
    pub(crate) fn attrs(&self) -> MemberAttrs {
        MemberAttrs {
            packed: self.packed,
            align: self.align,
        }
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.name.is_none() && self.bits.is_none()
    }
}

impl<'a> From<RecordMember<'a>> for Field<'a> {
    #[inline]
    fn from(member: RecordMember<'a>) -> Self {
        Field {
            name: member.name,
            ty: member.place.to_type(),
            qualifiers: member.qualifiers,
            bits: member.bits,
            align: member.align,
            packed: member.packed,
        }
    }
}

/// A member of a [`Record`].
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// The name; `None` for an anonymous struct or union, and for bits that only pad.
    pub name: Option<&'a str>,
    /// The type.
    pub ty: Type,
    /// The qualifiers of the member itself.
    pub qualifiers: Qualifiers,
    /// The width, if it is a bit-field.
    pub bits: Option<u32>,
    /// `__attribute__((aligned(n)))` of the member.
    pub align: Option<u32>,
    /// `__attribute__((packed))` of the member.
    pub packed: bool,
}

impl Field<'_> {
    /// What changes its place.
    #[must_use]
    pub fn attrs(&self) -> MemberAttrs {
        MemberAttrs {
            packed: self.packed,
            align: self.align,
        }
    }

    /// Whether it is a struct or union without a name, whose members count as the outer's own.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.name.is_none() && self.bits.is_none()
    }
}

impl<'a> Record<'a> {
    /// Struct or union.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        match self.0 {
            Repr::Static(desc) => desc.kind,
            Repr::Owned(_, node) => node.kind,
        }
    }

    /// What C calls it, such as `struct tm`.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        match self.0 {
            Repr::Static(desc) => Some(desc.name).filter(|name| !name.is_empty()),
            Repr::Owned(_, node) => node.name.as_deref(),
        }
    }

    /// What changes the layout, and who owns it.
    #[must_use]
    pub fn attrs(&self) -> RecordAttrs {
        match self.0 {
            Repr::Static(desc) => desc.attrs,
            Repr::Owned(_, node) => node.attrs,
        }
    }

    /// How many members it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.0 {
            Repr::Static(desc) => desc.fields.len(),
            Repr::Owned(_, node) => node.fields.len(),
        }
    }

    /// Whether it has none, as only GNU C allows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The members, in order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = Field<'a>> + use<'a> {
        self.members().map(Field::from)
    }

    pub(crate) fn members(&self) -> impl ExactSizeIterator<Item = RecordMember<'a>> + use<'a> {
        let record = *self;
        (0..self.len()).map(move |index| record.get(index))
    }

    /// The member of this name, and its index. Members of anonymous members are not looked at.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, Field<'a>)> {
        let mut fields = self.fields().enumerate();
        fields.find(|(_, field)| field.name == Some(name))
    }

    /// The last member.
    pub(crate) fn last(&self) -> Option<RecordMember<'a>> {
        Some(self.get(self.len().checked_sub(1)?))
    }

    #[inline]
    fn get(&self, index: usize) -> RecordMember<'a> {
        match self.0 {
            Repr::Static(desc) => static_field(&desc.fields[index]),
            Repr::Owned(nodes, node) => owned_field(nodes, &node.fields[index]),
        }
    }
}

#[inline]
fn static_field(desc: &'static FieldDesc) -> RecordMember<'static> {
    RecordMember {
        name: Some(desc.name).filter(|name| !name.is_empty()),
        place: Place::Static(desc.desc),
        qualifiers: desc.qualifiers,
        bits: desc.bits,
        align: desc.align,
        packed: desc.packed,
    }
}

#[inline]
fn owned_field<'a>(nodes: &'a Arc<Nodes>, node: &'a FieldNode) -> RecordMember<'a> {
    RecordMember {
        name: node.name.as_deref(),
        place: Place::of_reference(nodes, &node.ty),
        qualifiers: node.qualifiers,
        bits: node.bits,
        align: node.align,
        packed: node.packed,
    }
}
