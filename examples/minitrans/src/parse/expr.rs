//! Expressions, by precedence climbing.

use super::{Parser, Result};
use crate::operator::{BinaryOp, Precedence, UnaryOp};
use crate::syntax::{Expr, ExprKind, Name};
use crate::token::Token;

impl<'s> Parser<'s, '_> {
    pub(super) fn expr(&mut self) -> Result<Expr<'s>> {
        self.nested(|parser| parser.binary(Precedence::Or))
    }

    /// Operands with operators of at least this precedence between them.
    fn binary(&mut self, weakest: Precedence) -> Result<Expr<'s>> {
        let mut left = self.unary(weakest)?;
        while let Some(op) = self.peek().and_then(binary_op) {
            if op.precedence() < weakest {
                break;
            }
            // The operands so far lie one level deeper in the tree.
            self.deepen()?;
            let at = self.advance();
            let right = self.binary(op.precedence().stronger())?;
            left = Expr {
                span: left.span.start..right.span.end,
                kind: ExprKind::Binary {
                    op,
                    at,
                    operands: Box::new([left, right]),
                },
            };
        }
        Ok(left)
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

    fn postfix(&mut self) -> Result<Expr<'s>> {
        let mut expr = self.primary()?;
        while self.accept(&Token::OpenBracket).is_some() {
            self.deepen()?;
            let index = self.expr()?;
            let end = self.expect(&Token::CloseBracket, "`]`")?.end;
            expr = Expr {
                span: expr.span.start..end,
                kind: ExprKind::Index(Box::new([expr, index])),
            };
        }
        Ok(expr)
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
