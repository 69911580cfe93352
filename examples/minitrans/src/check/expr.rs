//! Expressions.

use extfunc::ExtFunc;

use super::function::FunctionChecker;
use super::{BUILT_IN, arguments};
use crate::diagnostic::{Diagnostic, Span};
use crate::operator::{BinaryOp, UnaryOp};
use crate::program::{Expr, ExprKind, Link};
use crate::syntax::{self, Name};
use crate::ty::Type;

/// Whether a value of one type can be converted to another.
pub(super) fn converts(from: Type, to: Type) -> bool {
    matches!(
        (from, to),
        (Type::Float | Type::Bool, Type::Int) | (Type::Int, Type::Float | Type::Str)
    )
}

/// The type of what an operator makes of two values of type `operand`.
fn result(op: BinaryOp, operand: Type) -> Option<Type> {
    use BinaryOp::{Add, And, Div, Eq, Ge, Gt, Le, Lt, Mul, Ne, Or, Rem, Sub};
    match (op, operand) {
        (_, Type::None) => None,
        (And | Or, Type::Bool) | (Eq | Ne, _) => Some(Type::Bool),
        (Lt | Le | Gt | Ge, Type::Int | Type::Float | Type::Str) => Some(Type::Bool),
        (Add, Type::Int | Type::Float | Type::Str) => Some(operand),
        (Sub | Mul | Div | Rem, Type::Int | Type::Float) => Some(operand),
        _ => None,
    }
}

impl<'a> FunctionChecker<'_, 'a> {
    /// Checks an expression that must have a value.
    pub(super) fn value(&mut self, expr: &syntax::Expr<'a>) -> Option<Expr> {
        let checked = self.expr(expr)?;
        if checked.ty != Type::None {
            return Some(checked);
        }
        self.report(Diagnostic::new(&expr.span, "this call has no result"));
        None
    }

    pub(super) fn expr(&mut self, expr: &syntax::Expr<'a>) -> Option<Expr> {
        let at = self.checker.at(&expr.span);
        let (kind, ty) = match &expr.kind {
            syntax::ExprKind::Int(value) => (ExprKind::Int(*value), Type::Int),
            syntax::ExprKind::Float(value) => (ExprKind::Float(*value), Type::Float),
            syntax::ExprKind::Bool(value) => (ExprKind::Bool(*value), Type::Bool),
            syntax::ExprKind::Str(value) => (ExprKind::Str(value.as_slice().into()), Type::Str),
            syntax::ExprKind::Name(name) => self.variable_use(name, expr)?,
            syntax::ExprKind::Unary(op, operand) => self.unary(*op, operand)?,
            syntax::ExprKind::Chain(first, links) => self.chain(first, links)?,
            syntax::ExprKind::Index(operands) => self.index(operands)?,
            syntax::ExprKind::Call { name, args } => self.call(name, args)?,
        };
        Some(Expr { kind, ty, at })
    }

    fn variable_use(&mut self, text: &'a str, expr: &syntax::Expr<'a>) -> Option<(ExprKind, Type)> {
        let Some(known) = self.lookup(text) else {
            let span = expr.span.clone();
            self.unknown_variable(&Name { text, span }, |diagnostic| diagnostic);
            return None;
        };
        let slot = known?;
        Some((ExprKind::Local(slot), self.locals[slot].ty))
    }

    fn unary(&mut self, op: UnaryOp, operand: &syntax::Expr<'a>) -> Option<(ExprKind, Type)> {
        let checked = match op {
            UnaryOp::Not => self.expect(operand, Type::Bool)?,
            UnaryOp::Neg => self.value(operand)?,
        };
        let ty = checked.ty;
        if op == UnaryOp::Neg && !matches!(ty, Type::Int | Type::Float) {
            let message = format!("`-` takes an int or a float, not {ty}");
            self.report(Diagnostic::new(&operand.span, message));
            return None;
        }
        Some((ExprKind::Unary(op, Box::new(checked)), ty))
    }

    /// All operands are checked, also behind a wrong one.
    fn chain(
        &mut self,
        first: &syntax::Expr<'a>,
        links: &[syntax::Link<'a>],
    ) -> Option<(ExprKind, Type)> {
        let first = self.value(first);
        let mut ty = first.as_ref().map(|first| first.ty);
        let mut checked = Vec::with_capacity(links.len());
        for syntax::Link { op, at, operand } in links {
            let operand = self.value(operand);
            let types = ty.zip(operand.as_ref().map(|operand| operand.ty));
            ty = types.and_then(|(left, right)| self.binary(*op, at, left, right));
            checked.extend(operand.map(|operand| Link {
                op: *op,
                at: self.checker.at(at),
                operand,
            }));
        }
        Some((ExprKind::Chain(Box::new(first?), checked), ty?))
    }

    /// The type of the result.
    fn binary(&mut self, op: BinaryOp, at: &Span, left: Type, right: Type) -> Option<Type> {
        let ty = (left == right).then(|| result(op, left)).flatten();
        if ty.is_none() {
            let message = format!("`{}` cannot be applied to {left} and {right}", op.symbol());
            let mut diagnostic = Diagnostic::new(at, message);
            if converts(left, right) && result(op, right).is_some() {
                diagnostic = diagnostic.help(format!("convert the left one: `{right}(..)`"));
            } else if converts(right, left) && result(op, left).is_some() {
                diagnostic = diagnostic.help(format!("convert the right one: `{left}(..)`"));
            }
            self.report(diagnostic);
        }
        ty
    }

    fn index(&mut self, [text, index]: &[syntax::Expr<'a>; 2]) -> Option<(ExprKind, Type)> {
        let text = self.expect(text, Type::Str);
        let index = self.expect(index, Type::Int);
        Some((ExprKind::Index(Box::new([text?, index?])), Type::Int))
    }

    fn call(&mut self, name: &Name<'a>, args: &[syntax::Expr<'a>]) -> Option<(ExprKind, Type)> {
        if BUILT_IN.contains(&name.text) {
            return self.built_in(name, args);
        }
        let functions = self.checker.functions;
        if let Some(&index) = self.checker.indices.get(name.text) {
            let function = &functions[index];
            let types: Vec<Type> = function.params.iter().map(|param| param.ty).collect();
            let args = self.args(name, args, &types)?;
            return Some((ExprKind::Call(index, args), function.result));
        }
        if let Some(operation) = self.checker.registry.get(name.text) {
            let (types, result) = self.signature(name, operation)?;
            let args = self.args(name, args, &types)?;
            return Some((ExprKind::Operation(operation, args), result));
        }
        self.unknown_function(name);
        args.iter().for_each(|arg| drop(self.value(arg)));
        None
    }

    fn args(
        &mut self,
        name: &Name<'a>,
        args: &[syntax::Expr<'a>],
        types: &[Type],
    ) -> Option<Vec<Expr>> {
        if args.len() != types.len() {
            let takes = arguments(types.len());
            let message = format!("`{}` takes {takes}, got {}", name.text, args.len());
            self.report(Diagnostic::new(&name.span, message));
            return None;
        }
        let pairs = args.iter().zip(types);
        let checked: Vec<_> = pairs.map(|(arg, ty)| self.expect(arg, *ty)).collect();
        checked.into_iter().collect()
    }

    fn built_in(&mut self, name: &Name<'a>, args: &[syntax::Expr<'a>]) -> Option<(ExprKind, Type)> {
        let [arg] = args else {
            let message = format!("`{}` takes 1 argument, got {}", name.text, args.len());
            self.report(Diagnostic::new(&name.span, message));
            return None;
        };
        let Some(to) = Type::NAMED.into_iter().find(|ty| ty.name() == name.text) else {
            let arg = self.expect(arg, Type::Str)?;
            return Some((ExprKind::Len(Box::new(arg)), Type::Int));
        };
        let value = self.value(arg)?;
        if !converts(value.ty, to) {
            let message = format!("`{to}` cannot be made of {}", value.ty);
            self.report(Diagnostic::new(&arg.span, message));
            return None;
        }
        Some((ExprKind::Convert(Box::new(value)), to))
    }

    /// The types of an operation in the language.
    fn signature(&mut self, name: &Name<'_>, operation: &ExtFunc) -> Option<(Vec<Type>, Type)> {
        let params = operation.params().iter();
        let params = params.map(|param| Type::from_high(param.ty)).collect();
        let signature = Option::zip(params, Type::from_high(operation.result()));
        if signature.is_none() {
            let message = "this operation has a type that programs do not have";
            self.report(Diagnostic::new(&name.span, message).label(operation.to_string()));
        }
        signature
    }

    fn unknown_function(&mut self, name: &Name<'_>) {
        let what = if name.text.contains('.') {
            "operation"
        } else {
            "function"
        };
        let message = format!("unknown {what} `{}`", name.text);
        let operations = self.checker.registry.operations();
        let known = (self.checker.indices.keys().copied())
            .chain(BUILT_IN)
            .chain(operations.iter().map(|operation| operation.name()));
        let diagnostic = Diagnostic::new(&name.span, message);
        let diagnostic = diagnostic.did_you_mean(name.text, known);
        self.report(diagnostic);
    }
}
