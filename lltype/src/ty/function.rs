//! [`Function`]: a view into a function type.

use std::sync::Arc;

use super::{Kind, Place, Type};
use crate::desc::{Convention, FuncDesc, ParamDesc};
use crate::set::{FunctionNode, Nodes, ParamNode};

/// A function type: a view into a [`Type`].
#[derive(Debug, Clone, Copy)]
pub struct Function<'a>(Repr<'a>);

#[derive(Debug, Clone, Copy)]
enum Repr<'a> {
    Static(&'static FuncDesc),
    Owned(&'a Arc<Nodes>, &'a FunctionNode),
}

impl From<&'static FuncDesc> for Function<'_> {
    fn from(desc: &'static FuncDesc) -> Self {
        Function(Repr::Static(desc))
    }
}

impl<'a> From<(&'a Arc<Nodes>, &'a FunctionNode)> for Function<'a> {
    fn from((nodes, node): (&'a Arc<Nodes>, &'a FunctionNode)) -> Self {
        Function(Repr::Owned(nodes, node))
    }
}

/// A parameter of a [`Function`].
#[derive(Debug, Clone)]
pub struct Param<'a> {
    /// The name, if it has one. It is no part of the type.
    pub name: Option<&'a str>,
    /// The type.
    pub ty: Type,
}

impl<'a> Function<'a> {
    /// How many parameters it has, the open end of a variadic one not counted.
    #[must_use]
    pub fn arity(&self) -> usize {
        match self.0 {
            Repr::Static(desc) => desc.params.len(),
            Repr::Owned(_, node) => node.params.len(),
        }
    }

    /// The parameters, in order.
    pub fn params(&self) -> impl ExactSizeIterator<Item = Param<'a>> + use<'a> {
        self.param_places().map(|(name, place)| Param {
            name,
            ty: place.to_type(),
        })
    }

    /// The names of the parameters, and the places of their types.
    pub(crate) fn param_places(
        &self,
    ) -> impl ExactSizeIterator<Item = (Option<&'a str>, Place<'a>)> + use<'a> {
        let repr = self.0;
        (0..self.arity()).map(move |index| match repr {
            Repr::Static(desc) => static_param(&desc.params[index]),
            Repr::Owned(nodes, node) => owned_param(nodes, &node.params[index]),
        })
    }

    /// The parameters that C has: those of type `void`, which a translator leaves out, are not among
    /// them. RPython's `_trueargs`.
    pub fn true_params(&self) -> impl Iterator<Item = Param<'a>> + use<'a> {
        self.params()
            .filter(|param| !matches!(param.ty.kind(), Kind::Void))
    }

    /// The type of the result; `void` for none.
    #[must_use]
    pub fn result(&self) -> Type {
        self.result_place().to_type()
    }

    pub(crate) fn result_place(&self) -> Place<'a> {
        match self.0 {
            Repr::Static(desc) => Place::Static(desc.result),
            Repr::Owned(nodes, node) => Place::of_reference(nodes, &node.result),
        }
    }

    /// How it is called.
    #[must_use]
    pub fn convention(&self) -> Convention {
        match self.0 {
            Repr::Static(desc) => desc.convention,
            Repr::Owned(_, node) => node.convention,
        }
    }

    /// Whether more arguments may follow.
    #[must_use]
    pub fn is_variadic(&self) -> bool {
        match self.0 {
            Repr::Static(desc) => desc.variadic,
            Repr::Owned(_, node) => node.variadic,
        }
    }
}

fn static_param(desc: &'static ParamDesc) -> (Option<&'static str>, Place<'static>) {
    let name = Some(desc.name).filter(|name| !name.is_empty());
    (name, Place::Static(desc.desc))
}

fn owned_param<'a>(nodes: &'a Arc<Nodes>, node: &'a ParamNode) -> (Option<&'a str>, Place<'a>) {
    (node.name.as_deref(), Place::of_reference(nodes, &node.ty))
}
