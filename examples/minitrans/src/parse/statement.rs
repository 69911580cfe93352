//! Statements.

use super::{Parser, Result};
use crate::diagnostic::Diagnostic;
use crate::syntax::{Block, Expr, ExprKind, Guarded, Name, Statement};
use crate::token::Token;

impl<'s> Parser<'s, '_> {
    pub(super) fn block(&mut self) -> Result<Block<'s>> {
        self.expect(&Token::OpenBrace, "`{`")?;
        self.nested(|parser| {
            let mut statements = Vec::new();
            loop {
                if let Some(end) = parser.accept(&Token::CloseBrace) {
                    return Ok(Block { statements, end });
                }
                if parser.peek().is_none() {
                    return Err(parser.unexpected("a statement or `}`"));
                }
                statements.push(parser.statement()?);
            }
        })
    }

    fn statement(&mut self) -> Result<Statement<'s>> {
        match self.peek() {
            Some(Token::If) => return self.if_statement(),
            Some(Token::While) => return self.guarded().map(Statement::While),
            _ => {}
        }
        let statement = match self.peek() {
            Some(Token::Let) => self.let_statement(),
            Some(Token::Return) => self.return_statement(),
            Some(Token::Emit) => self.emit_statement(),
            _ => self.assignment_or_expr(),
        }?;
        self.expect(&Token::Semicolon, "`;`")?;
        Ok(statement)
    }

    fn if_statement(&mut self) -> Result<Statement<'s>> {
        let mut arms = vec![self.guarded()?];
        let mut otherwise = None;
        while otherwise.is_none() && self.accept(&Token::Else).is_some() {
            match self.peek() {
                Some(Token::If) => arms.push(self.guarded()?),
                _ => otherwise = Some(self.block()?),
            }
        }
        Ok(Statement::If { arms, otherwise })
    }

    /// From `if` or `while` on.
    fn guarded(&mut self) -> Result<Guarded<'s>> {
        self.advance();
        Ok(Guarded {
            condition: self.expr()?,
            body: self.block()?,
        })
    }

    fn let_statement(&mut self) -> Result<Statement<'s>> {
        self.advance();
        let name = self.name("the name of a variable")?;
        let ty = match self.accept(&Token::Colon) {
            Some(_) => Some(self.ty()?),
            None => None,
        };
        self.expect(&Token::Assign, "`=` and a value")?;
        Ok(Statement::Let {
            name,
            ty,
            value: self.expr()?,
        })
    }

    fn return_statement(&mut self) -> Result<Statement<'s>> {
        let span = self.advance();
        let value = match self.peek() {
            Some(Token::Semicolon) => None,
            _ => Some(self.expr()?),
        };
        Ok(Statement::Return { span, value })
    }

    fn emit_statement(&mut self) -> Result<Statement<'s>> {
        self.advance();
        let Some(Token::Str(label)) = self.peek().cloned() else {
            return Err(self.unexpected("a string, the label of the result"));
        };
        self.advance();
        self.expect(&Token::Comma, "`,` and the result")?;
        Ok(Statement::Emit {
            label,
            value: self.expr()?,
        })
    }

    fn assignment_or_expr(&mut self) -> Result<Statement<'s>> {
        let target = self.expr()?;
        if self.accept(&Token::Assign).is_none() {
            return Ok(Statement::Expr(target));
        }
        let name = assignable(target)?;
        Ok(Statement::Assign {
            name,
            value: self.expr()?,
        })
    }
}

fn assignable(target: Expr<'_>) -> Result<Name<'_>> {
    match target.kind {
        ExprKind::Name(text) => Ok(Name {
            text,
            span: target.span,
        }),
        ExprKind::Index(_) => Err(Diagnostic::new(&target.span, "a str cannot be changed")
            .help("build another one with `+`")),
        _ => Err(Diagnostic::new(
            &target.span,
            "only a variable can be assigned to",
        )),
    }
}
