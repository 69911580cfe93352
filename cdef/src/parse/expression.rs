//! Integer constant expressions, with C's types and rules.

use core::cmp::Ordering;

use lltype::Scalar;

use super::operand::{Operand, Value};
use super::{Failed, Parsed, Parser};
use crate::constant::{Arithmetic, BadNumber, Integer, Number, Undefined};
use crate::scope::{DeclKind, Ordinary, Value as Declared};
use crate::token::{Span, Tok, Token};
use crate::types::{Node, TypeId};
use crate::{Diagnostic, ErrorKind, WarningKind};

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

fn arithmetic(tok: Tok) -> Option<Arithmetic> {
    Some(match tok {
        Tok::Plus => Arithmetic::Add,
        Tok::Minus => Arithmetic::Subtract,
        Tok::Star => Arithmetic::Multiply,
        Tok::Slash => Arithmetic::Divide,
        Tok::Percent => Arithmetic::Remainder,
        Tok::And => Arithmetic::And,
        Tok::Or => Arithmetic::Or,
        Tok::Xor => Arithmetic::Xor,
        _ => return None,
    })
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
    pub(super) fn type_of_expression(&mut self) -> Parsed<TypeId> {
        self.unevaluated += 1;
        let operand = self.nested(Self::conditional);
        self.unevaluated -= 1;
        Ok(operand?.ty)
    }

    /// Reads an expression that may be anything; its value, if it is a known number.
    pub(super) fn initializer(&mut self) -> Parsed<Operand> {
        self.nested(Self::conditional)
    }

    /// Tells that an expression has no value, unless it is not evaluated.
    fn undefined(&mut self, span: Span, message: impl Into<String>) -> Parsed<Value> {
        match self.unevaluated > 0 {
            true => Ok(Value::Unknown),
            false => Err(self.error(ErrorKind::BadConstant, span, message)),
        }
    }

    fn conditional(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let condition = self.binary(1)?;
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
            None => Ok(Operand {
                ty,
                value: Value::Unknown,
            }),
        }
    }

    /// The type of `condition ? a : b`.
    fn common_type(&self, a: Operand, b: Operand) -> TypeId {
        match (self.integer_type(a.ty), self.integer_type(b.ty)) {
            (Some(a), Some(b)) => self.integers().common(a, b).into(),
            (None, Some(_)) => a.ty,
            (Some(_), None) => b.ty,
            (None, None) => a.ty,
        }
    }

    /// Reads something that is not evaluated, if `skip`.
    fn unless<T>(&mut self, skip: bool, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.unevaluated += u32::from(skip);
        let result = read(self);
        self.unevaluated -= u32::from(skip);
        result
    }

    /// Operators of two operands that bind at least as tightly as `least`.
    fn binary(&mut self, least: u8) -> Parsed<Operand> {
        let start = self.token().span();
        let mut left = self.unary()?;
        loop {
            let operator = self.token();
            let tightness = binding(operator.tok);
            if tightness < least || tightness == 0 {
                return Ok(left);
            }
            self.bump();
            left = self.decayed(left, start)?;
            let is_true = self.is_true(left);
            let skips = match operator.tok {
                Tok::AndAnd => is_true == Some(false),
                Tok::OrOr => is_true == Some(true),
                _ => false,
            };
            let right = self.unless(skips, |parser| parser.binary(tightness + 1))?;
            let span = self.since(start);
            let right = self.decayed(right, span)?;
            left = self.combine(operator.tok, left, right, span)?;
        }
    }

    fn combine(&mut self, tok: Tok, a: Operand, b: Operand, span: Span) -> Parsed<Operand> {
        match tok {
            Tok::AndAnd | Tok::OrOr => return Ok(self.logical(tok, a, b)),
            Tok::Equal
            | Tok::NotEqual
            | Tok::Less
            | Tok::Greater
            | Tok::LessEqual
            | Tok::GreaterEqual => return Ok(self.comparison(tok, a, b)),
            _ => {}
        }
        if self.is_pointer(a.ty) || self.is_pointer(b.ty) {
            return self.pointer_arithmetic(tok, a, b, span);
        }
        if self.is_float(a.ty) || self.is_float(b.ty) {
            return Ok(self.float_arithmetic(tok, a, b));
        }
        let (Some(a_type), Some(b_type)) = (self.integer_type(a.ty), self.integer_type(b.ty))
        else {
            return self.no_operand(a, b, span);
        };
        let is_shift = matches!(tok, Tok::ShiftLeft | Tok::ShiftRight);
        let ty = match is_shift {
            true => self.integers().promoted(a_type),
            false => self.integers().common(a_type, b_type),
        };
        let (Some(x), Some(y)) = (self.as_integer(a), self.as_integer(b)) else {
            return Ok(Operand {
                ty: ty.into(),
                value: Value::Unknown,
            });
        };
        let result = match arithmetic(tok) {
            Some(operation) => self.integers().arithmetic(operation, x, y),
            None => self.integers().shift(tok == Tok::ShiftLeft, x, y),
        };
        match result {
            Ok((integer, overflows)) => {
                if overflows && !is_shift {
                    self.warn_overflow(span, integer);
                }
                Ok(self.known(integer))
            }
            Err(undefined) => {
                let message = match undefined {
                    Undefined::DivisionByZero => "this divides by 0".to_owned(),
                    Undefined::Shift(by) => format!("this shifts `{ty}` by {by} bits"),
                };
                let value = self.undefined(span, message)?;
                Ok(Operand {
                    ty: ty.into(),
                    value,
                })
            }
        }
    }

    fn warn_overflow(&mut self, span: Span, integer: Integer) {
        if self.unevaluated == 0 {
            let Integer { value, ty } = integer;
            let message = format!("this does not fit in `{ty}`: it is {value}");
            self.warn(WarningKind::ConstantOverflow, span, message);
        }
    }

    /// What stands here is no number.
    fn no_operand(&mut self, a: Operand, b: Operand, span: Span) -> Parsed<Operand> {
        let types = &self.unit.types;
        if types.is_error(a.ty) || types.is_error(b.ty) {
            return Err(Failed);
        }
        Err(self.error(
            ErrorKind::BadConstant,
            span,
            "these are no numbers to calculate with",
        ))
    }

    fn logical(&self, tok: Tok, a: Operand, b: Operand) -> Operand {
        let (a, b) = (self.is_true(a), self.is_true(b));
        let result = match (tok, a, b) {
            (Tok::AndAnd, Some(false), _) => Some(false),
            (Tok::AndAnd, Some(true), b) => b,
            (Tok::OrOr, Some(true), _) => Some(true),
            (Tok::OrOr, Some(false), b) => b,
            _ => None,
        };
        self.truth_or_unknown(result)
    }

    fn truth_or_unknown(&self, result: Option<bool>) -> Operand {
        match result {
            Some(result) => self.truth(result),
            None => Operand {
                ty: Scalar::Int.into(),
                value: Value::Unknown,
            },
        }
    }

    fn comparison(&self, tok: Tok, a: Operand, b: Operand) -> Operand {
        let ordering = match (a.value, b.value) {
            (Value::Int(x), Value::Int(y)) => {
                Some(match (self.as_integer(a), self.as_integer(b)) {
                    (Some(a), Some(b)) => self.integers().compare(a, b),
                    _ => x.cmp(&y),
                })
            }
            #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
            (Value::Float(x), Value::Int(y)) => x.partial_cmp(&(y as f64)),
            #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
            (Value::Int(x), Value::Float(y)) => (x as f64).partial_cmp(&y),
            (Value::Float(x), Value::Float(y)) => x.partial_cmp(&y),
            _ => None,
        };
        self.truth_or_unknown(ordering.map(|ordering| match tok {
            Tok::Equal => ordering == Ordering::Equal,
            Tok::NotEqual => ordering != Ordering::Equal,
            Tok::Less => ordering == Ordering::Less,
            Tok::Greater => ordering == Ordering::Greater,
            Tok::LessEqual => ordering != Ordering::Greater,
            _ => ordering != Ordering::Less,
        }))
    }

    fn float_arithmetic(&self, tok: Tok, a: Operand, b: Operand) -> Operand {
        #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
        let float = |operand: Operand| match operand.value {
            Value::Float(value) => Some(value),
            Value::Int(value) => Some(value as f64),
            _ => None,
        };
        let value = match (float(a), float(b), tok) {
            (Some(x), Some(y), Tok::Plus) => Value::Float(x + y),
            (Some(x), Some(y), Tok::Minus) => Value::Float(x - y),
            (Some(x), Some(y), Tok::Star) => Value::Float(x * y),
            (Some(x), Some(y), Tok::Slash) => Value::Float(x / y),
            _ => Value::Unknown,
        };
        let ty = if self.is_float(a.ty) { a.ty } else { b.ty };
        Operand { ty, value }
    }

    /// `pointer + 2`, `pointer - 2`, `pointer - pointer`.
    fn pointer_arithmetic(
        &mut self,
        tok: Tok,
        a: Operand,
        b: Operand,
        span: Span,
    ) -> Parsed<Operand> {
        let size = match (self.unit.types.kind(a.ty), self.unit.types.kind(b.ty)) {
            (Node::Pointer(to), _) | (_, Node::Pointer(to)) => self.stride(to.ty, span)?,
            _ => 1,
        };
        let (x, y) = match (a.value, b.value) {
            (Value::Int(x), Value::Int(y)) => (Some(x), Some(y)),
            _ => (None, None),
        };
        let both = self.is_pointer(a.ty) && self.is_pointer(b.ty);
        let value = |value: Option<i128>| value.map_or(Value::Unknown, Value::Int);
        match tok {
            Tok::Minus if both => Ok(Operand {
                ty: self.integers().promoted(Scalar::PtrDiff).into(),
                value: value(
                    x.zip(y)
                        .and_then(|(x, y)| x.wrapping_sub(y).checked_div(size)),
                ),
            }),
            Tok::Plus | Tok::Minus if !both => {
                let (pointer, ty, index) = match self.is_pointer(a.ty) {
                    true => (x, a.ty, y),
                    false => (y, b.ty, x),
                };
                let index = index.map(|index| if tok == Tok::Minus { -index } else { index });
                let sum = pointer.zip(index);
                let sum = sum.map(|(pointer, index)| {
                    let sum = pointer.wrapping_add(index.wrapping_mul(size));
                    self.integers().cut(sum, Scalar::UIntPtr)
                });
                Ok(Operand {
                    ty,
                    value: value(sum),
                })
            }
            _ => self.no_operand(a, b, span),
        }
    }

    /// How far the next item is; GNU C counts bytes of `void` and of functions.
    fn stride(&mut self, item: TypeId, span: Span) -> Parsed<i128> {
        match self.unit.types.kind(item) {
            Node::Void | Node::Function(_) => Ok(1),
            _ => Ok(i128::from(self.layout_of(item, span)?.size)),
        }
    }

    fn unary(&mut self) -> Parsed<Operand> {
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
    fn is_type_at(&mut self, token: Token) -> bool {
        let at = self.at;
        self.at = at + 1;
        let begins = token.tok != Tok::Extension && self.begins_type();
        self.at = at;
        begins
    }

    fn apply(&mut self, tok: Tok, operand: Operand, span: Span) -> Parsed<Operand> {
        if tok == Tok::Not {
            let is_true = self.is_true(operand);
            return Ok(self.truth_or_unknown(is_true.map(|is_true| !is_true)));
        }
        if self.is_float(operand.ty) && tok != Tok::Tilde {
            let value = match operand.value {
                Value::Float(value) if tok == Tok::Minus => Value::Float(-value),
                value => value,
            };
            return Ok(Operand { value, ..operand });
        }
        let Some(ty) = self.integer_type(operand.ty) else {
            return self.no_operand(operand, operand, span);
        };
        let Some(integer) = self.as_integer(operand) else {
            let ty = self.integers().promoted(ty).into();
            return Ok(Operand {
                ty,
                value: Value::Unknown,
            });
        };
        Ok(match tok {
            Tok::Minus => {
                let (integer, overflows) = self.integers().negate(integer);
                if overflows {
                    self.warn_overflow(span, integer);
                }
                self.known(integer)
            }
            Tok::Tilde => self.known(self.integers().complement(integer)),
            _ => {
                let ty = self.integers().promoted(integer.ty);
                self.known(Integer { ty, ..integer })
            }
        })
    }

    /// `(type) operand`; of a compound literal, only the type.
    fn cast(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let ty = self.parenthesized_type()?.ty;
        if self.peek() == Tok::OpenBrace {
            self.skip_balanced()?;
            return Ok(Operand {
                ty,
                value: Value::Unknown,
            });
        }
        let operand = self.nested(Self::unary)?;
        self.converted(operand, ty, self.since(start))
    }

    /// `sizeof`, `_Alignof`, of a type or an expression.
    fn size_of(&mut self, token: Token) -> Parsed<Operand> {
        self.bump();
        let start = self.token();
        let is_type = start.tok == Tok::OpenParen && self.is_type_at(self.nth(1));
        let ty = match is_type {
            true => self.parenthesized_type()?.ty,
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

    fn postfix(&mut self) -> Parsed<Operand> {
        let start = self.token().span();
        let mut operand = self.primary()?;
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

    fn member_of(&mut self, operand: Operand, start: Span) -> Parsed<Operand> {
        let (name, span) = self.expect_name("the name of a member")?;
        let whole = self.since(start);
        let member = self.find_member(operand.ty, name, span, whole)?;
        let value = match operand.value {
            Value::At(address) => Value::At(address.wrapping_add(i128::from(member.offset))),
            _ => Value::Unknown,
        };
        Ok(Operand {
            ty: member.ty,
            value,
        })
    }

    fn dereferenced(&mut self, operand: Operand, span: Span) -> Parsed<Operand> {
        let operand = self.decayed(operand, span)?;
        match self.unit.types.kind(operand.ty) {
            Node::Pointer(to) => Ok(Operand {
                ty: to.ty,
                value: match operand.value {
                    Value::Int(address) => Value::At(address),
                    _ => Value::Unknown,
                },
            }),
            Node::Error => Err(Failed),
            _ => Err(self.error(ErrorKind::BadConstant, span, "this is no pointer")),
        }
    }

    fn address_of(&mut self, operand: Operand, span: Span) -> Parsed<Operand> {
        let value = match operand.value {
            Value::At(address) => Value::Int(address),
            _ => Value::Unknown,
        };
        match self.unit.types.pointer(operand.ty.into()) {
            Ok(ty) => Ok(Operand { ty, value }),
            Err(_) => Err(self.too_deep(span)),
        }
    }

    fn primary(&mut self) -> Parsed<Operand> {
        let token = self.token();
        match token.tok {
            Tok::Number => {
                let number = self.number(token)?;
                self.bump();
                Ok(match number {
                    Number::Integer(integer) => self.known(integer),
                    Number::Float(value) => Operand {
                        ty: Scalar::Double.into(),
                        value: Value::Float(value),
                    },
                })
            }
            Tok::Char => self.character(token),
            Tok::Str => self.string(token),
            Tok::OpenParen if self.nth(1).tok == Tok::OpenBrace => {
                self.bump();
                let message = "a block in parentheses has no value here";
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
            Tok::OpenParen => {
                self.bump();
                let operand = self.nested(Self::conditional)?;
                self.expect(Tok::CloseParen)?;
                Ok(operand)
            }
            Tok::Name => self.named(token),
            Tok::Offsetof => self.builtin_offsetof(),
            Tok::Generic => self.generic(),
            Tok::TypesCompatible => self.types_compatible(),
            Tok::ChooseExpr => self.choose_expr(),
            Tok::ConstantP => self.constant_p(),
            Tok::Bad => Err(Failed),
            _ => {
                let found = self.found(token);
                let message = format!("expected a constant, found {found}");
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
        }
    }

    fn number(&mut self, token: Token) -> Parsed<Number> {
        let text = self.text_of(token);
        let number = self.integers().number(text);
        let text = text.to_owned();
        number.map_err(|bad| match bad {
            BadNumber::Malformed => {
                let message = format!("`{text}` is no number of C");
                self.error(ErrorKind::BadConstant, token.span(), message)
            }
            BadNumber::TooLarge => {
                let message = format!("`{text}` is larger than 2^64, the end of C's integers");
                self.error(ErrorKind::NumberTooLarge, token.span(), message)
            }
        })
    }

    /// A name: a constant, or something whose type alone is known.
    fn named(&mut self, token: Token) -> Parsed<Operand> {
        let Some(name) = token.name else {
            return Err(Failed);
        };
        let found = self
            .unit
            .find(name)
            .map(|(_, decl)| (decl.kind, decl.ty.ty));
        match found {
            Some((DeclKind::Value(value), ty)) => {
                self.bump();
                let value = match value {
                    Declared::Int(value) => Value::Int(value),
                    Declared::Float(value) => Value::Float(value),
                    Declared::Ask if self.unevaluated == 0 => {
                        let text = self.text_of(token).to_owned();
                        let message = format!(
                            "the value of `{text}` is left to the compiler (`...`), which was not asked"
                        );
                        return Err(self.error(ErrorKind::NeedsCompiler, token.span(), message));
                    }
                    Declared::Ask => Value::Unknown,
                    Declared::Error => return Err(Failed),
                };
                Ok(Operand { ty, value })
            }
            Some((DeclKind::Typedef, _)) => {
                let found = self.found(token);
                let message = format!("{found} is a type, and no constant");
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
            Some((_, ty)) => {
                self.bump();
                Ok(Operand {
                    ty,
                    value: Value::Unknown,
                })
            }
            None if matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned)) => {
                self.bump();
                Err(Failed)
            }
            None => Err(self.unknown_constant(token)),
        }
    }

    fn unknown_constant(&mut self, token: Token) -> Failed {
        let text = self.text_of(token).to_owned();
        let decls = self.unit.decls().iter().chain(self.unit.base_decls());
        let constants = decls.filter(|decl| matches!(decl.kind, DeclKind::Value(_)));
        let names = constants.map(|decl| self.unit.names.text(decl.name));
        let help = super::similar(&text, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("`{text}` is no constant that is known here");
        self.bump();
        let error = Diagnostic::new(ErrorKind::BadConstant, self.place(token.span()), message);
        self.tell(error.help(help))
    }

    /// `'a'`, `'\n'`, `L'a'`.
    fn character(&mut self, token: Token) -> Parsed<Operand> {
        let text = self.text_of(token).to_owned();
        let quote = text.find('\'').unwrap_or(0);
        let (prefix, quoted) = text.split_at(quote);
        let inner = quoted
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''));
        let Some(units) = inner.and_then(units).filter(|units| !units.is_empty()) else {
            let message = format!("{text} is no character of C");
            return Err(self.error(ErrorKind::BadConstant, token.span(), message));
        };
        self.bump();
        let ty = match prefix {
            "L" => Scalar::WChar,
            "u" => Scalar::Char16,
            "U" => Scalar::Char32,
            _ => Scalar::Char,
        };
        let integers = self.integers();
        if ty != Scalar::Char {
            let value = i128::from(units[units.len() - 1]);
            let value = integers.cut(value, ty);
            return Ok(self.known(Integer { value, ty }));
        }
        // Several bytes make one number; a single one has the sign that `char` has.
        let bytes: Vec<u8> = units.iter().flat_map(|unit| encoded(*unit)).collect();
        let value = match bytes[..] {
            [byte] => integers.cut(byte.into(), Scalar::Char),
            _ => bytes.iter().fold(0, |value: i128, byte| {
                integers.cut((value << 8) | i128::from(*byte), Scalar::Int)
            }),
        };
        let integer = integers.int(value);
        Ok(self.known(integer))
    }

    /// A string, for its size.
    fn string(&mut self, token: Token) -> Parsed<Operand> {
        let mut length = 1;
        while self.peek() == Tok::Str {
            let text = self.text_of(self.token()).to_owned();
            let inner = text
                .split_once('"')
                .and_then(|(_, text)| text.strip_suffix('"'));
            let units = inner.and_then(units).unwrap_or_default();
            length += units
                .iter()
                .map(|unit| encoded(*unit).len() as u64)
                .sum::<u64>();
            self.bump();
        }
        let array = self
            .unit
            .types
            .array(Scalar::Char.into(), crate::types::Length::Fixed(length));
        match array {
            Ok(ty) => Ok(Operand {
                ty,
                value: Value::Unknown,
            }),
            Err(_) => Err(self.too_deep(token.span())),
        }
    }

    /// `__builtin_offsetof(type, member.member[2])`.
    fn builtin_offsetof(&mut self) -> Parsed<Operand> {
        let start = self.bump().span();
        self.expect(Tok::OpenParen)?;
        let ty = self.nested(Self::type_name)?.ty;
        self.expect(Tok::Comma)?;
        let mut place = Operand {
            ty,
            value: Value::At(0),
        };
        place = self.member_of(place, start)?;
        loop {
            match self.peek() {
                Tok::Dot => {
                    self.bump();
                    place = self.member_of(place, start)?;
                }
                Tok::OpenBracket => {
                    self.bump();
                    let index = self.nested(Self::conditional)?;
                    self.expect(Tok::CloseBracket)?;
                    let span = self.since(start);
                    let pointer = self.decayed(place, span)?;
                    let sum = self.pointer_arithmetic(Tok::Plus, pointer, index, span)?;
                    place = self.dereferenced(sum, span)?;
                }
                _ => break,
            }
        }
        self.expect(Tok::CloseParen)?;
        let ty = self.integers().promoted(Scalar::Size).into();
        let value = match place.value {
            Value::At(offset) => Value::Int(offset),
            value => value,
        };
        Ok(Operand { ty, value })
    }

    /// `_Generic(expression, type: value, default: value)`.
    fn generic(&mut self) -> Parsed<Operand> {
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
                let ty = self.nested(Self::type_name)?.ty;
                self.unit.types.same(ty, control.ty)
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

    fn types_compatible(&mut self) -> Parsed<Operand> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let a = self.nested(Self::type_name)?;
        self.expect(Tok::Comma)?;
        let b = self.nested(Self::type_name)?;
        self.expect(Tok::CloseParen)?;
        Ok(self.truth(self.unit.types.same(a.ty, b.ty)))
    }

    fn choose_expr(&mut self) -> Parsed<Operand> {
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

    fn constant_p(&mut self) -> Parsed<Operand> {
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

/// The characters of a quoted text, escapes replaced; `None` if one is not C's.
fn units(text: &str) -> Option<Vec<u32>> {
    let (mut units, mut chars) = (Vec::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.push(u32::from(c));
            continue;
        }
        let escape = chars.next()?;
        let mut digits = |radix: u32, most: usize, first: Option<char>| {
            let mut value = first.and_then(|c| c.to_digit(radix));
            let mut count = usize::from(first.is_some());
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix))
                && count < most
            {
                value = Some(value.unwrap_or(0).wrapping_mul(radix).wrapping_add(digit));
                count += 1;
                chars.next();
            }
            value
        };
        units.push(match escape {
            'n' => 10,
            't' => 9,
            'r' => 13,
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'v' => 11,
            'e' | 'E' => 27,
            '\\' | '\'' | '"' | '?' => u32::from(escape),
            '0'..='7' => digits(8, 3, Some(escape))?,
            'x' => digits(16, 8, None)?,
            'u' => digits(16, 4, None)?,
            'U' => digits(16, 8, None)?,
            _ => return None,
        });
    }
    Some(units)
}

/// The bytes of a character in UTF-8; of what is a byte already, itself.
fn encoded(unit: u32) -> Vec<u8> {
    match (u8::try_from(unit), char::from_u32(unit)) {
        (Ok(byte), _) => vec![byte],
        (_, Some(c)) => c.to_string().into_bytes(),
        (_, None) => vec![0],
    }
}
