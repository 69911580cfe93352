//! Declarators: `*(*name[3])(int)`, read from the name outwards.

use lltype::{Convention, Qualifiers};

use super::attribute::{Attributes, is_attribute, is_convention};
use super::specifiers::{Place, Specifiers, qualifier};
use super::{Parsed, Parser, Told};
use crate::ErrorKind;
use crate::limits::MAX_ITEMS;
use crate::names::Name;
use crate::token::{Span, Tok, Token};
use crate::types::{Function, Length, Node, Param, Qualified, TypeId};

/// One step from a name to its type.
#[derive(Debug, Clone)]
pub(super) enum Derivation {
    Pointer(Qualifiers),
    Array {
        length: Length,
        /// Of the pointer that a parameter becomes: `int a[const 10]`.
        qualifiers: Qualifiers,
        span: Span,
    },
    Function {
        params: Vec<Param>,
        variadic: bool,
        convention: Convention,
        span: Span,
    },
}

/// Whether a declarator has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Must,
    May,
    MustNot,
}

/// What a declarator says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declarator {
    pub(super) name: Option<(Name, Span)>,
    pub(super) ty: Qualified,
    pub(super) attributes: Attributes,
    pub(super) span: Span,
}

impl Parser<'_, '_, '_> {
    /// Reads a declarator of a type.
    pub(super) fn declarator(
        &mut self,
        specifiers: &Specifiers,
        naming: Naming,
        in_param: bool,
    ) -> Parsed<Declarator> {
        let start = self.token().span();
        let first = self.derivations.len();
        let mut attributes = Attributes {
            convention: specifiers.attributes.convention,
            ..Attributes::default()
        };
        let read = self.direct(naming, in_param, &mut attributes);
        let derivations = self.derivations.split_off(first);
        let name = read?;
        let span = match name {
            Some((_, span)) => span,
            None => self.since(start),
        };
        let ty = self.derive(specifiers.ty, derivations, in_param, span)?;
        Ok(Declarator {
            name,
            ty,
            attributes,
            span,
        })
    }

    /// Reads pointers, the name or a declarator in parentheses, arrays and parameters.
    fn direct(
        &mut self,
        naming: Naming,
        in_param: bool,
        attributes: &mut Attributes,
    ) -> Parsed<Option<(Name, Span)>> {
        let mut pointers = Vec::new();
        self.attributes(attributes)?;
        while matches!(self.peek(), Tok::Star | Tok::Xor) {
            if self.peek() == Tok::Xor {
                let message = "blocks of Objective-C have no counterpart in C";
                return Err(self.error(ErrorKind::UnsupportedType, self.token().span(), message));
            }
            self.bump();
            pointers.push(self.pointer_qualifiers(attributes)?);
        }
        let token = self.token();
        let name = match token.tok {
            Tok::Name if naming != Naming::MustNot => {
                self.bump();
                token.name.map(|name| (name, token.span()))
            }
            Tok::OpenParen if self.is_nested_declarator(naming) => {
                self.bump();
                let name = self.nested(|parser| parser.direct(naming, in_param, attributes))?;
                self.expect(Tok::CloseParen)?;
                name
            }
            _ if naming == Naming::Must => return Err(self.expected_declarator()),
            _ => None,
        };
        self.suffixes(in_param, attributes)?;
        self.derivations
            .extend(pointers.into_iter().rev().map(Derivation::Pointer));
        Ok(name)
    }

    fn expected_declarator(&mut self) -> super::Failed {
        let token = self.token();
        match token.tok.is_keyword() {
            true => {
                let found = self.found(token);
                let message = format!("{found} is a word of C's own, and no name");
                self.error(ErrorKind::Syntax, token.span(), message)
            }
            false => self.expected("a name"),
        }
    }

    fn pointer_qualifiers(&mut self, attributes: &mut Attributes) -> Parsed<Qualifiers> {
        let mut qualifiers = Qualifiers::NONE;
        loop {
            match self.peek() {
                tok @ (Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic) => {
                    self.bump();
                    qualifiers = qualifiers | qualifier(tok);
                }
                tok if is_attribute(tok) => {
                    // Only conventions reach through a pointer to what is declared.
                    let mut own = Attributes::default();
                    self.attributes(&mut own)?;
                    attributes.convention = own.convention.or(attributes.convention);
                }
                _ => return Ok(qualifiers),
            }
        }
    }

    /// Whether a parenthesis holds a declarator: otherwise it holds the parameters of a function
    /// without a name.
    fn is_nested_declarator(&mut self, naming: Naming) -> bool {
        let first = self.nth(1);
        let inner = self.behind_attributes(1);
        match inner.tok {
            Tok::Star | Tok::Xor | Tok::OpenParen | Tok::OpenBracket => true,
            Tok::Name if naming == Naming::Must => true,
            Tok::Name if naming == Naming::May => {
                let name = inner.name;
                name.is_none_or(|name| self.type_named(name).is_none())
            }
            _ => is_convention(first.tok),
        }
    }

    /// The token that stands behind attributes, which may stand after the next `count` tokens.
    fn behind_attributes(&self, mut count: usize) -> Token {
        loop {
            let token = self.nth(count);
            count += 1;
            match token.tok {
                Tok::Attribute | Tok::Declspec => {
                    let mut depth = 0_usize;
                    loop {
                        match self.nth(count).tok {
                            Tok::OpenParen => depth += 1,
                            Tok::CloseParen => depth = depth.saturating_sub(1),
                            Tok::End => return self.nth(count),
                            _ => {}
                        }
                        count += 1;
                        if depth == 0 {
                            break;
                        }
                    }
                }
                tok if is_attribute(tok) => {}
                _ => return token,
            }
        }
    }

    /// Arrays and parameters behind a name.
    fn suffixes(&mut self, in_param: bool, attributes: &mut Attributes) -> Parsed<()> {
        let mut is_first = true;
        loop {
            match self.peek() {
                Tok::OpenBracket => self.array_suffix(in_param && is_first)?,
                Tok::OpenParen => self.function_suffix(attributes)?,
                _ => return Ok(()),
            }
            is_first = false;
        }
    }

    /// `[10]`, `[]`, `[...]`; in a parameter also `[static 10]`, `[*]`, `[n]`.
    fn array_suffix(&mut self, in_param: bool) -> Parsed<()> {
        let open = self.bump().span();
        let mut qualifiers = Qualifiers::NONE;
        loop {
            match self.peek() {
                tok @ (Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic) => {
                    qualifiers = qualifiers | qualifier(tok);
                    self.bump();
                }
                Tok::Static => {
                    self.bump();
                }
                _ => break,
            }
        }
        let length = match self.peek() {
            Tok::CloseBracket => Length::Unknown,
            Tok::Ellipsis if in_param => {
                let span = self.token().span();
                let message = "a parameter is a pointer, and has no length to ask for: write `[]`";
                return Err(self.error(ErrorKind::BadDotdotdot, span, message));
            }
            Tok::Ellipsis => {
                self.bump();
                Length::Ask
            }
            Tok::Star if self.nth(1).tok == Tok::CloseBracket => {
                self.bump();
                Length::Variable
            }
            _ => self.nested(|parser| parser.array_length(in_param))?,
        };
        self.expect(Tok::CloseBracket)?;
        self.derivations.push(Derivation::Array {
            length,
            qualifiers,
            span: self.since(open),
        });
        Ok(())
    }

    fn array_length(&mut self, in_param: bool) -> Parsed<Length> {
        let start = self.token().span();
        if in_param {
            return self.length_of_param();
        }
        let value = match self.constant() {
            Ok(constant) => constant.value,
            // A declaration with a length that is wrong is a declaration.
            Err(failed) => match self.peek() {
                Tok::CloseBracket => return Ok(Length::Broken),
                _ => return Err(failed),
            },
        };
        match u64::try_from(value) {
            Ok(count) => Ok(Length::Fixed(count)),
            Err(_) => {
                let message = format!("an array of {value} items: there are none such");
                let span = self.since(start);
                self.error(ErrorKind::NegativeLength, span, message);
                Ok(Length::Broken)
            }
        }
    }

    /// The length of a parameter, which may depend on others: it is only read.
    fn length_of_param(&mut self) -> Parsed<Length> {
        let mut told = Told::default();
        core::mem::swap(self.told, &mut told);
        let at = self.at;
        let constant = self.constant();
        core::mem::swap(self.told, &mut told);
        if constant.is_ok() && self.peek() == Tok::CloseBracket {
            return Ok(Length::Variable);
        }
        self.go_to(at);
        while !matches!(self.peek(), Tok::CloseBracket | Tok::End | Tok::Semicolon) {
            match self.peek() {
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => self.skip_balanced()?,
                Tok::Bad | Tok::CloseParen | Tok::CloseBrace => return Err(self.expected("`]`")),
                _ => {
                    self.bump();
                }
            }
        }
        Ok(Length::Variable)
    }

    fn function_suffix(&mut self, attributes: &mut Attributes) -> Parsed<()> {
        let open = self.token().span();
        let convention = attributes.convention.take().unwrap_or_default();
        let (params, variadic) = self.nested(Self::params)?;
        self.derivations.push(Derivation::Function {
            params,
            variadic,
            convention,
            span: self.since(open),
        });
        Ok(())
    }

    /// `(int a, char *b, ...)`.
    fn params(&mut self) -> Parsed<(Vec<Param>, bool)> {
        let open = self.bump();
        let mut params = Vec::new();
        if self.eat(Tok::CloseParen) {
            return Ok((params, false));
        }
        loop {
            if self.peek() == Tok::Ellipsis {
                let dots = self.bump();
                if self.peek() != Tok::CloseParen {
                    return Err(self.expected("`)`: `...` is the last parameter"));
                }
                self.bump();
                if params.is_empty() {
                    let message = "C has no function with `...` alone: something stands before it";
                    self.error(ErrorKind::OnlyVariadic, dots.span(), message);
                }
                return Ok((params, true));
            }
            let start = self.token().span();
            let param = self.param()?;
            if matches!(self.unit.types.kind(param.ty), Node::Void) {
                if params.is_empty() && self.peek() == Tok::CloseParen && param.name.is_none() {
                    self.bump();
                    return Ok((params, false));
                }
                let message = "a parameter of type `void` is none";
                let span = self.since(start);
                self.error(ErrorKind::VoidParameter, span, message);
            }
            params.push(param);
            if params.len() > MAX_ITEMS {
                let message = format!("a function has at most {MAX_ITEMS} parameters here");
                return Err(self.error(ErrorKind::TooMany, open.span(), message));
            }
            match self.peek() {
                Tok::Comma => {
                    self.bump();
                }
                Tok::CloseParen => {
                    self.bump();
                    return Ok((params, false));
                }
                _ => return Err(self.expected("`,` or `)`")),
            }
        }
    }

    fn param(&mut self) -> Parsed<Param> {
        let specifiers = self.specifiers(Place::Param)?;
        let declarator = self.declarator(&specifiers, Naming::May, true)?;
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        Ok(Param {
            name: declarator.name.map(|(name, _)| name),
            ty: declarator.ty.ty,
        })
    }

    /// The type that derivations make of another, from the outermost to the name.
    fn derive(
        &mut self,
        base: Qualified,
        derivations: Vec<Derivation>,
        in_param: bool,
        span: Span,
    ) -> Parsed<Qualified> {
        let count = derivations.len();
        let mut ty = base;
        for (index, derivation) in derivations.into_iter().enumerate().rev() {
            let is_param = in_param && index == 0;
            ty = match derivation {
                Derivation::Pointer(qualifiers) => {
                    let ty = self.made(span, |types| types.pointer(ty))?;
                    Qualified { ty, qualifiers }
                }
                Derivation::Array {
                    qualifiers, span, ..
                } if is_param => {
                    self.check_item(ty.ty, span)?;
                    let ty = self.made(span, |types| types.pointer(ty))?;
                    Qualified { ty, qualifiers }
                }
                Derivation::Array { length, span, .. } => {
                    self.check_item(ty.ty, span)?;
                    let item = ty.ty;
                    Qualified {
                        ty: self.made(span, |types| types.array(item, length))?,
                        ..ty
                    }
                }
                Derivation::Function {
                    params,
                    variadic,
                    convention,
                    span,
                } => {
                    self.check_result(ty.ty, span)?;
                    let function = Function {
                        params,
                        result: ty.ty,
                        variadic,
                        convention,
                    };
                    let function = self.made(span, |types| types.function(function))?;
                    match is_param {
                        true => self
                            .made(span, |types| types.pointer(function.into()))?
                            .into(),
                        false => function.into(),
                    }
                }
            };
        }
        match in_param && count == 0 {
            true => self.adjusted(ty, span),
            false => Ok(ty),
        }
    }

    /// The type of a parameter: typedefs of arrays and functions become pointers, too.
    fn adjusted(&mut self, ty: Qualified, span: Span) -> Parsed<Qualified> {
        let to = match self.unit.types.kind(ty.ty) {
            Node::Array { item, .. } => Qualified { ty: item, ..ty },
            Node::Function(_) => ty,
            _ => return Ok(ty),
        };
        Ok(self.made(span, |types| types.pointer(to))?.into())
    }

    fn made(
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

    /// A type without a name: `const char *`.
    pub(super) fn type_name(&mut self) -> Parsed<Qualified> {
        let specifiers = self.specifiers(Place::TypeName)?;
        let declarator = self.declarator(&specifiers, Naming::MustNot, false)?;
        self.check_array(declarator.ty.ty, declarator.span)?;
        Ok(declarator.ty)
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
