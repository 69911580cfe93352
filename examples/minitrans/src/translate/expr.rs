//! Expressions in C.
//!
//! What has side effects or can fail becomes a statement, in the order of the program: C would
//! choose an order of its own. The rest is text. It may read variables later than the program does:
//! no expression changes one.

use super::function::{Operand, Writer, name};
use super::{TranslateError, at};
use crate::location::Location;
use crate::operator::{BinaryOp, UnaryOp};
use crate::program::{Expr, ExprKind, Link};
use crate::ty::Type;

impl Operand {
    /// A number, or a string that something else owns.
    pub(super) fn plain(text: String) -> Self {
        Operand { text, owned: false }
    }
}

impl Writer<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Operand, TranslateError> {
        Ok(match &expr.kind {
            ExprKind::Int(value) => Operand::plain(format!("INT64_C({value})")),
            ExprKind::Float(value) => Operand::plain(format!("{value:e}")),
            ExprKind::Bool(value) => Operand::plain(value.to_string()),
            ExprKind::Str(value) => Operand::plain(self.unit.literal(value)),
            ExprKind::Local(slot) => Operand::plain(self.local(*slot)),
            ExprKind::Unary(op, operand) => self.unary(*op, operand)?,
            ExprKind::Chain(first, links) => self.chain(first, links)?,
            ExprKind::Index(operands) => self.index(operands, expr.at)?,
            ExprKind::Len(text) => self.len(text)?,
            ExprKind::Convert(value) => self.convert(value, expr)?,
            ExprKind::Call(index, args) => self.call(*index, args, expr)?,
            ExprKind::Operation(operation, args) => self.operation(operation, args, expr.at)?,
        })
    }

    /// The expression as something that its taker owns.
    pub(super) fn taken(&mut self, expr: &Expr) -> Result<String, TranslateError> {
        let operand = self.expr(expr)?;
        Ok(if expr.ty == Type::Str && !operand.owned {
            format!("mt_retain({})", operand.text)
        } else {
            operand.text
        })
    }

    /// Writes a value to a temporary, and releases what it was made of.
    pub(super) fn result(&mut self, ty: Type, value: &str, made_of: &[Operand]) -> Operand {
        let text = self.temporary(ty, value);
        made_of.iter().for_each(|operand| self.release(operand));
        Operand {
            text,
            owned: ty == Type::Str,
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr) -> Result<Operand, TranslateError> {
        let text = self.expr(operand)?.text;
        Ok(Operand::plain(match (op, operand.ty) {
            (UnaryOp::Not, _) => format!("(!{text})"),
            (UnaryOp::Neg, Type::Int) => format!("mt_sub(0, {text})"),
            (UnaryOp::Neg, _) => format!("(-{text})"),
        }))
    }

    /// Without brackets in brackets for each link: compilers limit how deep they are nested.
    fn chain(&mut self, first: &Expr, links: &[Link]) -> Result<Operand, TranslateError> {
        let mut left = self.expr(first)?;
        for (index, link) in links.iter().enumerate() {
            if index > 0 && left.text.contains('(') {
                left = self.result(link.operand.ty, &left.text, &[]);
            }
            left = match link.op {
                BinaryOp::And | BinaryOp::Or => self.short_circuit(&left, link)?,
                _ => self.binary(left, link)?,
            };
        }
        Ok(left)
    }

    fn short_circuit(&mut self, left: &Operand, link: &Link) -> Result<Operand, TranslateError> {
        let result = self.temporary(Type::Bool, &left.text);
        let not = if link.op == BinaryOp::Or { "!" } else { "" };
        self.open(&format!("if ({not}{result})"));
        let right = self.expr(&link.operand)?.text;
        self.line(&format!("{result} = {right};"));
        self.close();
        Ok(Operand::plain(result))
    }

    fn binary(&mut self, left: Operand, link: &Link) -> Result<Operand, TranslateError> {
        let right = self.expr(&link.operand)?;
        let (l, r, at) = (&left.text, &right.text, at(link.at));
        let symbol = link.op.symbol();
        Ok(match (link.op, link.operand.ty) {
            (BinaryOp::Add, Type::Str) => {
                let text = format!("mt_concat({at}, {l}, {r})");
                self.result(Type::Str, &text, &[left, right])
            }
            (_, Type::Str) => {
                let text = format!("mt_compare({l}, {r}) {symbol} 0");
                self.result(Type::Bool, &text, &[left, right])
            }
            (BinaryOp::Add, Type::Int) => Operand::plain(format!("mt_add({l}, {r})")),
            (BinaryOp::Sub, Type::Int) => Operand::plain(format!("mt_sub({l}, {r})")),
            (BinaryOp::Mul, Type::Int) => Operand::plain(format!("mt_mul({l}, {r})")),
            (BinaryOp::Div, Type::Int) => {
                self.result(Type::Int, &format!("mt_div({at}, {l}, {r})"), &[])
            }
            (BinaryOp::Rem, Type::Int) => {
                self.result(Type::Int, &format!("mt_rem({at}, {l}, {r})"), &[])
            }
            (BinaryOp::Rem, Type::Float) => Operand::plain(format!("fmod({l}, {r})")),
            _ => Operand::plain(format!("({l} {symbol} {r})")),
        })
    }

    fn index(
        &mut self,
        [text, index]: &[Expr; 2],
        location: Location,
    ) -> Result<Operand, TranslateError> {
        let text = self.expr(text)?;
        let index = self.expr(index)?.text;
        let call = format!("mt_index({}, {}, {index})", at(location), text.text);
        Ok(self.result(Type::Int, &call, &[text]))
    }

    fn len(&mut self, text: &Expr) -> Result<Operand, TranslateError> {
        let text = self.expr(text)?;
        let length = format!("((int64_t){}->length)", text.text);
        Ok(match text.owned {
            true => self.result(Type::Int, &length, &[text]),
            false => Operand::plain(length),
        })
    }

    fn convert(&mut self, value: &Expr, to: &Expr) -> Result<Operand, TranslateError> {
        let text = self.expr(value)?.text;
        Ok(match (value.ty, to.ty) {
            (_, Type::Str) => {
                let decimal = format!("mt_decimal({}, {text})", at(to.at));
                self.result(Type::Str, &decimal, &[])
            }
            (Type::Float, _) => Operand::plain(format!("mt_truncate({text})")),
            (_, Type::Float) => Operand::plain(format!("mt_float({text})")),
            _ => Operand::plain(format!("((int64_t){text})")),
        })
    }

    fn call(
        &mut self,
        index: usize,
        args: &[Expr],
        expr: &Expr,
    ) -> Result<Operand, TranslateError> {
        let args = args.iter().map(|arg| self.taken(arg));
        let args = args.collect::<Result<Vec<_>, _>>()?.join(", ");
        let call = format!("{}({args})", name(&self.program.functions[index]));
        self.line(&format!("mt_enter({});", at(expr.at)));
        let result = match expr.ty {
            Type::None => {
                self.line(&format!("{call};"));
                Operand::plain(String::new())
            }
            ty => self.result(ty, &call, &[]),
        };
        self.line("mt_leave();");
        Ok(result)
    }
}
