//! What stands behind a name in a declarator: lengths of arrays, parameters.

use lltype::Qualifiers;

use super::attribute::Attributes;
use super::declarator::{Derivation, Naming};
use super::specifiers::{Place, qualifier};
use super::{Parsed, Parser, Told};
use crate::ErrorKind;
use crate::limits::MAX_ITEMS;
use crate::token::Tok;
use crate::types::{Length, Node, Param};

impl Parser<'_, '_, '_> {
    /// Arrays and parameters behind a name.
    pub(super) fn suffixes(&mut self, in_param: bool, attributes: &mut Attributes) -> Parsed<()> {
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
}
