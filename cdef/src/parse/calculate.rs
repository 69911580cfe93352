//! What operators make of operands.

use core::cmp::Ordering;

use lltype::Scalar;

use super::operand::{Operand, Value};
use super::{Failed, Parsed, Parser};
use crate::constant::{Arithmetic, Integer, Undefined};
use crate::token::{Span, Tok};
use crate::types::{Node, TypeId};
use crate::{ErrorKind, WarningKind};

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
    pub(super) fn combine(
        &mut self,
        tok: Tok,
        a: Operand,
        b: Operand,
        span: Span,
    ) -> Parsed<Operand> {
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
        let ty = match is_shift(tok) {
            true => self.integers().promoted(a_type),
            false => self.integers().common(a_type, b_type),
        };
        match (self.as_integer(a), self.as_integer(b)) {
            (Some(a), Some(b)) => self.integer_arithmetic(tok, a, b, span),
            _ => Ok(unknown(ty)),
        }
    }

    fn integer_arithmetic(
        &mut self,
        tok: Tok,
        a: Integer,
        b: Integer,
        span: Span,
    ) -> Parsed<Operand> {
        let integers = self.integers();
        let result = match arithmetic(tok) {
            Some(operation) => integers.arithmetic(operation, a, b),
            None => integers.shift(tok == Tok::ShiftLeft, a, b),
        };
        let ty = match is_shift(tok) {
            true => integers.promoted(a.ty),
            false => integers.common(a.ty, b.ty),
        };
        match result {
            Ok((integer, overflows)) => {
                if overflows && !is_shift(tok) {
                    self.warn_overflow(span, integer);
                }
                Ok(self.known(integer))
            }
            Err(_) if self.unevaluated > 0 => Ok(unknown(ty)),
            Err(Undefined::DivisionByZero) => {
                Err(self.error(ErrorKind::BadConstant, span, "this divides by 0"))
            }
            // Compilers shift all bits out.
            Err(Undefined::Shift(by @ 0..)) => {
                let is_filled = tok == Tok::ShiftRight && a.value < 0;
                let message = format!("this shifts `{ty}` by {by} bits, more than it has");
                self.warn(WarningKind::ConstantOverflow, span, message);
                let value = -i128::from(is_filled);
                Ok(self.known(Integer { value, ty }))
            }
            Err(Undefined::Shift(by)) => {
                let message = format!("this shifts `{ty}` by {by} bits");
                Err(self.error(ErrorKind::BadConstant, span, message))
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
            None => Operand::new(Scalar::Int.into(), Value::Unknown),
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
            (Value::Float(x), Value::Int(y)) => x.partial_cmp(&self.as_float(y, b.ty)),
            #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
            (Value::Int(x), Value::Float(y)) => self.as_float(x, a.ty).partial_cmp(&y),
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
            Value::Int(value) => Some(self.as_float(value, operand.ty)),
            _ => None,
        };
        let value = match (float(a), float(b), tok) {
            (Some(x), Some(y), Tok::Plus) => Value::Float(x + y),
            (Some(x), Some(y), Tok::Minus) => Value::Float(x - y),
            (Some(x), Some(y), Tok::Star) => Value::Float(x * y),
            (Some(x), Some(y), Tok::Slash) => Value::Float(x / y),
            _ => Value::Unknown,
        };
        let ty = self.common_float(a.ty, b.ty);
        let value = match value {
            Value::Float(value) => Value::Float(self.rounded(value, ty)),
            value => value,
        };
        Operand::new(ty, value)
    }

    /// The float that two operands are brought to: the longer one.
    fn common_float(&self, a: TypeId, b: TypeId) -> TypeId {
        let size = |ty| match self.unit.types.kind(ty) {
            Node::Scalar(scalar) if self.is_float(ty) => scalar.size(&self.unit.types.target),
            _ => 0,
        };
        if size(a) >= size(b) { a } else { b }
    }

    /// An integer of a type as a float.
    #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
    pub(super) fn as_float(&self, value: i128, ty: TypeId) -> f64 {
        match self.integer_type(ty) {
            Some(Scalar::UInt128) => value.cast_unsigned() as f64,
            _ => value as f64,
        }
    }

    /// A value as a float type has it.
    pub(super) fn rounded(&self, value: f64, ty: TypeId) -> f64 {
        match self.unit.types.kind(ty) {
            #[allow(clippy::cast_possible_truncation, reason = "C rounds, too")]
            Node::Scalar(Scalar::Float) => f64::from(value as f32),
            _ => value,
        }
    }

    /// `pointer + 2`, `pointer - 2`, `pointer - pointer`.
    pub(super) fn pointer_arithmetic(
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
            Tok::Minus if both => Ok(Operand::new(
                self.integers().promoted(Scalar::PtrDiff).into(),
                value(
                    x.zip(y)
                        .and_then(|(x, y)| x.wrapping_sub(y).checked_div(size)),
                ),
            )),
            Tok::Plus | Tok::Minus if !both => {
                let (pointer, ty, index) = match self.is_pointer(a.ty) {
                    true => (x, a.ty, y),
                    false => (y, b.ty, x),
                };
                let index = index.map(|index| {
                    if tok == Tok::Minus {
                        index.wrapping_neg()
                    } else {
                        index
                    }
                });
                let sum = pointer.zip(index);
                let sum = sum.map(|(pointer, index)| {
                    let sum = pointer.wrapping_add(index.wrapping_mul(size));
                    self.integers().cut(sum, Scalar::UIntPtr)
                });
                Ok(Operand::new(ty, value(sum)))
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

    pub(super) fn apply(&mut self, tok: Tok, operand: Operand, span: Span) -> Parsed<Operand> {
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
            return Ok(Operand::new(ty, Value::Unknown));
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

    /// The type of `condition ? a : b`.
    pub(super) fn common_type(&self, a: Operand, b: Operand) -> TypeId {
        if let (Some(a), Some(b)) = (self.integer_type(a.ty), self.integer_type(b.ty)) {
            return self.integers().common(a, b).into();
        }
        if self.is_float(a.ty) || self.is_float(b.ty) {
            return self.common_float(a.ty, b.ty);
        }
        match (self.is_pointer(a.ty), self.is_pointer(b.ty)) {
            (true, true) if self.is_null(a) => b.ty,
            (true, true) if self.is_null(b) => a.ty,
            // A pointer to anything, and one to something: a pointer to anything.
            (true, true) if self.is_void_pointer(b.ty) => b.ty,
            (true, _) => a.ty,
            (false, true) => b.ty,
            (false, false) => a.ty,
        }
    }

    /// Whether it is a null pointer constant: `(void *)0`.
    fn is_null(&self, operand: Operand) -> bool {
        self.is_void_pointer(operand.ty) && operand.value == Value::Int(0)
    }

    fn is_void_pointer(&self, ty: TypeId) -> bool {
        match self.unit.types.kind(ty) {
            Node::Pointer(to) => matches!(self.unit.types.kind(to.ty), Node::Void),
            _ => false,
        }
    }
}

fn is_shift(tok: Tok) -> bool {
    matches!(tok, Tok::ShiftLeft | Tok::ShiftRight)
}

/// A number whose value is not known.
fn unknown(ty: Scalar) -> Operand {
    Operand::new(ty.into(), Value::Unknown)
}
