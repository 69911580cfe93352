//! The nodes of types that are made at run time.

use core::fmt;
use std::sync::Arc;

use crate::ty::Repr;
use crate::{
    ArrayLength, Convention, Layout, Qualifiers, RecordAttrs, RecordKind, Scalar, Type, VectorDesc,
};

/// The nodes of one frozen set.
pub(crate) struct Nodes(pub(super) Box<[Node]>);

/// One type that is not a scalar: constants describe those.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Pointer {
        pointee: NodeRef,
        qualifiers: Qualifiers,
    },
    Function(FunctionNode),
    Opaque {
        name: Box<str>,
        layout: Option<Layout>,
        gc: bool,
    },
    Array {
        item: NodeRef,
        length: ArrayLength,
        gc: bool,
    },
    Record(RecordNode),
    Enum(EnumNode),
    Vector(VectorDesc),
    Typedef {
        name: Box<str>,
        of: NodeRef,
        /// `__attribute__((aligned(n)))`.
        align: Option<u32>,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct FunctionNode {
    pub(crate) params: Box<[ParamNode]>,
    pub(crate) result: NodeRef,
    pub(crate) convention: Convention,
    pub(crate) variadic: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct ParamNode {
    pub(crate) name: Option<Box<str>>,
    pub(crate) ty: NodeRef,
}

#[derive(Debug, Clone)]
pub(crate) struct RecordNode {
    pub(crate) kind: RecordKind,
    pub(crate) name: Option<Box<str>>,
    pub(crate) fields: Box<[FieldNode]>,
    pub(crate) attrs: RecordAttrs,
}

#[derive(Debug, Clone)]
pub(crate) struct FieldNode {
    pub(crate) name: Option<Box<str>>,
    pub(crate) ty: NodeRef,
    pub(crate) qualifiers: Qualifiers,
    pub(crate) bits: Option<u32>,
    pub(crate) align: Option<u32>,
    pub(crate) packed: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct EnumNode {
    pub(crate) name: Option<Box<str>>,
    pub(crate) base: Option<Scalar>,
    pub(crate) constants: Box<[(Box<str>, i128)]>,
}

/// A type named by a node: one of the same set, or any other type.
#[derive(Debug, Clone)]
pub(crate) enum NodeRef {
    Local(u32),
    Type(Type),
}

impl Nodes {
    pub(crate) fn node(&self, index: u32) -> &Node {
        &self.0[index as usize]
    }

    pub(crate) fn resolve(self: &Arc<Self>, reference: &NodeRef) -> Type {
        match reference {
            NodeRef::Local(index) => Type(Repr::Owned(Arc::clone(self), *index)),
            NodeRef::Type(ty) => ty.clone(),
        }
    }
}

impl fmt::Debug for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nodes({})", self.0.len())
    }
}

impl Node {
    /// What it is called, for messages.
    pub(super) fn name(&self) -> &str {
        match self {
            Node::Opaque { name, .. } | Node::Typedef { name, .. } => name,
            Node::Record(record) => record.name.as_deref().unwrap_or("a type without a name"),
            Node::Enum(enumeration) => enumeration
                .name
                .as_deref()
                .unwrap_or("an enum without a name"),
            Node::Array { .. } => "an array",
            Node::Pointer { .. } | Node::Function(_) | Node::Vector(_) => "a type",
        }
    }

    /// Whether it can be wrong in no way: what most nodes are.
    pub(super) fn has_no_rules(&self) -> bool {
        matches!(self, Node::Pointer { .. })
    }

    /// Every type that the node names.
    pub(super) fn references(&mut self) -> impl Iterator<Item = &mut NodeRef> {
        let (one, params, fields): (_, &mut [ParamNode], &mut [FieldNode]) = match self {
            Node::Pointer { pointee: of, .. }
            | Node::Array { item: of, .. }
            | Node::Typedef { of, .. } => (Some(of), &mut [], &mut []),
            Node::Function(function) => (Some(&mut function.result), &mut function.params, &mut []),
            Node::Record(record) => (None, &mut [], &mut record.fields),
            Node::Opaque { .. } | Node::Enum(_) | Node::Vector(_) => (None, &mut [], &mut []),
        };
        one.into_iter()
            .chain(params.iter_mut().map(|param| &mut param.ty))
            .chain(fields.iter_mut().map(|field| &mut field.ty))
    }

    /// Whether it names nodes of its own set.
    pub(crate) fn is_local(&self) -> bool {
        match self {
            Node::Pointer { pointee: of, .. } | Node::Array { item: of, .. } => {
                matches!(of, NodeRef::Local(_))
            }
            _ => true,
        }
    }

    /// The types that lie inside of it, or that it is another name for: they must not lead back.
    pub(super) fn contents(&self) -> impl Iterator<Item = &NodeRef> {
        let (one, fields): (_, &[FieldNode]) = match self {
            Node::Array { item: of, .. } | Node::Typedef { of, .. } => (Some(of), &[]),
            Node::Record(record) => (None, &record.fields),
            _ => (None, &[]),
        };
        one.into_iter().chain(fields.iter().map(|field| &field.ty))
    }
}

impl Drop for Nodes {
    /// Without recursion: a chain of a million pointers must not overflow the stack.
    fn drop(&mut self) {
        let mut doomed = Vec::new();
        take_owned(&mut self.0, &mut doomed);
        while let Some(nodes) = doomed.pop() {
            if let Some(mut nodes) = Arc::into_inner(nodes) {
                take_owned(&mut nodes.0, &mut doomed);
            }
        }
    }
}

/// Moves the sets that `nodes` hold into `out`, leaving `void` in their places.
fn take_owned(nodes: &mut [Node], out: &mut Vec<Arc<Nodes>>) {
    for reference in nodes.iter_mut().flat_map(Node::references) {
        if let NodeRef::Type(ty) = reference
            && let Repr::Owned(set, _) = core::mem::replace(ty, Type::VOID).0
        {
            out.push(set);
        }
    }
}
