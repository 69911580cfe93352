//! `#define NAME VALUE` and `#pragma pack`.

use super::expression::is_operator;
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::lexer::{Directive, DirectiveKind};
use crate::names::Name;
use crate::scope::{Decl, DeclKind, Value};
use crate::token::{Span, Tok, Token};
use crate::types::TypeId;

/// The widest packing that compilers take.
const MAX_PACK: i128 = 16;

impl Parser<'_, '_, '_> {
    /// Does what the directives say that stand before the next token.
    pub(super) fn run_directives(&mut self) {
        while let Some((next, rest)) = self.directives.split_first() {
            if next.before > self.at {
                return;
            }
            self.directives = rest;
            self.run(next);
        }
    }

    fn run(&mut self, directive: &Directive) {
        let words = &self.directive_tokens[directive.tokens.clone()];
        let outer = (self.tokens, self.at, self.directives, self.depth);
        (self.tokens, self.at, self.directives, self.depth) = (words, 0, &[], 0);
        self.is_define = directive.kind == DirectiveKind::Define;
        // Each tells what is wrong with it; the text goes on behind.
        let _ = match directive.kind {
            DirectiveKind::Define => self.define(),
            DirectiveKind::Pack => self.pragma_pack(),
        };
        self.is_define = false;
        (self.tokens, self.at, self.directives, self.depth) = outer;
    }

    fn define(&mut self) -> Parsed<()> {
        let token = self.token();
        let Some(name) = token.name else {
            let message = "`#define` is followed by a name and a constant";
            return Err(self.error(ErrorKind::BadDefine, token.span(), message));
        };
        self.bump();
        let value = self.token();
        let is_adjacent = value.start == token.end;
        let value = match value.tok {
            Tok::Ellipsis if self.nth(1).tok == Tok::End => {
                Ok((Value::Ask, lltype::Scalar::Int.into()))
            }
            Tok::OpenParen if is_adjacent => Err(format!(
                "`{}` is a macro with parameters: declare it as a function",
                self.text_of(token)
            )),
            Tok::End => Err(format!("`{}` has no value", self.text_of(token))),
            // That was told already.
            Tok::Bad => Ok((Value::Error, TypeId::ERROR)),
            _ => self.defined_value(),
        };
        match value {
            Ok((value, ty)) => {
                self.declare_macro(name, token.span(), value, ty);
                Ok(())
            }
            Err(message) => {
                let span = token.span();
                let error = crate::Diagnostic::new(ErrorKind::BadDefine, self.place(span), message);
                let help = "a macro is an integer constant here, or `...`: ask the compiler";
                // What it stands for is not known, but it is declared.
                self.declare_macro(name, span, Value::Error, TypeId::ERROR);
                Err(self.tell(error.help(Some(help.to_owned()))))
            }
        }
    }

    /// The constant that is the rest of the line, or what is wrong with it.
    fn defined_value(&mut self) -> Result<(Value, TypeId), String> {
        let (constant, mut told) = self.aside(Self::constant);
        let rest = self.token();
        match (constant, told.errors.first()) {
            (Ok(constant), None) if rest.tok == Tok::End => {
                self.told.warnings.append(&mut told.warnings);
                Ok((Value::Int(constant.value), constant.ty.into()))
            }
            (_, Some(error)) => Err(error.message().to_owned()),
            _ => Err(format!("{} is no part of a constant", self.found(rest))),
        }
    }

    fn declare_macro(&mut self, name: Name, span: Span, value: Value, ty: TypeId) {
        let (at, is_open) = (self.here(span), self.is_open_macro());
        let before = self.unit.find(name).map(|(_, before)| before.clone());
        match before {
            // Only the last of the same text counts, as the preprocessor has it.
            Some(Decl {
                kind: DeclKind::Value(old),
                at: place,
                ..
            }) if place.file != self.file.index
                && !self.options.overrides
                && old != value
                && ![old, value].contains(&Value::Error) =>
            {
                let what = format!(
                    "`{}` was defined with another value before",
                    self.unit.names.text(name)
                );
                let error =
                    crate::Diagnostic::new(ErrorKind::RedeclaredConstant, self.place(span), what)
                        .note(self.unit.place(place), "here");
                self.tell(error);
                return;
            }
            Some(Decl {
                kind: DeclKind::Value(_),
                ..
            })
            | None => {}
            // A macro of a function's or variable's own name is what C headers have for both.
            Some(_) => return,
        }
        self.unit.declare(Decl {
            name,
            kind: DeclKind::Value(value),
            ty: ty.into(),
            at,
            symbol: None,
            included: self.options.included,
            thread_local: false,
            is_open,
        });
    }

    /// Whether the words of the macro are an operation of two operands, without parentheses around it; or
    /// the name of such a macro.
    fn is_open_macro(&self) -> bool {
        let (mut depth, mut before) = (0_usize, Tok::Comma);
        for (at, token) in self.tokens.iter().enumerate().skip(1) {
            let found = token.name.and_then(|name| self.unit.find(name));
            if found.is_some_and(|(_, decl)| decl.is_open) && depth == 0 {
                return true;
            }
            if depth == 0 && ends_operand(before) && is_operator(token.tok) {
                return true;
            }
            match token.tok {
                Tok::OpenParen => depth += 1,
                Tok::CloseParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            // A sign behind a cast is one of a number.
            let is_cast = token.tok == Tok::CloseParen && self.closes_cast(at);
            before = if is_cast { Tok::Comma } else { token.tok };
        }
        false
    }

    /// Whether a parenthesis closes the type of a cast.
    fn closes_cast(&self, at: usize) -> bool {
        let open = self.tokens[..at]
            .iter()
            .rposition(|token| token.tok == Tok::OpenParen);
        let first = open.map(|open| self.tokens[open + 1]);
        first.is_some_and(|first| {
            let is_typedef = |name| {
                let found = self.unit.find(name);
                found.is_some_and(|(_, decl)| decl.kind == DeclKind::Typedef)
            };
            first.tok.is_keyword() && !matches!(first.tok, Tok::Sizeof | Tok::Alignof)
                || first.name.is_some_and(is_typedef)
        })
    }

    /// `#pragma pack(n)`, `()`, `(push)`, `(push, n)`, `(push, name, n)`, `(pop)`, `(pop, name)`.
    fn pragma_pack(&mut self) -> Parsed<()> {
        self.expect(Tok::OpenParen)?;
        let (mut word, mut label, mut bytes) = (None, None, None);
        while self.peek() != Tok::CloseParen {
            let token = self.token();
            match (token.tok, token.name) {
                (Tok::Name, Some(name)) if word.is_none() && self.is_pack_word(name) => {
                    word = Some(self.unit.names.text(name) == "push");
                    self.bump();
                }
                // Tells the reader what is in force.
                (Tok::Name, Some(name)) if self.unit.names.text(name) == "show" => {
                    return Ok(());
                }
                (Tok::Name, Some(name)) if self.unit.find(name).is_none() => {
                    label = Some(name);
                    self.bump();
                }
                _ => bytes = Some(self.pack_bytes(token)?),
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::CloseParen)?;
        match word {
            Some(true) => self.pack_stack.push((label, self.pack)),
            Some(false) => self.pop_pack(label),
            // `#pragma pack()` is as the options say.
            None => self.pack = None,
        }
        if let Some(bytes) = bytes {
            self.pack = bytes;
        }
        Ok(())
    }

    fn is_pack_word(&self, name: Name) -> bool {
        matches!(self.unit.names.text(name), "push" | "pop")
    }

    fn pop_pack(&mut self, label: Option<Name>) {
        let found = match label {
            Some(label) => self
                .pack_stack
                .iter()
                .rposition(|(name, _)| *name == Some(label)),
            None => self.pack_stack.len().checked_sub(1),
        };
        // Compilers warn of a pop without a push, and go on.
        if let Some(index) = found {
            self.pack = self.pack_stack[index].1;
            self.pack_stack.truncate(index);
        }
    }

    fn pack_bytes(&mut self, token: Token) -> Parsed<Option<u32>> {
        let value = self.constant()?.value;
        match u32::try_from(value) {
            Ok(0) => Ok(None),
            Ok(bytes) if bytes.is_power_of_two() && value <= MAX_PACK => Ok(Some(bytes)),
            _ => {
                let message = format!("`#pragma pack` takes 1, 2, 4, 8 or 16 bytes, not {value}");
                Err(self.error(ErrorKind::BadOption, token.span(), message))
            }
        }
    }
}

/// Whether an operand ends with the token.
fn ends_operand(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Number | Tok::Name | Tok::Char | Tok::Str | Tok::CloseParen | Tok::CloseBracket
    )
}
