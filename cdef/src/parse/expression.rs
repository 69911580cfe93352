//! Integer constant expressions, with C's types and rules.

use super::operand::{Operand, Value};
use super::{Failed, Parsed, Parser};
use crate::ErrorKind;
use crate::constant::{Integer, Number};
use crate::token::{Span, Tok, Token};
use crate::types::{Length, Node, Qualified, TypeId};

/// How tightly an operator of two operands binds; 0 for what is none.
fn binding(tok: Tok) -> u8 {
    match tok {
        Tok::OrOr => 1,
        Tok::AndAnd => 2,
        Tok::Or => 3,
        Tok::Xor => 4,
        Tok::And => 5,
        Tok::Equal | Tok::NotEqual => 6,
        Tok::Less | Tok::Greater | Tok::LessEqual | Tok::GreaterEqual => 7,
        Tok::ShiftLeft | Tok::ShiftRight => 8,
        Tok::Plus | Tok::Minus => 9,
        Tok::Star | Tok::Slash | Tok::Percent => 10,
        _ => 0,
    }
}

/// Whether a token stands between two operands.
pub(super) fn is_operator(tok: Tok) -> bool {
    binding(tok) > 0 || tok == Tok::Question
}

/// An operator that waits for its right operand.
struct Waiting {
    operand: Operand,
    tok: Tok,
    /// Where its left operand begins.
    start: Span,
    /// Whether the right operand is not evaluated.
    skips: bool,
}

impl Parser<'_, '_, '_> {
    /// Reads an integer constant expression.
    pub(super) fn constant(&mut self) -> Parsed<Integer> {
        // Most are a number.
        let token = self.token();
        if token.tok == Tok::Number
            && matches!(
                self.nth(1).tok,
                Tok::CloseBracket | Tok::Comma | Tok::CloseBrace | Tok::End
            )
            && let Number::Integer(integer) = self.number(token)?
        {
            self.bump();
            return Ok(integer);
        }
        let start = token.span();
        let operand = self.nested(Self::conditional)?;
        match self.as_integer(operand) {
            Some(integer) => Ok(integer),
            None if self.unit.types.is_error(operand.ty) => Err(Failed),
            None => {
                let span = self.since(start);
                let message = match self.integer_type(operand.ty) {
                    Some(_) => "the value of this is not known before the program runs",
                    None => "this is no integer",
                };
                Err(self.error(ErrorKind::BadConstant, span, message))
            }
        }
    }

    /// Reads an expression for its type alone.
    pub(super) fn type_of_expression(&mut self) -> Parsed<Qualified> {
        self.unevaluated += 1;
        let operand = self.nested(Self::conditional);
        self.unevaluated -= 1;
        Ok(operand?.whole_type())
    }

    /// Reads an expression that may be anything; its value, if it is a known number.
    pub(super) fn initializer(&mut self) -> Parsed<Operand> {
        self.nested(Self::conditional)
    }

    pub(super) fn conditional(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let condition = self.binary()?;
        if !self.eat(Tok::Question) {
            return Ok(condition);
        }
        let condition = self.decayed(condition, start)?;
        let is_true = self.is_true(condition);
        // GNU C: `a ?: b`.
        let yes = match self.peek() {
            Tok::Colon => condition,
            _ => self.unless(is_true == Some(false), |parser| {
                parser.nested(Self::conditional)
            })?,
        };
        self.expect(Tok::Colon)?;
        let no = self.unless(is_true == Some(true), |parser| {
            parser.nested(Self::conditional)
        })?;
        let span = self.since(start);
        let (yes, no) = (self.decayed(yes, span)?, self.decayed(no, span)?);
        let ty = self.common_type(yes, no);
        match is_true {
            Some(true) => self.converted(yes, ty, span),
            Some(false) => self.converted(no, ty, span),
            None => Ok(Operand::new(ty, Value::Unknown)),
        }
    }

    /// Reads something that is not evaluated, if `skip`.
    pub(super) fn unless<T>(
        &mut self,
        skip: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        self.unevaluated += u32::from(skip);
        let result = read(self);
        self.unevaluated -= u32::from(skip);
        result
    }

    /// Operators of two operands: those that wait for their right operand are a list, not a recursion,
    /// since there are ten levels of them in each pair of parentheses.
    fn binary(&mut self) -> Parsed<Operand> {
        let outer = self.unevaluated;
        let mut waiting = Vec::new();
        let result = self.operators(&mut waiting);
        self.unevaluated = outer;
        result
    }

    fn operators(&mut self, waiting: &mut Vec<Waiting>) -> Parsed<Operand> {
        loop {
            let start = self.token().span();
            let mut operand = self.unary()?;
            let operator = self.token();
            let tightness = binding(operator.tok);
            let (mut first, is_last) = (start, tightness == 0);
            while let Some(left) = waiting.pop_if(|left| binding(left.tok) >= tightness) {
                self.unevaluated -= u32::from(left.skips);
                let span = self.since(left.start);
                operand = self.decayed(operand, span)?;
                operand = self.combine(left.tok, left.operand, operand, span)?;
                first = left.start;
            }
            if is_last {
                return Ok(operand);
            }
            self.bump();
            operand = self.decayed(operand, first)?;
            let is_true = self.is_true(operand);
            let skips = match operator.tok {
                Tok::AndAnd => is_true == Some(false),
                Tok::OrOr => is_true == Some(true),
                _ => false,
            };
            self.unevaluated += u32::from(skips);
            waiting.push(Waiting {
                operand,
                tok: operator.tok,
                start: first,
                skips,
            });
        }
    }

    pub(super) fn unary(&mut self) -> Parsed<Operand> {
        let token = self.token();
        match token.tok {
            Tok::Plus | Tok::Minus | Tok::Tilde | Tok::Not => {
                self.bump();
                let operand = self.nested(Self::unary)?;
                let span = self.since(token.span());
                let operand = self.decayed(operand, span)?;
                self.apply(token.tok, operand, span)
            }
            Tok::Star => {
                self.bump();
                let operand = self.nested(Self::unary)?;
                self.dereferenced(operand, self.since(token.span()))
            }
            Tok::And => {
                self.bump();
                let operand = self.nested(Self::unary)?;
                self.address_of(operand, self.since(token.span()))
            }
            Tok::Extension => {
                self.bump();
                self.nested(Self::unary)
            }
            Tok::Sizeof | Tok::Alignof => self.size_of(token),
            Tok::OpenParen => {
                let inner = self.nth(1);
                match self.is_type_at(inner) {
                    true => self.cast(),
                    false => self.postfix(),
                }
            }
            _ => self.postfix(),
        }
    }

    /// Whether a token behind a parenthesis begins a type.
    pub(super) fn is_type_at(&mut self, token: Token) -> bool {
        let at = self.at;
        self.at = at + 1;
        let begins = token.tok != Tok::Extension && self.begins_type();
        self.at = at;
        begins
    }

    /// `(type) operand`; of a compound literal, only the type.
    fn cast(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let ty = self.parenthesized_type()?.ty;
        if self.peek() == Tok::OpenBrace {
            let literal = self.compound_literal(ty, start)?;
            return self.steps(literal, start);
        }
        let operand = self.nested(Self::unary)?;
        self.converted(operand, ty, self.since(start))
    }

    /// `{ 1, 2 }` behind a type in parentheses, for its type.
    pub(super) fn compound_literal(&mut self, mut ty: TypeId, start: Span) -> Parsed<Operand> {
        let (at, count) = (self.at, self.braced_items()?);
        if let (Some(count), Node::Array { item, .. }) = (count, self.unit.types.kind(ty))
            && self.unit.types.is_open_array(ty)
            && self.takes_one_each(ty, at)
        {
            ty = self.made(start, |types| types.array(item, Length::Fixed(count)))?;
        }
        Ok(Operand::new(ty, Value::Unknown))
    }

    fn postfix(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let operand = self.primary()?;
        self.steps(operand, start)
    }

    /// What stands behind an operand: members, items, calls.
    pub(super) fn steps(&mut self, mut operand: Operand, start: Span) -> Parsed<Operand> {
        loop {
            match self.peek() {
                Tok::Dot => {
                    self.bump();
                    operand = self.member_of(operand, start)?;
                }
                Tok::Arrow => {
                    self.bump();
                    let place = self.dereferenced(operand, self.since(start))?;
                    operand = self.member_of(place, start)?;
                }
                Tok::OpenParen => operand = self.call(operand, start)?,
                Tok::OpenBracket => {
                    self.bump();
                    let index = self.nested(Self::conditional)?;
                    self.expect(Tok::CloseBracket)?;
                    let span = self.since(start);
                    let pointer = self.decayed(operand, span)?;
                    let index = self.decayed(index, span)?;
                    let sum = self.pointer_arithmetic(Tok::Plus, pointer, index, span)?;
                    operand = self.dereferenced(sum, span)?;
                }
                _ => return Ok(operand),
            }
        }
    }

    /// The result of a call, whose type alone is known.
    fn call(&mut self, function: Operand, start: Span) -> Parsed<Operand> {
        self.skip_balanced()?;
        let span = self.since(start);
        let pointer = self.decayed(function, span)?;
        let function = self.dereferenced(pointer, span)?;
        match self.unit.types.kind(function.ty) {
            Node::Function(id) => Ok(Operand::new(
                self.unit.types.function_at(id).result,
                Value::Unknown,
            )),
            _ => Err(self.error(ErrorKind::BadConstant, span, "this is no function")),
        }
    }

    pub(super) fn member_of(&mut self, operand: Operand, start: Span) -> Parsed<Operand> {
        let (name, span) = self.expect_name("the name of a member")?;
        let whole = self.since(start);
        let member = self.find_member(operand.ty, name, span, whole)?;
        let value = match operand.value {
            Value::At(address) => Value::At(address.wrapping_add(i128::from(member.offset))),
            _ => Value::Unknown,
        };
        // A member of what is `const` is `const`, too.
        let ty = Qualified {
            ty: member.ty,
            qualifiers: member.qualifiers | operand.qualifiers,
        };
        Ok(Operand::qualified(ty, value))
    }

    pub(super) fn dereferenced(&mut self, operand: Operand, span: Span) -> Parsed<Operand> {
        let operand = self.decayed(operand, span)?;
        match self.unit.types.kind(operand.ty) {
            Node::Pointer(to) => Ok(Operand::qualified(
                to,
                match operand.value {
                    Value::Int(address) => Value::At(address),
                    _ => Value::Unknown,
                },
            )),
            Node::Error => Err(Failed),
            _ => Err(self.error(ErrorKind::BadConstant, span, "this is no pointer")),
        }
    }

    fn address_of(&mut self, operand: Operand, span: Span) -> Parsed<Operand> {
        let value = match operand.value {
            Value::At(address) => Value::Int(address),
            _ => Value::Unknown,
        };
        match self.unit.types.pointer(operand.whole_type()) {
            Ok(ty) => Ok(Operand::new(ty, value)),
            Err(_) => Err(self.too_deep(span)),
        }
    }
}
