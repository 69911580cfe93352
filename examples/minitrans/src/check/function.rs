//! Functions and statements.

use std::collections::HashMap;

use super::Checker;
use super::expr::converts;
use crate::diagnostic::{Diagnostic, Span};
use crate::program::{Expr, Function, Guarded, Local, Slot, Statement};
use crate::syntax::{self, Block, Name};
use crate::ty::Type;

/// What is known inside of one function.
pub(super) struct FunctionChecker<'c, 'a> {
    pub(super) checker: &'c mut Checker<'a>,
    pub(super) locals: Vec<Local>,
    /// The variables of each open block, the innermost last. `None` is one whose value was wrong: it
    /// has no type, and its uses are no further errors.
    scopes: Vec<HashMap<&'a str, Option<Slot>>>,
    result: Type,
}

impl<'c, 'a> FunctionChecker<'c, 'a> {
    pub(super) fn new(checker: &'c mut Checker<'a>, function: &syntax::Function<'a>) -> Self {
        FunctionChecker {
            checker,
            locals: Vec::new(),
            scopes: vec![HashMap::new()],
            result: function.result,
        }
    }

    /// The function, which is of use only if no error was reported.
    pub(super) fn function(mut self, function: &syntax::Function<'a>) -> Function {
        for param in &function.params {
            self.declare(&param.name, Some(param.ty));
        }
        let arity = self.locals.len();
        let body = self.block(&function.body);
        if self.result != Type::None && !returns(&function.body) {
            let message = format!("`{}` can end without a `return`", function.name.text);
            let label = format!("a value of type {} is missing here", self.result);
            self.report(Diagnostic::new(&function.body.end, message).label(label));
        }
        Function {
            name: function.name.text.to_owned(),
            at: self.checker.at(&function.name.span),
            arity,
            locals: self.locals,
            result: self.result,
            body,
        }
    }

    fn block(&mut self, block: &Block<'a>) -> Vec<Statement> {
        self.scopes.push(HashMap::new());
        let statements = block.statements.iter();
        let checked = statements.filter_map(|s| self.statement(s)).collect();
        self.scopes.pop();
        checked
    }

    fn statement(&mut self, statement: &syntax::Statement<'a>) -> Option<Statement> {
        match statement {
            syntax::Statement::Let { name, ty, value } => self.variable(name, *ty, value),
            syntax::Statement::Assign { name, value } => self.assignment(name, value),
            syntax::Statement::If { arms, otherwise } => self.choice(arms, otherwise.as_ref()),
            syntax::Statement::While(guarded) => self.guarded(guarded).map(Statement::While),
            syntax::Statement::Return { span, value } => {
                self.return_statement(span, value.as_ref())
            }
            syntax::Statement::Emit { label, value } => Some(Statement::Emit {
                label: label.as_slice().into(),
                value: self.value(value)?,
            }),
            syntax::Statement::Expr(expr) => self.expr(expr).map(Statement::Expr),
        }
    }

    /// All parts are checked, also behind a wrong one.
    fn choice(
        &mut self,
        arms: &[syntax::Guarded<'a>],
        otherwise: Option<&Block<'a>>,
    ) -> Option<Statement> {
        let arms: Vec<_> = arms.iter().map(|arm| self.guarded(arm)).collect();
        let otherwise = otherwise.map(|block| self.block(block));
        Some(Statement::If {
            arms: arms.into_iter().collect::<Option<_>>()?,
            otherwise: otherwise.unwrap_or_default(),
        })
    }

    fn guarded(&mut self, guarded: &syntax::Guarded<'a>) -> Option<Guarded> {
        let condition = self.expect(&guarded.condition, Type::Bool);
        let body = self.block(&guarded.body);
        Some(Guarded {
            condition: condition?,
            body,
        })
    }

    fn variable(
        &mut self,
        name: &Name<'a>,
        ty: Option<Type>,
        value: &syntax::Expr<'a>,
    ) -> Option<Statement> {
        let value = match ty {
            Some(ty) => self.expect(value, ty),
            None => self.value(value),
        };
        let slot = self.declare(name, ty.or(value.as_ref().map(|value| value.ty)));
        Some(Statement::Assign {
            slot: slot?,
            value: value?,
        })
    }

    fn assignment(&mut self, name: &Name<'a>, value: &syntax::Expr<'a>) -> Option<Statement> {
        let Some(known) = self.lookup(name.text) else {
            self.unknown_variable(name, |diagnostic| {
                diagnostic.help(format!("a new variable needs `let {} = ..`", name.text))
            });
            self.expr(value);
            return None;
        };
        let Some(slot) = known else {
            self.expr(value);
            return None;
        };
        let value = self.expect(value, self.locals[slot].ty)?;
        Some(Statement::Assign { slot, value })
    }

    fn return_statement(
        &mut self,
        span: &Span,
        value: Option<&syntax::Expr<'a>>,
    ) -> Option<Statement> {
        let result = self.result;
        match value {
            None if result == Type::None => Some(Statement::Return(None)),
            None => {
                let message = format!("`return` without a value of type {result}");
                self.report(Diagnostic::new(span, message));
                None
            }
            Some(value) if result == Type::None => {
                let message = "a value is returned from a function without a result";
                self.report(
                    Diagnostic::new(&value.span, message)
                        .help("write the type of the result, `-> type`, before the `{`"),
                );
                None
            }
            Some(value) => Some(Statement::Return(Some(self.expect(value, result)?))),
        }
    }

    /// A new variable of the innermost block.
    fn declare(&mut self, name: &Name<'a>, ty: Option<Type>) -> Option<Slot> {
        let slot = ty.map(|ty| {
            let name = name.text.to_owned();
            self.locals.push(Local { name, ty });
            self.locals.len() - 1
        });
        let innermost = self.scopes.last_mut()?;
        if innermost.insert(name.text, slot).is_some() {
            let message = format!("`{}` is already declared in this block", name.text);
            self.report(Diagnostic::new(&name.span, message));
        }
        slot
    }

    /// `None` for an unknown name.
    pub(super) fn lookup(&self, name: &str) -> Option<Option<Slot>> {
        let scopes = self.scopes.iter().rev();
        scopes.filter_map(|scope| scope.get(name)).copied().next()
    }

    /// Reports a name that no variable has; `fallback` completes the message if none is near.
    pub(super) fn unknown_variable(
        &mut self,
        name: &Name<'_>,
        fallback: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let known = self.scopes.iter().flat_map(|scope| scope.keys().copied());
        let message = format!("unknown variable `{}`", name.text);
        let diagnostic = fallback(Diagnostic::new(&name.span, message));
        self.report(diagnostic.did_you_mean(name.text, known));
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.checker.report(diagnostic);
    }

    /// Checks an expression that must have this type.
    pub(super) fn expect(&mut self, expr: &syntax::Expr<'a>, ty: Type) -> Option<Expr> {
        let checked = self.value(expr)?;
        if checked.ty == ty {
            return Some(checked);
        }
        let message = format!("expected {ty}, found {}", checked.ty);
        let mut diagnostic = Diagnostic::new(&expr.span, message);
        if converts(checked.ty, ty) {
            diagnostic = diagnostic.help(format!("convert it: `{ty}(..)`"));
        }
        self.report(diagnostic);
        None
    }
}

/// Whether no path reaches the end.
fn returns(block: &Block<'_>) -> bool {
    block.statements.iter().any(|statement| match statement {
        syntax::Statement::Return { .. } => true,
        syntax::Statement::If {
            arms,
            otherwise: Some(otherwise),
        } => arms.iter().all(|arm| returns(&arm.body)) && returns(otherwise),
        _ => false,
    })
}
