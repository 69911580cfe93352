//! [`Program`]: a checked program. Names are places, operations are resolved, types agree.

use std::sync::Arc;

use extfunc::ExtFunc;

use crate::location::Location;
use crate::operator::{BinaryOp, UnaryOp};
use crate::ty::Type;

/// How deep calls may be nested.
pub(crate) const MAX_CALLS: usize = 1000;

/// How long a string may be, in bytes.
pub(crate) const MAX_LENGTH: usize = 1 << 28;

/// A program without errors, from [`compile`](crate::compile()). It can be interpreted and translated.
#[derive(Debug)]
pub struct Program {
    pub(crate) functions: Vec<Function>,
    /// The index of `main`.
    pub(crate) main: usize,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) at: Location,
    /// How many of the first locals are parameters.
    pub(crate) arity: usize,
    pub(crate) locals: Vec<Local>,
    pub(crate) result: Type,
    pub(crate) body: Vec<Statement>,
}

#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// The index of a local.
pub(crate) type Slot = usize;

#[derive(Debug)]
pub(crate) enum Statement {
    /// Also `let`, whose variable has a slot of its own.
    Assign {
        slot: Slot,
        value: Expr,
    },
    If {
        arms: Vec<Guarded>,
        otherwise: Vec<Statement>,
    },
    While(Guarded),
    Return(Option<Expr>),
    Emit {
        label: Arc<[u8]>,
        value: Expr,
    },
    Expr(Expr),
}

/// Statements that run if, or while, a condition holds.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) condition: Expr,
    pub(crate) body: Vec<Statement>,
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    /// What a run-time error is reported at.
    pub(crate) at: Location,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    Int(i64),
    Float(f64),
    Bool(bool),
    Str(Arc<[u8]>),
    Local(Slot),
    Unary(UnaryOp, Box<Expr>),
    /// Operators are applied from the left.
    Chain(Box<Expr>, Vec<Link>),
    Index(Box<[Expr; 2]>),
    Len(Box<Expr>),
    /// To the type of the expression.
    Convert(Box<Expr>),
    /// A function of the program, by index.
    Call(usize, Vec<Expr>),
    Operation(&'static ExtFunc, Vec<Expr>),
}

/// An operator and its right operand, whose type is also that of the left one.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) op: BinaryOp,
    /// Where the operator stands.
    pub(crate) at: Location,
    pub(crate) operand: Expr,
}
