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
        condition: Expr<'s>,
        then: Block<'s>,
        otherwise: Option<Block<'s>>,
    },
    While {
        condition: Expr<'s>,
        body: Block<'s>,
    },
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
    Binary {
        op: BinaryOp,
        /// Where the operator stands.
        at: Span,
        operands: Box<[Expr<'s>; 2]>,
    },
    Index(Box<[Expr<'s>; 2]>),
    Call {
        name: Name<'s>,
        args: Vec<Expr<'s>>,
    },
}
