//! The syntax tree: what the text says, whether or not it makes sense.

use crate::diagnostic::Span;
use crate::operator::{BinaryOp, UnaryOp};
use crate::ty::Type;

pub(crate) struct Name<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Span,
}

pub(crate) struct Function<'s> {
    pub(crate) name: Name<'s>,
    pub(crate) params: Vec<Param<'s>>,
    pub(crate) result: Type,
    pub(crate) body: Block<'s>,
}

pub(crate) struct Param<'s> {
    pub(crate) name: Name<'s>,
    pub(crate) ty: Type,
}

pub(crate) struct Block<'s> {
    pub(crate) statements: Vec<Statement<'s>>,
    /// The closing brace.
    pub(crate) end: Span,
}

pub(crate) enum Statement<'s> {
    Let {
        name: Name<'s>,
        ty: Option<Type>,
        value: Expr<'s>,
    },
    Assign {
        name: Name<'s>,
        value: Expr<'s>,
    },
    If {
        /// One, and one for each `else if`.
        arms: Vec<Guarded<'s>>,
        otherwise: Option<Block<'s>>,
    },
    While(Guarded<'s>),
    Return {
        span: Span,
        value: Option<Expr<'s>>,
    },
    Emit {
        label: Vec<u8>,
        value: Expr<'s>,
    },
    Expr(Expr<'s>),
}

/// A block that runs if, or while, its condition holds.
pub(crate) struct Guarded<'s> {
    pub(crate) condition: Expr<'s>,
    pub(crate) body: Block<'s>,
}

pub(crate) struct Expr<'s> {
    pub(crate) kind: ExprKind<'s>,
    pub(crate) span: Span,
}

pub(crate) enum ExprKind<'s> {
    Int(i64),
    Float(f64),
    Bool(bool),
    Str(Vec<u8>),
    Name(&'s str),
    Unary(UnaryOp, Box<Expr<'s>>),
    /// Operands with operators between them, applied from the left.
    Chain(Box<Expr<'s>>, Vec<Link<'s>>),
    Index(Box<[Expr<'s>; 2]>),
    Call {
        name: Name<'s>,
        args: Vec<Expr<'s>>,
    },
}

/// An operator and its right operand.
pub(crate) struct Link<'s> {
    pub(crate) op: BinaryOp,
    /// Where the operator stands.
    pub(crate) at: Span,
    pub(crate) operand: Expr<'s>,
}
