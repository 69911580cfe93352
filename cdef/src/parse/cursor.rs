//! Going from token to token.

use super::{Failed, Parsed, Parser};
use crate::ErrorKind;
use crate::limits::MAX_NESTING;
use crate::names::Name;
use crate::token::{Span, Tok, Token};

impl Parser<'_, '_, '_> {
    /// The token that is next.
    pub(super) fn token(&self) -> Token {
        self.nth(0)
    }

    pub(super) fn peek(&self) -> Tok {
        self.token().tok
    }

    /// The token after the next `count`.
    pub(super) fn nth(&self, count: usize) -> Token {
        let token = self.tokens.get(self.at + count).or(self.tokens.last());
        token.copied().unwrap_or(Token {
            tok: Tok::End,
            start: self.end().start,
            end: self.end().end,
            name: None,
        })
    }

    /// Goes on to the next token; the last one is never left.
    pub(super) fn bump(&mut self) -> Token {
        let token = self.token();
        if self.at + 1 < self.tokens.len() {
            self.go_to(self.at + 1);
        }
        token
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
        if self
            .directives
            .first()
            .is_some_and(|next| next.before <= at)
        {
            self.run_directives();
        }
    }

    pub(super) fn eat(&mut self, tok: Tok) -> bool {
        let is_next = self.peek() == tok;
        if is_next {
            self.bump();
        }
        is_next
    }

    pub(super) fn expect(&mut self, tok: Tok) -> Parsed<Token> {
        match self.peek() == tok {
            true => Ok(self.bump()),
            false => Err(self.expected(tok.describe())),
        }
    }

    /// A name, or else an error that says what the name would be of.
    pub(super) fn expect_name(&mut self, what: &str) -> Parsed<(Name, Span)> {
        let token = self.token();
        match (token.tok, token.name) {
            (Tok::Name, Some(name)) => {
                self.bump();
                Ok((name, token.span()))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// Tells that the next token is none of those that can stand here.
    pub(super) fn expected(&mut self, what: &str) -> Failed {
        let token = self.token();
        let found = self.found(token);
        match token.tok {
            // That was told already.
            Tok::Bad => Failed,
            _ => {
                let message = format!("expected {what}, found {found}");
                self.error(ErrorKind::Syntax, token.span(), message)
            }
        }
    }

    /// What a token is called in a message.
    pub(super) fn found(&self, token: Token) -> String {
        match token.tok {
            Tok::Name | Tok::Number | Tok::Str | Tok::Char => {
                let text = self.text_of(token);
                let shown: String = text.chars().take(40).collect();
                let more = if shown.len() < text.len() { "..." } else { "" };
                format!("`{shown}{more}`")
            }
            tok if tok.is_keyword() => format!("`{}`", self.text_of(token)),
            Tok::AssignOp => format!("`{}`", self.text_of(token)),
            tok => tok.describe().to_owned(),
        }
    }

    pub(super) fn text_of(&self, token: Token) -> &str {
        self.text.get(token.range()).unwrap_or_default()
    }

    /// Reads something inside of something else, unless it is nested too deep.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_NESTING {
            return Err(self.too_deep(self.token().span()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Failed {
        let message = format!(
            "this is nested more than {MAX_NESTING} deep: give a typedef to what is inside"
        );
        self.error(ErrorKind::TooDeep, span, message)
    }

    /// The part of the text from a token to the last one that was read.
    pub(super) fn since(&self, start: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(start, |last| start.to(last.span()))
    }

    /// Skips parentheses, brackets or braces, from the opening one on.
    pub(super) fn skip_balanced(&mut self) -> Parsed<()> {
        let open = self.token();
        if !matches!(open.tok, Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace) {
            return Err(self.expected("`(`, `[` or `{`"));
        }
        let (mut depth, mut at) = (0_usize, self.at);
        loop {
            let tok = self.tokens.get(at).map_or(Tok::End, |token| token.tok);
            match tok {
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => depth += 1,
                Tok::CloseParen | Tok::CloseBracket | Tok::CloseBrace => depth -= 1,
                Tok::End => {
                    let message = format!("this {} is never closed", open.tok.describe());
                    self.go_to(at.min(self.tokens.len().saturating_sub(1)));
                    return Err(self.error(ErrorKind::Syntax, open.span(), message));
                }
                _ => {}
            }
            at += 1;
            if depth == 0 {
                self.go_to(at);
                return Ok(());
            }
        }
    }
}
