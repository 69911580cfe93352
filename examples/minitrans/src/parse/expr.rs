//! Expressions, by precedence climbing.

use super::{Parser, Result};
use crate::operator::{BinaryOp, Precedence, UnaryOp};
use crate::syntax::{Expr, ExprKind, Link, Name};
use crate::token::Token;

impl<'s> Parser<'s, '_> {
    pub(super) fn expr(&mut self) -> Result<Expr<'s>> {
        self.nested(|parser| parser.binary(Precedence::Or))
    }

    /// Operands with operators of at least this precedence between them.
    fn binary(&mut self, weakest: Precedence) -> Result<Expr<'s>> {
        let first = self.unary(weakest)?;
        let mut links = Vec::new();
        while let Some(op) = self.peek().and_then(binary_op) {
            if op.precedence() < weakest {
                break;
            }
            let at = self.advance();
            let operand = self.nested(|parser| parser.binary(op.precedence().stronger()))?;
            links.push(Link { op, at, operand });
        }
        let Some(last) = links.last() else {
            return Ok(first);
        };
        Ok(Expr {
            span: first.span.start..last.operand.span.end,
            kind: ExprKind::Chain(Box::new(first), links),
        })
    }

    /// `not` holds a whole comparison, `-` one operand.
    fn unary(&mut self, weakest: Precedence) -> Result<Expr<'s>> {
        let (op, operand) = match self.peek() {
            Some(Token::Not) if weakest <= Precedence::Comparison => {
                (UnaryOp::Not, Precedence::Comparison)
            }
            Some(Token::Minus) => (UnaryOp::Neg, Precedence::Unary),
            _ => return self.postfix(),
        };
        let start = self.advance().start;
        let operand = self.nested(|parser| parser.binary(operand))?;
        Ok(Expr {
            span: start..operand.span.end,
            kind: ExprKind::Unary(op, Box::new(operand)),
        })
    }

    /// An index gives an int, which has none: one is all there can be.
    fn postfix(&mut self) -> Result<Expr<'s>> {
        let text = self.primary()?;
        if self.accept(&Token::OpenBracket).is_none() {
            return Ok(text);
        }
        let index = self.expr()?;
        let end = self.expect(&Token::CloseBracket, "`]`")?.end;
        Ok(Expr {
            span: text.span.start..end,
            kind: ExprKind::Index(Box::new([text, index])),
        })
    }

    fn primary(&mut self) -> Result<Expr<'s>> {
        let kind = match self.peek().cloned() {
            Some(Token::Name(name)) => return self.name_or_call(name),
            Some(Token::OpenParen) => return self.parenthesized(),
            Some(Token::Int(value)) => ExprKind::Int(value),
            Some(Token::Float(value)) => ExprKind::Float(value),
            Some(Token::Str(value)) => ExprKind::Str(value),
            Some(Token::True) => ExprKind::Bool(true),
            Some(Token::False) => ExprKind::Bool(false),
            _ => return Err(self.unexpected("an expression")),
        };
        let span = self.advance();
        Ok(Expr { kind, span })
    }

    fn name_or_call(&mut self, text: &'s str) -> Result<Expr<'s>> {
        let span = self.advance();
        if self.accept(&Token::OpenParen).is_none() {
            let kind = ExprKind::Name(text);
            return Ok(Expr { kind, span });
        }
        let args = self.list(&Token::CloseParen, "`)`", Self::expr)?;
        Ok(Expr {
            span: span.clone(),
            kind: ExprKind::Call {
                name: Name { text, span },
                args,
            },
        })
    }

    fn parenthesized(&mut self) -> Result<Expr<'s>> {
        self.advance();
        let inner = self.expr()?;
        self.expect(&Token::CloseParen, "`)`")?;
        Ok(inner)
    }
}

fn binary_op(token: &Token<'_>) -> Option<BinaryOp> {
    Some(match token {
        Token::Or => BinaryOp::Or,
        Token::And => BinaryOp::And,
        Token::Eq => BinaryOp::Eq,
        Token::Ne => BinaryOp::Ne,
        Token::Lt => BinaryOp::Lt,
        Token::Le => BinaryOp::Le,
        Token::Gt => BinaryOp::Gt,
        Token::Ge => BinaryOp::Ge,
        Token::Plus => BinaryOp::Add,
        Token::Minus => BinaryOp::Sub,
        Token::Star => BinaryOp::Mul,
        Token::Slash => BinaryOp::Div,
        Token::Percent => BinaryOp::Rem,
        _ => return None,
    })
}
