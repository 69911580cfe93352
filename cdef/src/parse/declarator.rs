//! Declarators: `*(*name[3])(int)`, read from the name outwards.

use lltype::Qualifiers;

use super::attribute::{Attributes, is_attribute, is_convention};
use super::specifiers::{Place, Specifiers, qualifier};
use super::{Failed, Parsed, Parser};
use crate::ErrorKind;
use crate::names::Name;
use crate::token::{Span, Tok, Token};
use crate::types::{Function, Length, Qualified};

/// One step from a name to its type.
#[derive(Debug, Clone)]
pub(super) enum Derivation {
    Pointer(Qualifiers),
    Array {
        length: Length,
        span: Span,
    },
    Function {
        /// Its result comes with what it is a derivation of.
        function: Function,
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
        let pointers = self.pointers.len();
        let read = self.direct(naming, in_param, &mut attributes);
        self.pointers.truncate(pointers);
        let Ok(name) = read else {
            self.derivations.truncate(first);
            return Err(Failed);
        };
        let span = match name {
            Some((_, span)) => span,
            None => self.since(start),
        };
        let ty = self.derive(specifiers.ty, first, in_param, span);
        self.derivations.truncate(first);
        let ty = ty?;
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
        let first = self.pointers.len();
        self.attributes(attributes)?;
        while matches!(self.peek(), Tok::Star | Tok::Xor) {
            if self.peek() == Tok::Xor {
                let message = "blocks of Objective-C have no counterpart in C";
                return Err(self.error(ErrorKind::UnsupportedType, self.token().span(), message));
            }
            self.bump();
            let qualifiers = self.pointer_qualifiers(attributes)?;
            self.pointers.push(qualifiers);
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
        while self.pointers.len() > first {
            let last = self.pointers.pop().map(Derivation::Pointer);
            self.derivations.extend(last);
        }
        Ok(name)
    }

    fn expected_declarator(&mut self) -> Failed {
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
        // Behind the last `*`, it is of what is declared.
        attributes.align = None;
        loop {
            match self.peek() {
                tok @ (Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic) => {
                    self.bump();
                    qualifiers = qualifiers | qualifier(tok);
                }
                tok if is_attribute(tok) => {
                    let mut own = Attributes::default();
                    self.attributes(&mut own)?;
                    attributes.convention = own.convention.or(attributes.convention);
                    attributes.align = own.align;
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

    /// A type without a name: `const char *`.
    pub(super) fn type_name(&mut self) -> Parsed<Qualified> {
        let specifiers = self.specifiers(Place::TypeName)?;
        let declarator = self.declarator(&specifiers, Naming::MustNot, false)?;
        self.check_array(declarator.ty.ty, declarator.span)?;
        Ok(declarator.ty)
    }
}
