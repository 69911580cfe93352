//! [`Type`]: a C type as a value.

use std::sync::Arc;

use crate::desc::{Convention, Desc, FuncDesc, ParamDesc, Qualifiers};
use crate::set::{FunctionNode, Node, Nodes, ParamNode};
use crate::{LowLevelType, Scalar};

/// A C type as an immutable value: compared, hashed and printed by its structure, whether Rust
/// declares it or a translator builds it at run time.
///
/// It prints in C's words; [`Type::rpython`] prints RPython's.
///
/// ```
/// use lltype::{Ptr, Qualifiers, Scalar, Type};
///
/// let declared = Type::of::<Ptr<f64>>();
/// let built = Type::pointer_to(&Type::from(Scalar::Double), Qualifiers::NONE);
/// assert_eq!(declared, built);
/// assert_eq!(built.to_string(), "double *");
/// assert_eq!(built.declaration("x"), "double *x");
/// ```
#[derive(Clone)]
pub struct Type(pub(crate) Repr);

#[derive(Clone)]
pub(crate) enum Repr {
    /// Described by a constant.
    Static(&'static Desc),
    /// One node of a set made at run time. Sets do not change and hold other sets only by
    /// [`Type`], so no cycle of reference counts can arise.
    Owned(Arc<Nodes>, u32),
}

/// What a [`Type`] is, one level deep.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Kind<'a> {
    /// `void`.
    Void,
    /// A number.
    Scalar(Scalar),
    /// A pointer.
    Pointer {
        /// What it points to.
        pointee: Type,
        /// The qualifiers of what it points to.
        qualifiers: Qualifiers,
    },
    /// A function.
    Function(Function<'a>),
    /// A type that only C knows the inside of, by name.
    Opaque(&'a str),
}

/// A function type: a view into a [`Type`].
#[derive(Debug, Clone, Copy)]
pub struct Function<'a>(FunctionRepr<'a>);

#[derive(Debug, Clone, Copy)]
enum FunctionRepr<'a> {
    Static(&'static FuncDesc),
    Owned(&'a Arc<Nodes>, &'a FunctionNode),
}

/// A parameter of a [`Function`].
#[derive(Debug, Clone)]
pub struct Param<'a> {
    /// The name, if it has one. It is no part of the type.
    pub name: Option<&'a str>,
    /// The type.
    pub ty: Type,
}

impl Type {
    /// `void`.
    pub const VOID: Type = Type::from_desc(&Desc::Void);

    /// The type that `T` has in C.
    #[must_use]
    pub const fn of<T: LowLevelType>() -> Type {
        Type::from_desc(T::DESC)
    }

    /// The type that a constant describes.
    #[must_use]
    pub const fn from_desc(desc: &'static Desc) -> Type {
        Type(Repr::Static(desc))
    }

    /// What the type is, one level deep.
    #[must_use]
    pub fn kind(&self) -> Kind<'_> {
        match &self.0 {
            Repr::Static(desc) => static_kind(desc),
            Repr::Owned(nodes, index) => owned_kind(nodes, nodes.node(*index)),
        }
    }

    /// The function type that this is, if it is one.
    #[must_use]
    pub fn as_function(&self) -> Option<Function<'_>> {
        match self.kind() {
            Kind::Function(function) => Some(function),
            _ => None,
        }
    }

    /// Where the description lies: equal places are equal types, but not the other way round.
    pub(crate) fn place(&self) -> (usize, u32) {
        match &self.0 {
            Repr::Static(desc) => (core::ptr::from_ref::<Desc>(desc).addr(), 0),
            Repr::Owned(nodes, index) => (Arc::as_ptr(nodes).addr(), *index),
        }
    }
}

fn static_kind(desc: &'static Desc) -> Kind<'static> {
    match desc {
        Desc::Void => Kind::Void,
        Desc::Scalar(scalar) => Kind::Scalar(*scalar),
        Desc::Pointer(pointer) => Kind::Pointer {
            pointee: Type::from_desc((pointer.pointee)()),
            qualifiers: pointer.qualifiers,
        },
        Desc::Function(function) => Kind::Function(Function(FunctionRepr::Static(function))),
        Desc::Opaque(name) => Kind::Opaque(name),
    }
}

fn owned_kind<'a>(nodes: &'a Arc<Nodes>, node: &'a Node) -> Kind<'a> {
    match node {
        Node::Pointer {
            pointee,
            qualifiers,
        } => Kind::Pointer {
            pointee: nodes.resolve(pointee),
            qualifiers: *qualifiers,
        },
        Node::Function(function) => Kind::Function(Function(FunctionRepr::Owned(nodes, function))),
        Node::Opaque(name) => Kind::Opaque(name),
    }
}

impl<'a> Function<'a> {
    /// How many parameters it has, the open end of a variadic one not counted.
    #[must_use]
    pub fn arity(&self) -> usize {
        match self.0 {
            FunctionRepr::Static(desc) => desc.params.len(),
            FunctionRepr::Owned(_, node) => node.params.len(),
        }
    }

    /// The parameters, in order.
    pub fn params(&self) -> impl ExactSizeIterator<Item = Param<'a>> + use<'a> {
        let repr = self.0;
        (0..self.arity()).map(move |index| match repr {
            FunctionRepr::Static(desc) => static_param(&desc.params[index]),
            FunctionRepr::Owned(nodes, node) => owned_param(nodes, &node.params[index]),
        })
    }

    /// The type of the result; `void` for none.
    #[must_use]
    pub fn result(&self) -> Type {
        match self.0 {
            FunctionRepr::Static(desc) => Type::from_desc(desc.result),
            FunctionRepr::Owned(nodes, node) => nodes.resolve(&node.result),
        }
    }

    /// How it is called.
    #[must_use]
    pub fn convention(&self) -> Convention {
        match self.0 {
            FunctionRepr::Static(desc) => desc.convention,
            FunctionRepr::Owned(_, node) => node.convention,
        }
    }

    /// Whether more arguments may follow.
    #[must_use]
    pub fn is_variadic(&self) -> bool {
        match self.0 {
            FunctionRepr::Static(desc) => desc.variadic,
            FunctionRepr::Owned(_, node) => node.variadic,
        }
    }
}

fn static_param(desc: &'static ParamDesc) -> Param<'static> {
    Param {
        name: Some(desc.name).filter(|name| !name.is_empty()),
        ty: Type::from_desc(desc.desc),
    }
}

fn owned_param<'a>(nodes: &Arc<Nodes>, node: &'a ParamNode) -> Param<'a> {
    Param {
        name: node.name.as_deref(),
        ty: nodes.resolve(&node.ty),
    }
}
