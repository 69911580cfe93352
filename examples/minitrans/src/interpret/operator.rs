//! Operators on values. The checker saw to their types: other ones cannot come here.

use crate::fault::Fault;
use crate::operator::{BinaryOp, UnaryOp};
use crate::program::MAX_LENGTH;
use crate::ty::Type;
use crate::value::Value;

/// Whether the left operand is the result already.
pub(super) fn decides(op: BinaryOp, left: &Value) -> bool {
    matches!(
        (op, left),
        (BinaryOp::And, Value::Bool(false)) | (BinaryOp::Or, Value::Bool(true))
    )
}

pub(super) fn unary(op: UnaryOp, operand: Value) -> Value {
    match (op, operand) {
        (UnaryOp::Not, Value::Bool(value)) => Value::Bool(!value),
        (UnaryOp::Neg, Value::Int(value)) => Value::Int(value.wrapping_neg()),
        (UnaryOp::Neg, Value::Float(value)) => Value::Float(-value),
        (op, operand) => mistyped(op, &[&operand]),
    }
}

pub(super) fn binary(op: BinaryOp, left: Value, right: Value) -> Result<Value, Fault> {
    Ok(match (left, right) {
        // What is left of `and` and `or`, once `decides` has said no.
        (Value::Bool(_), right @ Value::Bool(_)) if op == BinaryOp::And || op == BinaryOp::Or => {
            right
        }
        (Value::Int(left), Value::Int(right)) => match int(op, left, right)? {
            Some(value) => Value::Int(value),
            None => Value::Bool(compare(op, &left, &right)),
        },
        (Value::Float(left), Value::Float(right)) => match float(op, left, right) {
            Some(value) => Value::Float(value),
            None => Value::Bool(compare(op, &left, &right)),
        },
        (Value::Bool(left), Value::Bool(right)) => Value::Bool(compare(op, &left, &right)),
        (Value::Str(left), Value::Str(right)) if op == BinaryOp::Add => concat(&left, &right)?,
        (Value::Str(left), Value::Str(right)) => Value::Bool(compare(op, &left, &right)),
        (left, right) => mistyped(op, &[&left, &right]),
    })
}

/// `None` for a comparison.
fn int(op: BinaryOp, left: i64, right: i64) -> Result<Option<i64>, Fault> {
    if matches!(op, BinaryOp::Div | BinaryOp::Rem) && right == 0 {
        return Err(Fault::DivisionByZero);
    }
    Ok(match op {
        BinaryOp::Add => Some(left.wrapping_add(right)),
        BinaryOp::Sub => Some(left.wrapping_sub(right)),
        BinaryOp::Mul => Some(left.wrapping_mul(right)),
        BinaryOp::Div => Some(left.wrapping_div(right)),
        BinaryOp::Rem => Some(left.wrapping_rem(right)),
        _ => None,
    })
}

/// `None` for a comparison.
fn float(op: BinaryOp, left: f64, right: f64) -> Option<f64> {
    match op {
        BinaryOp::Add => Some(left + right),
        BinaryOp::Sub => Some(left - right),
        BinaryOp::Mul => Some(left * right),
        BinaryOp::Div => Some(left / right),
        BinaryOp::Rem => Some(left % right),
        _ => None,
    }
}

fn compare<T: PartialOrd + ?Sized>(op: BinaryOp, left: &T, right: &T) -> bool {
    match op {
        BinaryOp::Eq => left == right,
        BinaryOp::Ne => left != right,
        BinaryOp::Lt => left < right,
        BinaryOp::Le => left <= right,
        BinaryOp::Gt => left > right,
        BinaryOp::Ge => left >= right,
        _ => mistyped(op, &[]),
    }
}

fn concat(left: &[u8], right: &[u8]) -> Result<Value, Fault> {
    if left.len() + right.len() > MAX_LENGTH {
        return Err(Fault::StringTooLong);
    }
    Ok(Value::Str([left, right].concat().into()))
}

pub(super) fn index(text: &Value, index: &Value) -> Result<Value, Fault> {
    let (Value::Str(text), &Value::Int(index)) = (text, index) else {
        mistyped("[]", &[text, index])
    };
    let byte = usize::try_from(index).ok().and_then(|at| text.get(at));
    byte.map(|byte| Value::Int((*byte).into()))
        .ok_or(Fault::IndexOutOfRange {
            index,
            length: text.len(),
        })
}

pub(super) fn len(text: &Value) -> Value {
    match text {
        // A slice is never longer than `isize::MAX`.
        Value::Str(text) => Value::Int(text.len().cast_signed() as i64),
        other => mistyped("len", &[other]),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the language's conversions are Rust's"
)]
pub(super) fn convert(value: &Value, to: Type) -> Value {
    match (value, to) {
        (Value::Float(value), Type::Int) => Value::Int(*value as i64),
        (Value::Bool(value), Type::Int) => Value::Int((*value).into()),
        (Value::Int(value), Type::Float) => Value::Float(*value as f64),
        (Value::Int(value), Type::Str) => Value::Str(value.to_string().into_bytes().into()),
        (value, to) => mistyped(to, &[value]),
    }
}

#[cold]
fn mistyped(op: impl core::fmt::Debug, operands: &[&Value]) -> ! {
    unreachable!("the checker lets no {op:?} on {operands:?} pass")
}
