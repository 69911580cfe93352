//! The type that a declarator makes of another.

use super::declarator::Derivation;
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::token::Span;
use crate::types::{Function, Length, Node, Qualified, TypeId};

impl Parser<'_, '_, '_> {
    /// The type that the derivations from `first` on make of another, from the outermost to the name.
    pub(super) fn derive(
        &mut self,
        base: Qualified,
        first: usize,
        in_param: bool,
        span: Span,
    ) -> Parsed<Qualified> {
        let mut ty = base;
        while self.derivations.len() > first
            && let Some(derivation) = self.derivations.pop()
        {
            ty = match derivation {
                Derivation::Pointer(qualifiers) => {
                    let ty = self.made(span, |types| types.pointer(ty))?;
                    Qualified { ty, qualifiers }
                }
                Derivation::Array { length, span } => {
                    self.check_item(ty.ty, span)?;
                    let item = ty.ty;
                    Qualified {
                        ty: self.made(span, |types| types.array(item, length))?,
                        ..ty
                    }
                }
                Derivation::Function { function, span } => {
                    self.check_result(ty.ty, span)?;
                    let function = Function {
                        result: ty.ty,
                        ..function
                    };
                    self.made(span, |types| types.function(function))?.into()
                }
            };
        }
        match in_param {
            true => self.adjusted(ty, span),
            false => Ok(ty),
        }
    }

    /// The type of a parameter: arrays and functions become pointers.
    fn adjusted(&mut self, ty: Qualified, span: Span) -> Parsed<Qualified> {
        let to = match self.unit.types.kind(ty.ty) {
            Node::Array { item, .. } => Qualified { ty: item, ..ty },
            Node::Function(_) => ty,
            _ => return Ok(ty),
        };
        Ok(self.made(span, |types| types.pointer(to))?.into())
    }

    pub(super) fn made(
        &mut self,
        span: Span,
        make: impl FnOnce(&mut crate::types::Types<'_>) -> Result<TypeId, crate::types::TooDeep>,
    ) -> Parsed<TypeId> {
        make(&mut self.unit.types).map_err(|_| self.too_deep(span))
    }

    /// An array has items that are objects.
    fn check_item(&mut self, item: TypeId, span: Span) -> Parsed<()> {
        let (kind, message) = match self.unit.types.kind(item) {
            Node::Function(_) => (
                ErrorKind::FunctionType,
                "an array of functions: use pointers to them",
            ),
            Node::Void => (
                ErrorKind::Opaque,
                "an array of `void`: nobody knows how large its items are",
            ),
            Node::Array {
                length: Length::Unknown,
                ..
            } => (
                ErrorKind::UnknownLength,
                "an array of arrays without a length: only the first length can be left out",
            ),
            _ if self.is_aligned_beyond_size(item) => (
                ErrorKind::UnsupportedType,
                "an array whose items have less bytes than their alignment: compilers do not agree on it",
            ),
            _ => return Ok(()),
        };
        Err(self.error(kind, span, message))
    }

    /// Whether a typedef aligns a type to more bytes than it has.
    fn is_aligned_beyond_size(&mut self, item: TypeId) -> bool {
        let Some(align) = self.unit.types.typedef_align(item) else {
            return false;
        };
        let layout = self.unit.types.layout(item);
        layout.is_ok_and(|layout| layout.size % u64::from(align) != 0)
    }

    /// A function gives an object or nothing.
    fn check_result(&mut self, result: TypeId, span: Span) -> Parsed<()> {
        let what = match self.unit.types.kind(result) {
            Node::Array { .. } => "an array",
            Node::Function(_) => "a function",
            _ => return Ok(()),
        };
        let message = format!("a function cannot give {what}: use a pointer to it");
        Err(self.error(ErrorKind::ArrayResult, span, message))
    }

    /// An array whose size cannot be, is told where it is written.
    pub(super) fn check_array(&mut self, ty: TypeId, span: Span) -> Parsed<()> {
        if !matches!(self.unit.types.node(ty), Node::Array { .. }) {
            return Ok(());
        }
        match self.unit.types.layout(ty) {
            Err(crate::types::NoSize::TooLarge(_)) => {
                let message = "this array is larger than half of the address space";
                Err(self.error(ErrorKind::SizeOverflow, span, message))
            }
            _ => Ok(()),
        }
    }
}
