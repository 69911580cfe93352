//! [`Place`]: where a type is described. It borrows, so that a walk through types counts no references.

use std::sync::Arc;

use super::{Enum, Function, Kind, Record, Repr, Type};
use crate::desc::{ArrayLength, Desc, Qualifiers, VectorDesc};
use crate::set::{Node, NodeRef, Nodes};
use crate::{Layout, Scalar};

/// A borrowed place of a description.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Static(&'static Desc),
    Owned(&'a Arc<Nodes>, u32),
}

/// Another name for a type.
pub(crate) struct Typedef<'a> {
    pub(crate) name: &'a str,
    pub(crate) of: Place<'a>,
    pub(crate) align: Option<u32>,
}

/// What a type is behind all typedefs: [`Kind`], with places where that has types.
pub(crate) enum Shape<'a> {
    Void,
    Scalar(Scalar),
    Pointer {
        pointee: Place<'a>,
        qualifiers: Qualifiers,
    },
    Function(Function<'a>),
    Opaque {
        name: &'a str,
        layout: Option<Layout>,
        gc: bool,
    },
    Array {
        item: Place<'a>,
        length: ArrayLength,
        gc: bool,
    },
    Record(Record<'a>),
    Enum(Enum<'a>),
    Vector(VectorDesc),
}

impl<'a> Place<'a> {
    #[inline]
    pub(crate) fn of(ty: &'a Type) -> Self {
        match &ty.0 {
            Repr::Static(desc) => Place::Static(desc),
            Repr::Owned(nodes, index) => Place::Owned(nodes, *index),
        }
    }

    /// Of what a node of the set names.
    #[inline]
    pub(crate) fn of_reference(nodes: &'a Arc<Nodes>, reference: &'a NodeRef) -> Self {
        match reference {
            NodeRef::Local(index) => Place::Owned(nodes, *index),
            NodeRef::Type(ty) => Place::of(ty),
        }
    }

    /// If this is a typedef, what it says.
    #[inline]
    pub(crate) fn typedef(self) -> Option<Typedef<'a>> {
        match self {
            Place::Static(Desc::Typedef(typedef)) => Some(Typedef {
                name: typedef.name,
                of: Place::Static(typedef.of),
                align: None,
            }),
            Place::Static(_) => None,
            Place::Owned(nodes, index) => match nodes.node(index) {
                Node::Typedef { name, of, align } => Some(Typedef {
                    name,
                    of: Place::of_reference(nodes, of),
                    align: *align,
                }),
                _ => None,
            },
        }
    }

    /// The type behind all typedefs.
    #[inline]
    pub(crate) fn unaliased(self) -> Self {
        self.aligned().0
    }

    /// The type behind all typedefs, and the alignment that the outermost of those that have one gives
    /// it.
    #[inline]
    pub(crate) fn aligned(mut self) -> (Self, Option<u32>) {
        let mut align = None;
        while let Some(typedef) = self.typedef() {
            align = align.or(typedef.align);
            self = typedef.of;
        }
        (self, align)
    }

    /// Equal keys are places of equal types, but for the alignments of typedefs; not the other way
    /// round. The place is behind all typedefs.
    pub(crate) fn key(self) -> (usize, u32) {
        match self {
            Place::Static(desc) => (core::ptr::from_ref::<Desc>(desc).addr(), 0),
            Place::Owned(nodes, index) => (Arc::as_ptr(nodes).addr(), index),
        }
    }

    pub(crate) fn to_type(self) -> Type {
        Type(match self {
            Place::Static(desc) => Repr::Static(desc),
            Place::Owned(nodes, index) => Repr::Owned(Arc::clone(nodes), index),
        })
    }

    /// What the type is behind all typedefs, one level deep.
    #[inline]
    pub(crate) fn shape(self) -> Shape<'a> {
        match self.unaliased() {
            Place::Static(desc) => static_shape(desc),
            Place::Owned(nodes, index) => owned_shape(nodes, nodes.node(index)),
        }
    }
}

impl Shape<'_> {
    pub(crate) fn is_gc(&self) -> bool {
        match self {
            Shape::Opaque { gc, .. } | Shape::Array { gc, .. } => *gc,
            Shape::Record(record) => record.attrs().gc,
            _ => false,
        }
    }

    pub(crate) fn is_var_sized(&self) -> bool {
        match self {
            Shape::Array { length, .. } => !matches!(length, ArrayLength::Fixed(_)),
            // Deeper inside, there is none: a var-sized struct is no member.
            Shape::Record(record) => record.last().is_some_and(|member| {
                matches!(
                    member.place.shape(),
                    Shape::Array { length, .. } if !matches!(length, ArrayLength::Fixed(_))
                )
            }),
            _ => false,
        }
    }
}

impl<'a> From<Shape<'a>> for Kind<'a> {
    #[inline]
    fn from(shape: Shape<'a>) -> Self {
        match shape {
            Shape::Void => Kind::Void,
            Shape::Scalar(scalar) => Kind::Scalar(scalar),
            Shape::Pointer {
                pointee,
                qualifiers,
            } => Kind::Pointer {
                pointee: pointee.to_type(),
                qualifiers,
            },
            Shape::Function(function) => Kind::Function(function),
            Shape::Opaque { name, layout, gc } => Kind::Opaque { name, layout, gc },
            Shape::Array { item, length, gc } => Kind::Array {
                item: item.to_type(),
                length,
                gc,
            },
            Shape::Record(record) => Kind::Record(record),
            Shape::Enum(enumeration) => Kind::Enum(enumeration),
            Shape::Vector(vector) => Kind::Vector(vector),
        }
    }
}

#[inline]
fn static_shape(desc: &'static Desc) -> Shape<'static> {
    match desc {
        Desc::Void => Shape::Void,
        Desc::Scalar(scalar) => Shape::Scalar(*scalar),
        Desc::Pointer(pointer) => Shape::Pointer {
            pointee: Place::Static((pointer.pointee)()),
            qualifiers: pointer.qualifiers,
        },
        Desc::Function(function) => Shape::Function(function.into()),
        Desc::Opaque(opaque) => Shape::Opaque {
            name: opaque.name,
            layout: opaque.layout,
            gc: opaque.gc,
        },
        Desc::Array(array) => Shape::Array {
            item: Place::Static(array.item),
            length: array.length,
            gc: array.gc,
        },
        Desc::Record(record) => Shape::Record(record.into()),
        Desc::Enum(enumeration) => Shape::Enum(enumeration.into()),
        Desc::Vector(vector) => Shape::Vector(*vector),
        Desc::Typedef(typedef) => static_shape(typedef.of),
    }
}

/// The node is no typedef: [`Place::unaliased`] went through them.
#[inline]
fn owned_shape<'a>(nodes: &'a Arc<Nodes>, node: &'a Node) -> Shape<'a> {
    match node {
        Node::Pointer {
            pointee,
            qualifiers,
        } => Shape::Pointer {
            pointee: Place::of_reference(nodes, pointee),
            qualifiers: *qualifiers,
        },
        Node::Function(function) => Shape::Function((nodes, function).into()),
        Node::Opaque { name, layout, gc } => Shape::Opaque {
            name,
            layout: *layout,
            gc: *gc,
        },
        Node::Array { item, length, gc } => Shape::Array {
            item: Place::of_reference(nodes, item),
            length: *length,
            gc: *gc,
        },
        Node::Record(record) => Shape::Record((nodes, record).into()),
        Node::Enum(enumeration) => Shape::Enum(enumeration.into()),
        Node::Vector(vector) => Shape::Vector(*vector),
        Node::Typedef { .. } => Shape::Void,
    }
}
