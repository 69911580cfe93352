//! Where to go on after an error, so that what follows is not told to be wrong, too.

use super::Parser;
use super::attribute::is_attribute;
use super::specifiers::Specifiers;
use super::words::is_word;
use crate::ErrorKind;
use crate::scope::Ordinary;
use crate::token::{Tok, Token};
use crate::types::TypeId;

impl Parser<'_, '_, '_> {
    /// Skips to the end of a declaration that could not be read, and keeps in mind what it may have
    /// declared. `start` is the index of its first token.
    pub(super) fn recover(&mut self, start: usize) {
        let first = self.tokens[start];
        self.skip_declaration(first);
        let end = self.at.min(self.tokens.len());
        let skipped = &self.tokens[start..end.max(start)];
        let defines = skipped
            .iter()
            .any(|token| matches!(token.tok, Tok::Typedef | Tok::OpenBrace));
        if defines {
            for token in skipped {
                self.poison(*token);
            }
        }
    }

    /// Where a word was no type, that what follows is no declaration is no news: errors of syntax from the
    /// `from`th on are taken back.
    pub(super) fn forget_syntax(&mut self, specifiers: &Specifiers, from: usize) {
        if specifiers.ty.ty != TypeId::ERROR {
            return;
        }
        let mut index = 0;
        self.told.errors.retain(|error| {
            index += 1;
            index <= from || error.kind() != ErrorKind::Syntax
        });
    }

    /// Nothing is said about a name that a broken declaration may have declared.
    fn poison(&mut self, token: Token) {
        if let (Tok::Name, Some(name)) = (token.tok, token.name)
            && self.unit.ordinary(name).is_none()
        {
            self.unit.set_ordinary(name, Ordinary::Poisoned);
        }
    }

    /// To behind the semicolon, behind the closing brace, or to where another declaration begins.
    fn skip_declaration(&mut self, first: Token) {
        let mut braces = 0_usize;
        loop {
            let token = self.token();
            match token.tok {
                Tok::End => return,
                Tok::Semicolon if braces == 0 => {
                    self.bump();
                    return;
                }
                // The end of the block that this stands in.
                Tok::CloseBrace if braces == 0 => return,
                Tok::OpenBrace => braces += 1,
                Tok::CloseBrace => {
                    braces -= 1;
                    let begins = self.begins_line(1) && begins_declaration(self.nth(1).tok);
                    if braces == 0 && begins {
                        self.bump();
                        return;
                    }
                }
                tok if braces == 0
                    && token.start > first.start
                    && begins_declaration(tok)
                    && self.begins_line(0)
                    && self.column(token) <= self.column(first) =>
                {
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Whether a body was closed, and the next line is a declaration of its own: a semicolon is missing.
    pub(super) fn is_next_declaration(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let tok = self.peek();
        before.is_some_and(|before| before.tok == Tok::CloseBrace)
            && tok != Tok::Name
            && !is_attribute(tok)
            && tok.is_keyword()
            && begins_declaration(tok)
            && (self.begins_line(0) || begins_other_type(tok))
    }

    /// Whether the token after the next `count` is the first on its line.
    pub(super) fn begins_line(&self, count: usize) -> bool {
        let token = self.nth(count);
        let before = (self.at + count)
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at));
        let Some(before) = before else {
            return true;
        };
        let between = self.text.get(before.end as usize..token.start as usize);
        between.is_some_and(|text| text.contains('\n'))
    }

    /// How many bytes stand before the token on its line.
    fn column(&self, token: Token) -> usize {
        let before = self.text.get(..token.start as usize).unwrap_or_default();
        before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
    }
}

/// Whether a token begins a type, and so cannot stand behind one.
fn begins_other_type(tok: Tok) -> bool {
    is_word(tok) || matches!(tok, Tok::Struct | Tok::Union | Tok::Enum)
}

/// Whether a declaration often begins so.
pub(super) fn begins_declaration(tok: Tok) -> bool {
    match tok {
        Tok::Name | Tok::Statement | Tok::Sizeof | Tok::Alignof | Tok::Offsetof => tok == Tok::Name,
        Tok::End => true,
        tok => tok.is_keyword(),
    }
}
