//! What becomes of a declarator: a typedef, a function, a variable.

use super::attribute::Attributes;
use super::declarator::Declarator;
use super::external::Linkage;
use super::specifiers::{Specifiers, Storage};
use super::{Failed, Parsed, Parser};
use crate::names::Name;
use crate::scope::{Decl, DeclId, DeclKind, Ordinary, Value};
use crate::token::Span;
use crate::types::{Body, Length, Node, Qualified, RecordId, TypeId};
use crate::{Diagnostic, ErrorKind, WarningKind};
use lltype::Qualifiers;

/// What stands behind a declarator, before the comma or the semicolon.
#[derive(Debug, Default)]
pub(super) struct Ending {
    pub(super) attributes: Attributes,
    /// `__asm__("name")`.
    pub(super) symbol: Option<Box<str>>,
    /// What it is initialised with.
    pub(super) value: Option<Value>,
    /// How many items it is initialised with, where that can be counted.
    pub(super) count: Option<u64>,
}

impl Parser<'_, '_, '_> {
    /// Declares a name.
    pub(super) fn declare(
        &mut self,
        specifiers: &Specifiers,
        declarator: &Declarator,
        ending: Ending,
    ) -> Parsed<Option<DeclId>> {
        let Some((name, span)) = declarator.name else {
            return Err(self.expected("a name"));
        };
        let mut attributes = declarator.attributes;
        attributes.merge(ending.attributes);
        let mut ty = declarator.ty;
        ty.ty = self.apply_numbers(ty.ty, &attributes)?;
        ty.ty = self.with_convention(ty.ty, ending.attributes, span)?;
        if let (
            Some(count),
            Node::Array {
                item,
                length: Length::Unknown,
            },
        ) = (ending.count, self.unit.types.kind(ty.ty))
        {
            ty.ty = self.made(span, |types| types.array(item, Length::Fixed(count)))?;
        }
        if specifiers.storage == Some(Storage::Typedef) {
            attributes.merge(specifiers.attributes);
            return self.declare_typedef(name, span, ty, attributes.align);
        }
        let is_function = matches!(self.unit.types.kind(ty.ty), Node::Function(_));
        let kind = match self.scope {
            Some(Linkage::Callback { .. }) if self.is_variadic(ty.ty) => {
                let message =
                    "a function of Rust that C calls cannot take `...`: Rust has no such functions";
                return Err(self.error(ErrorKind::UnsupportedType, span, message));
            }
            Some(Linkage::Callback { c }) if is_function => DeclKind::Callback { c },
            Some(Linkage::Callback { .. }) => {
                let message = "`extern \"Python\"` is for functions: this is none";
                return Err(self.error(ErrorKind::ExternPythonNotFunction, span, message));
            }
            _ if is_function => DeclKind::Function,
            _ => self.variable_kind(specifiers, ty, &ending, span)?,
        };
        self.bind(Decl {
            name,
            kind,
            ty,
            at: self.here(span),
            symbol: ending.symbol,
            included: self.options.included,
            thread_local: specifiers.thread_local,
            is_open: false,
        })
    }

    fn is_variadic(&self, ty: TypeId) -> bool {
        match self.unit.types.kind(ty) {
            Node::Function(id) => self.unit.types.function_at(id).variadic,
            _ => false,
        }
    }

    /// A function with the convention that an attribute behind it says.
    fn with_convention(
        &mut self,
        ty: TypeId,
        attributes: Attributes,
        span: Span,
    ) -> Parsed<TypeId> {
        let Some(convention) = attributes.convention else {
            return Ok(ty);
        };
        match self.unit.types.kind(ty) {
            Node::Function(id) if self.unit.types.function_at(id).convention != convention => {
                let mut function = self.unit.types.function_at(id).clone();
                function.convention = convention;
                let made = self.unit.types.function(function);
                made.map_err(|_| self.too_deep(span))
            }
            _ => Ok(ty),
        }
    }

    /// Variable, constant, or constant with a value.
    fn variable_kind(
        &mut self,
        specifiers: &Specifiers,
        ty: Qualified,
        ending: &Ending,
        span: Span,
    ) -> Parsed<DeclKind> {
        match self.unit.types.kind(ty.ty) {
            Node::Void => {
                let message = "a variable of type `void`: nobody knows what it is";
                return Err(self.error(ErrorKind::Opaque, span, message));
            }
            Node::Array { .. } => self.check_array(ty.ty, span)?,
            _ => {}
        }
        let is_array = matches!(self.unit.types.kind(ty.ty), Node::Array { .. });
        let is_const = ty.qualifiers.contains(Qualifiers::CONST) && !is_array;
        if let Some(value) = ending.value
            && is_const
        {
            return Ok(DeclKind::Value(value));
        }
        let has_class = specifiers.storage.is_some() || self.scope.is_some();
        if !has_class && !is_const && !self.options.is_question {
            let range = span.start as usize..span.end as usize;
            let text = self.text.get(range).unwrap_or_default();
            let message = format!("`{text}` has no storage class: write `extern` before it");
            self.warn(WarningKind::NoStorageClass, span, message);
        }
        Ok(if is_const {
            DeclKind::Constant
        } else {
            DeclKind::Variable
        })
    }

    fn declare_typedef(
        &mut self,
        name: Name,
        span: Span,
        ty: Qualified,
        align: Option<u32>,
    ) -> Parsed<Option<DeclId>> {
        if self.is_named_by(name, ty.ty, align) {
            return self.bind_typedef(name, span, ty);
        }
        let alias = self.unit.types.typedef(name, ty.ty, align);
        self.bind_typedef(name, span, Qualified { ty: alias, ..ty })
    }

    /// Whether the typedef is the only name of a struct, union or enum: then it is its name.
    fn is_named_by(&mut self, name: Name, ty: TypeId, align: Option<u32>) -> bool {
        if align.is_some() {
            return false;
        }
        match self.unit.types.node(ty) {
            Node::Record(id) => match self.unit.types.record_mut(id) {
                Some(record) if record.tag.is_none() && record.alias.is_none() => {
                    record.alias = Some(name);
                    true
                }
                _ => false,
            },
            Node::Enum(id) => match self.unit.types.enum_mut(id) {
                Some(enumeration) if enumeration.tag.is_none() && enumeration.alias.is_none() => {
                    enumeration.alias = Some(name);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn bind_typedef(
        &mut self,
        name: Name,
        span: Span,
        ty: Qualified,
    ) -> Parsed<Option<DeclId>> {
        self.bind(Decl {
            name,
            kind: DeclKind::Typedef,
            ty,
            at: self.here(span),
            symbol: None,
            included: self.options.included,
            thread_local: false,
            is_open: false,
        })
    }

    /// Declares a name, if it was not declared as something else before.
    fn bind(&mut self, decl: Decl) -> Parsed<Option<DeclId>> {
        let before = match self.unit.ordinary(decl.name) {
            Some(Ordinary::Decl(id)) => Some(id),
            _ => None,
        };
        let before = before.filter(|id| {
            let at = self.unit.decl(*id).at;
            self.unit.is_own(at) && !self.options.overrides
        });
        let Some(id) = before else {
            return Ok(Some(self.unit.declare(decl)));
        };
        let old = self.unit.decl(id);
        if let (DeclKind::Value(old_value), DeclKind::Value(value)) = (old.kind, decl.kind) {
            return match old_value == value || [old_value, value].contains(&Value::Error) {
                true => Ok(Some(id)),
                false => Err(self.redeclared(&decl, id, ErrorKind::RedeclaredConstant)),
            };
        }
        // A macro may have a function's name: C headers do that to tell that it is there.
        let is_macro = matches!(old.kind, DeclKind::Value(_)) && decl.kind == DeclKind::Function;
        if is_macro {
            return Ok(Some(self.unit.declare(decl)));
        }
        let goes_together = match (old.kind, decl.kind) {
            (DeclKind::Constant, DeclKind::Value(_)) | (DeclKind::Value(_), DeclKind::Constant) => {
                self.unit.types.compatible_qualified(old.ty, decl.ty)
            }
            (a, b) if a == b => self.unit.types.compatible_qualified(old.ty, decl.ty),
            _ => false,
        };
        if !goes_together {
            return Err(self.redeclared(&decl, id, ErrorKind::Redeclared));
        }
        self.refine(id, decl);
        Ok(Some(id))
    }

    /// A later declaration may know more: the length of an array, the name for the linker.
    fn refine(&mut self, id: DeclId, new: Decl) {
        let old = self.unit.decl(id).ty.ty;
        let is_open = self.unit.types.is_open_array(old);
        let names_params = self.unit.types.is_unspecified(old);
        if let Some(decl) = self.unit.decl_mut(id) {
            if is_open || names_params {
                decl.ty = new.ty;
            }
            if matches!(new.kind, DeclKind::Value(_)) {
                decl.kind = new.kind;
            }
            decl.symbol = decl.symbol.take().or(new.symbol);
            decl.included &= new.included;
        }
    }

    fn redeclared(&mut self, new: &Decl, old: DeclId, kind: ErrorKind) -> Failed {
        let (old, types, names) = (self.unit.decl(old), &self.unit.types, &self.unit.names);
        let text = names.text(new.name);
        let was = match old.kind {
            DeclKind::Value(_) => "a constant".to_owned(),
            _ => format!("`{}`", types.canonical(names, old.ty.ty, "")),
        };
        let message = format!("`{text}` was declared as {was} before");
        let place = self.unit.place(old.at);
        let error = Diagnostic::new(kind, self.place(new.at.span), message)
            .note(place, "here")
            .help(match self.options.is_question {
                true => None,
                false => Some(
                    "a text with the option `override` replaces what was declared before"
                        .to_owned(),
                ),
            });
        self.tell(error)
    }

    /// A struct that is left to the compiler must have a name by which it can be asked.
    pub(super) fn check_partial_names(&mut self, first: RecordId) {
        for id in self.unit.types.records_from(first) {
            let record = self.unit.types.record_at(id);
            let dots =
                record.body == Body::Partial && record.tag.is_none() && record.alias.is_none();
            if dots && !self.unit.types.is_member_of_other(id, first) {
                let place = self.unit.place(record.at);
                let message =
                    "this struct is left to the compiler (`...`), and has no name to ask for";
                let error = Diagnostic::new(ErrorKind::PartialWithoutName, place, message)
                    .help(Some("give it a tag, or a typedef of its own".to_owned()));
                self.tell(error);
                if let Some(record) = self.unit.types.record_mut(id) {
                    record.body = Body::Broken;
                }
            }
        }
    }
}
