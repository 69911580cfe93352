//! Expressions that are words of the compiler: `sizeof`, `__builtin_offsetof`, `_Generic` and their like.

use lltype::Scalar;

use super::operand::{Operand, Value};
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::token::{Tok, Token};
use crate::types::{Node, TypeId};

impl Parser<'_, '_, '_> {
    /// `sizeof`, `_Alignof`, of a type or an expression.
    pub(super) fn size_of(&mut self, token: Token) -> Parsed<Operand> {
        self.bump();
        let start = self.token();
        let is_type = start.tok == Tok::OpenParen && self.is_type_at(self.nth(1));
        let ty = match is_type {
            true => {
                let ty = self.parenthesized_type()?.ty;
                match self.peek() {
                    Tok::OpenBrace => {
                        let literal = self.compound_literal(ty, start.span())?;
                        self.steps(literal, start.span())?.ty
                    }
                    _ => ty,
                }
            }
            false => {
                self.unevaluated += 1;
                let operand = self.nested(Self::unary);
                self.unevaluated -= 1;
                operand?.ty
            }
        };
        let span = self.since(start.span());
        let size = match self.unit.types.kind(ty) {
            // GNU C: so that pointers to them can be calculated with.
            Node::Void | Node::Function(_) => 1,
            // Of an array without a length, the alignment is known.
            Node::Array { item, .. } if token.tok == Tok::Alignof => {
                self.layout_of(item, span)?.align
            }
            _ => {
                let layout = self.layout_of(ty, span)?;
                if token.tok == Tok::Sizeof {
                    layout.size
                } else {
                    self.preferred_align(token, ty, layout.align)
                }
            }
        };
        let size = self.integers().size(size);
        Ok(self.known(size))
    }

    /// GNU's `__alignof__` says what compilers prefer: on 32-bit x86 Linux, 8 bytes for numbers of 8
    /// bytes, which as members have 4. `_Alignof` says what members have.
    fn preferred_align(&self, token: Token, ty: TypeId, align: u64) -> u64 {
        let target = &self.unit.types.target;
        let differs = target.arch() == "i686" && !target.is_windows();
        match self.unit.types.kind(ty) {
            Node::Scalar(scalar)
                if differs
                    && self.text_of(token).starts_with("__")
                    && scalar.size(target) == 8
                    && scalar.class(target) != lltype::Class::Complex =>
            {
                8
            }
            _ => align,
        }
    }

    /// `__builtin_offsetof(type, member.member[2])`.
    pub(super) fn builtin_offsetof(&mut self) -> Parsed<Operand> {
        let start = self.bump().span();
        self.expect(Tok::OpenParen)?;
        let ty = self.nested(Self::type_name)?.ty;
        self.expect(Tok::Comma)?;
        let whole = Operand::new(ty, Value::At(0));
        let member = self.member_of(whole, start)?;
        let place = self.steps(member, start)?;
        self.expect(Tok::CloseParen)?;
        let ty = self.integers().promoted(Scalar::Size).into();
        let value = match place.value {
            Value::At(offset) => Value::Int(offset),
            value => value,
        };
        Ok(Operand::new(ty, value))
    }

    /// `_Generic(expression, type: value, default: value)`.
    pub(super) fn generic(&mut self) -> Parsed<Operand> {
        let start = self.bump().span();
        self.expect(Tok::OpenParen)?;
        self.unevaluated += 1;
        let control = self.nested(Self::conditional);
        self.unevaluated -= 1;
        let control = self.decayed(control?, start)?;
        let (mut chosen, mut default) = (None, None);
        while self.eat(Tok::Comma) {
            let is_default = self.text_of(self.token()) == "default";
            let matches = if is_default {
                self.bump();
                false
            } else {
                let ty = self.nested(Self::type_name)?;
                // The value that is compared has no qualifiers.
                ty.qualifiers.is_empty() && self.unit.types.compatible(ty.ty, control.ty)
            };
            self.expect(Tok::Colon)?;
            let skips = !is_default && (!matches || chosen.is_some());
            let value = self.unless(skips || is_default, |parser| {
                parser.nested(Self::conditional)
            })?;
            match is_default {
                true => default = Some(value),
                false if matches => chosen = chosen.or(Some(value)),
                false => {}
            }
        }
        self.expect(Tok::CloseParen)?;
        let span = self.since(start);
        match chosen.or(default) {
            Some(value) => Ok(value),
            None => Err(self.error(
                ErrorKind::BadConstant,
                span,
                "no type of this `_Generic` fits",
            )),
        }
    }

    pub(super) fn types_compatible(&mut self) -> Parsed<Operand> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let a = self.nested(Self::type_name)?;
        self.expect(Tok::Comma)?;
        let b = self.nested(Self::type_name)?;
        self.expect(Tok::CloseParen)?;
        Ok(self.truth(self.unit.types.compatible(a.ty, b.ty)))
    }

    pub(super) fn choose_expr(&mut self) -> Parsed<Operand> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let is_true = self.constant()?.value != 0;
        self.expect(Tok::Comma)?;
        let yes = self.unless(!is_true, |parser| parser.nested(Self::conditional))?;
        self.expect(Tok::Comma)?;
        let no = self.unless(is_true, |parser| parser.nested(Self::conditional))?;
        self.expect(Tok::CloseParen)?;
        Ok(if is_true { yes } else { no })
    }

    pub(super) fn constant_p(&mut self) -> Parsed<Operand> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        self.unevaluated += 1;
        let operand = self.nested(Self::conditional);
        self.unevaluated -= 1;
        self.expect(Tok::CloseParen)?;
        let is_known = !matches!(operand?.value, Value::Unknown);
        Ok(self.truth(is_known))
    }
}
