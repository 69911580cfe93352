//! The members of a struct or union.

use super::attribute::Attributes;
use super::declarator::{Declarator, Naming};
use super::recover::begins_declaration;
use super::specifiers::{Place, Specifiers};
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::limits::MAX_ITEMS;
use crate::scope::Keyword;
use crate::token::{Span, Tok};
use crate::types::{Body, Field, Node};

/// What is read of a struct's body.
pub(super) struct Members {
    pub(super) fields: Vec<Field>,
    /// Whether there is a `...;`, and where.
    pub(super) dots: Option<Span>,
    pub(super) broken: bool,
}

impl Parser<'_, '_, '_> {
    /// `{ int a; .. }`.
    pub(super) fn members(&mut self, keyword: Keyword) -> Parsed<Members> {
        let open = self.bump();
        let mut members = Members {
            fields: Vec::new(),
            dots: None,
            broken: false,
        };
        loop {
            match self.peek() {
                Tok::CloseBrace => {
                    self.bump();
                    return Ok(members);
                }
                Tok::End => {
                    let message = format!(
                        "the members of this {} have no end: `}}` is missing",
                        keyword.text()
                    );
                    return Err(self.error(ErrorKind::Syntax, open.span(), message));
                }
                Tok::Semicolon => {
                    self.bump();
                }
                _ => {
                    let start = self.at;
                    if self.member_line(&mut members).is_err() {
                        members.broken = true;
                        self.recover(start);
                    }
                }
            }
            if members.fields.len() > MAX_ITEMS {
                let message = format!("a {} has at most {MAX_ITEMS} members here", keyword.text());
                return Err(self.error(ErrorKind::TooMany, open.span(), message));
            }
        }
    }

    /// One declaration of members, with its semicolon.
    fn member_line(&mut self, members: &mut Members) -> Parsed<()> {
        match self.peek() {
            Tok::Ellipsis if self.nth(1).tok == Tok::Semicolon => {
                members.dots = Some(self.bump().span());
                self.bump();
                return Ok(());
            }
            Tok::StaticAssert => return self.static_assert(),
            _ => {}
        }
        let specifiers = self.specifiers(Place::Member)?;
        let told = self.told.errors.len();
        let read = self.member_declarators(&specifiers, members);
        self.forget_syntax(&specifiers, told);
        read
    }

    fn member_declarators(&mut self, specifiers: &Specifiers, members: &mut Members) -> Parsed<()> {
        if specifiers.names_tag && self.is_next_declaration() {
            self.anonymous_member(specifiers, members)?;
            return self.end_of_declaration();
        }
        if self.eat(Tok::Semicolon) {
            return self.anonymous_member(specifiers, members);
        }
        loop {
            // What is wrong with one member is not what is wrong with the next.
            match self.member(specifiers)? {
                Some(field) => members.fields.push(field),
                None => members.broken = true,
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.end_of_declaration()
    }

    /// The semicolon behind a declaration. Where it is missing at the end of a line, the next line is
    /// a declaration of its own.
    pub(super) fn end_of_declaration(&mut self) -> Parsed<()> {
        let token = self.token();
        match token.tok {
            Tok::Semicolon => {
                self.bump();
                Ok(())
            }
            tok if begins_declaration(tok) && self.begins_line(0)
                || self.is_next_declaration()
                || tok == Tok::CloseBrace =>
            {
                let last = self.tokens[self.at.saturating_sub(1)].span();
                let message = "`;` is missing behind this";
                self.error(ErrorKind::Syntax, last, message);
                Ok(())
            }
            _ => Err(self.expected("`;`")),
        }
    }

    /// `struct { int a; };`: its members count as the outer's own.
    fn anonymous_member(&mut self, specifiers: &Specifiers, members: &mut Members) -> Parsed<()> {
        let id = match self.unit.types.kind(specifiers.ty.ty) {
            Node::Record(id) => id,
            Node::Error => {
                members.broken = true;
                return Ok(());
            }
            // `enum { A };` declares constants alone.
            Node::Enum(_) if specifiers.names_tag => return Ok(()),
            _ => {
                let span = specifiers.span;
                return Err(self.error(ErrorKind::Syntax, span, "this member has no name"));
            }
        };
        // A struct with a tag, or a typedef, is no member, as C has it; Microsoft has one.
        let record = self.unit.types.record_at(id);
        let is_written_here = specifiers.names_tag && record.tag.is_none();
        let is_microsoft = self.unit.types.target.is_windows() && record.body != Body::Unknown;
        if !is_written_here && !is_microsoft {
            return Ok(());
        }
        members.fields.push(Field {
            name: None,
            ty: specifiers.ty.ty,
            qualifiers: specifiers.ty.qualifiers,
            bits: None,
            packed: specifiers.attributes.packed,
            align: specifiers.attributes.align,
            span: specifiers.span,
        });
        Ok(())
    }

    /// A member; `None` if it was told to be wrong.
    fn member(&mut self, specifiers: &Specifiers) -> Parsed<Option<Field>> {
        let start = self.token().span();
        let declarator = match self.peek() {
            Tok::Colon => Declarator {
                name: None,
                ty: specifiers.ty,
                attributes: Attributes::default(),
                span: start,
            },
            _ => self.declarator(specifiers, Naming::Must, false)?,
        };
        let bits = match self.eat(Tok::Colon) {
            true => Some(self.bit_count()?),
            false => None,
        };
        let mut attributes = declarator.attributes;
        self.attributes(&mut attributes)?;
        let ty = self.apply_numbers(declarator.ty.ty, &attributes)?;
        attributes.merge(specifiers.attributes);
        let field = Field {
            name: declarator.name.map(|(name, _)| name),
            ty,
            qualifiers: declarator.ty.qualifiers,
            bits: bits.and_then(|(count, _)| u32::try_from(count).ok()),
            packed: attributes.packed,
            align: attributes.align,
            span: declarator.span,
        };
        let is_right = match bits {
            Some((count, span)) => self.check_bits(&field, count, span),
            None => self.check_member(&field),
        };
        Ok(is_right.ok().map(|()| field))
    }

    fn bit_count(&mut self) -> Parsed<(i128, Span)> {
        let start = self.token().span();
        let constant = self.constant()?;
        Ok((constant.value, self.since(start)))
    }
}
