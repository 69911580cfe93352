//! What stands behind a name in a declarator: lengths of arrays, parameters.

use super::attribute::Attributes;
use super::declarator::{Derivation, Naming};
use super::specifiers::Place;
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::limits::MAX_ITEMS;
use crate::scope::DeclKind;
use crate::token::Tok;
use crate::types::{Function, Length, Node, Param, TypeId};

impl Parser<'_, '_, '_> {
    /// Arrays and parameters behind a name.
    pub(super) fn suffixes(&mut self, in_param: bool, attributes: &mut Attributes) -> Parsed<()> {
        loop {
            match self.peek() {
                Tok::OpenBracket if self.nth(1).tok == Tok::OpenBracket => {
                    self.attributes(attributes)?;
                }
                Tok::OpenBracket => self.array_suffix(in_param)?,
                Tok::OpenParen => self.function_suffix(attributes)?,
                _ => return Ok(()),
            }
        }
    }

    /// `[10]`, `[]`, `[...]`; in a parameter also `[static 10]`, `[*]`, `[n]`.
    fn array_suffix(&mut self, in_param: bool) -> Parsed<()> {
        let open = self.bump().span();
        // Of the pointer that a parameter becomes.
        while matches!(
            self.peek(),
            Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic | Tok::Static
        ) && in_param
        {
            self.bump();
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
            Tok::Star if in_param && self.nth(1).tok == Tok::CloseBracket => {
                self.bump();
                Length::Variable
            }
            _ => self.nested(|parser| parser.array_length(in_param))?,
        };
        self.expect(Tok::CloseBracket)?;
        self.derivations.push(Derivation::Array {
            length,
            span: self.since(open),
        });
        Ok(())
    }

    fn array_length(&mut self, in_param: bool) -> Parsed<Length> {
        let (start, at) = (self.token().span(), self.at);
        let (constant, mut told) = self.aside(Self::constant);
        if constant.is_err() && in_param && self.names_param(at) {
            self.skip_to_bracket(at)?;
            return Ok(Length::Variable);
        }
        told.errors
            .drain(..)
            .for_each(|error| self.told.error(error));
        self.told.warnings.append(&mut told.warnings);
        let value = match constant {
            Ok(constant) => constant.value,
            // A declaration with a length that is wrong is a declaration.
            Err(failed) => match self.peek() {
                Tok::CloseBracket => return Ok(Length::Broken),
                _ => return Err(failed),
            },
        };
        if let Ok(count) = u64::try_from(value) {
            return Ok(Length::Fixed(count));
        }
        let (kind, message) = match value < 0 {
            true => (
                ErrorKind::NegativeLength,
                format!("an array of {value} items: there are none such"),
            ),
            false => (
                ErrorKind::SizeOverflow,
                format!("an array of {value} items is larger than the address space"),
            ),
        };
        self.error(kind, self.since(start), message);
        Ok(Length::Broken)
    }

    /// Whether a length names a parameter, or a variable: then it depends on the call.
    fn names_param(&self, at: usize) -> bool {
        let inner = self.tokens[at..].iter();
        let mut inner = inner.take_while(|token| {
            !matches!(token.tok, Tok::CloseBracket | Tok::Semicolon | Tok::End)
        });
        inner.any(|token| {
            token.name.is_some_and(|name| {
                let found = self.unit.find(name).map(|(_, decl)| decl.kind);
                self.params.contains(&name)
                    || matches!(found, Some(DeclKind::Variable | DeclKind::Constant))
            })
        })
    }

    fn skip_to_bracket(&mut self, at: usize) -> Parsed<()> {
        self.go_to(at);
        while self.peek() != Tok::CloseBracket {
            match self.peek() {
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => self.skip_balanced()?,
                Tok::Bad | Tok::CloseParen | Tok::CloseBrace | Tok::End | Tok::Semicolon => {
                    return Err(self.expected("`]`"));
                }
                _ => {
                    self.bump();
                }
            }
        }
        Ok(())
    }

    fn function_suffix(&mut self, attributes: &mut Attributes) -> Parsed<()> {
        let open = self.token().span();
        let convention = attributes.convention.take().unwrap_or_default();
        let (outer, is_empty) = (self.params.len(), self.nth(1).tok == Tok::CloseParen);
        let read = self.nested(Self::params);
        self.params.truncate(outer);
        let (params, variadic) = read?;
        self.derivations.push(Derivation::Function {
            function: Function {
                params,
                result: TypeId::VOID,
                variadic,
                unspecified: is_empty,
                convention,
            },
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
                self.dots_param(params.is_empty())?;
                return Ok((params, true));
            }
            match self.param()? {
                Some(param) => params.push(param),
                None if params.is_empty() && self.peek() == Tok::CloseParen => {}
                None => {
                    let last = self.tokens[self.at.saturating_sub(1)].span();
                    let message = "a parameter of type `void` is none";
                    self.error(ErrorKind::VoidParameter, last, message);
                }
            }
            if params.len() > MAX_ITEMS {
                let message = format!("a function has at most {MAX_ITEMS} parameters here");
                return Err(self.error(ErrorKind::TooMany, open.span(), message));
            }
            match self.peek() {
                Tok::Comma => self.bump(),
                Tok::CloseParen => {
                    self.bump();
                    return Ok((params, false));
                }
                _ => return Err(self.expected("`,` or `)`")),
            };
        }
    }

    /// `...)`.
    fn dots_param(&mut self, is_first: bool) -> Parsed<()> {
        let dots = self.bump();
        if self.peek() != Tok::CloseParen {
            return Err(self.expected("`)`: `...` is the last parameter"));
        }
        self.bump();
        if is_first {
            let message = "C has no function with `...` alone: something stands before it";
            self.error(ErrorKind::OnlyVariadic, dots.span(), message);
        }
        Ok(())
    }

    /// A parameter; `None` for `void` alone, which says that there are none.
    fn param(&mut self) -> Parsed<Option<Param>> {
        let specifiers = self.specifiers(Place::Param)?;
        let declarator = self.declarator(&specifiers, Naming::May, true)?;
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        let name = declarator.name.map(|(name, _)| name);
        self.params.extend(name);
        let ty = declarator.ty.ty;
        if !matches!(self.unit.types.kind(ty), Node::Void) {
            return Ok(Some(Param { name, ty }));
        }
        if name.is_some() || !declarator.ty.qualifiers.is_empty() {
            let message = "a parameter of type `void`: use a pointer, or `(void)` for none";
            return Err(self.error(ErrorKind::VoidParameter, declarator.span, message));
        }
        Ok(None)
    }
}
