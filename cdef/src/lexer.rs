//! The text as tokens: phases 3 and 4 of translation, as far as declarations need them.
//!
//! Directives are kept apart, each with the number of the token that it stands before: they may stand
//! anywhere, also inside of a declaration.

use core::ops::Range;
use std::sync::Arc;

use crate::names::{Names, offset};
use crate::source::Marker;
use crate::token::{Span, Tok, Token};
use crate::{ErrorKind, WarningKind};

/// What a text consists of.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The tokens; the last is [`Tok::End`].
    pub(crate) tokens: Vec<Token>,
    pub(crate) directives: Vec<Directive>,
    /// What directives consist of; each ends with [`Tok::End`].
    pub(crate) directive_tokens: Vec<Token>,
    pub(crate) markers: Vec<Marker>,
    pub(crate) errors: Vec<(ErrorKind, Span, String)>,
    pub(crate) warnings: Vec<(WarningKind, Span, String)>,
}

/// A directive that means something to declarations.
#[derive(Debug, Clone)]
pub(crate) struct Directive {
    pub(crate) kind: DirectiveKind,
    /// The index of the token that it stands before.
    pub(crate) before: usize,
    /// Its words, among [`Lexed::directive_tokens`]: behind `#define` or `#pragma pack`.
    pub(crate) tokens: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectiveKind {
    Define,
    Pack,
}

/// Reads a text.
pub(crate) fn lex(text: &str, names: &mut Names<'_>) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        // A mark of the order of bytes is no part of the text.
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        names,
        out: Lexed::default(),
        line_is_fresh: true,
    };
    lexer.out.tokens.reserve(text.len() / 5 + 2);
    while lexer.step(true) {}
    lexer.out
}

struct Lexer<'t, 'n, 'b> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    names: &'n mut Names<'b>,
    out: Lexed,
    /// Whether nothing but blanks stands before on the line: only there, `#` begins a directive.
    line_is_fresh: bool,
}

/// What a byte begins or goes on with.
const WORD: u8 = 1;
const DIGIT: u8 = 2;
const BLANK: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0_u8;
    loop {
        class[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | 0x80.. => WORD,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => BLANK,
            _ => 0,
        };
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break class,
        }
    }
};

fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

impl Lexer<'_, '_, '_> {
    /// Reads one token; `false` behind the last.
    fn step(&mut self, directives: bool) -> bool {
        self.skip_blanks();
        let start = self.at;
        let Some(&byte) = self.bytes.get(self.at) else {
            self.push(Tok::End, start);
            return false;
        };
        match byte {
            b'\n' => {
                self.at += 1;
                self.line_is_fresh = true;
            }
            b'#' if directives && self.line_is_fresh => self.directive(),
            _ => {
                self.line_is_fresh = false;
                self.token(byte);
            }
        }
        true
    }

    fn push(&mut self, tok: Tok, start: usize) {
        self.out.tokens.push(Token {
            tok,
            start: offset(start),
            end: offset(self.at),
            name: None,
        });
    }

    /// Blanks and comments, but for ends of lines.
    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                _ if is(byte, BLANK) => self.at += 1,
                b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => self.skip_comment(),
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => self.at = self.line_end(),
                _ => return,
            }
        }
    }

    fn skip_comment(&mut self) {
        let start = self.at;
        match self.text[start + 2..].find("*/") {
            Some(length) => self.at = start + 2 + length + 2,
            None => {
                self.at = self.bytes.len();
                self.error(
                    ErrorKind::Syntax,
                    start..start + 2,
                    "this comment has no end: `*/` is missing",
                );
            }
        }
    }

    fn line_end(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n');
        length.map_or(self.bytes.len(), |length| self.at + length)
    }

    fn error(&mut self, kind: ErrorKind, range: Range<usize>, message: &str) {
        self.out
            .errors
            .push((kind, span(range), message.to_owned()));
    }

    fn token(&mut self, byte: u8) {
        let start = self.at;
        match byte {
            _ if is(byte, WORD) => self.word(),
            _ if is(byte, DIGIT) => self.number(),
            b'.' if self
                .bytes
                .get(start + 1)
                .is_some_and(|next| is(*next, DIGIT)) =>
            {
                self.number()
            }
            b'"' => self.quoted(start, b'"', Tok::Str),
            b'\'' => self.quoted(start, b'\'', Tok::Char),
            _ => self.sign(),
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| !is(*byte, WORD | DIGIT));
        self.at = length.map_or(self.bytes.len(), |length| start + length);
        let word = &self.text[start..self.at];
        match (self.bytes.get(self.at), word) {
            (Some(b'"'), "L" | "u" | "U" | "u8") => self.quoted(start, b'"', Tok::Str),
            (Some(b'\''), "L" | "u" | "U") => self.quoted(start, b'\'', Tok::Char),
            (_, "_Pragma") => self.pragma_operator(start),
            _ => {
                let (name, tok) = self.names.intern(word);
                self.out.tokens.push(Token {
                    tok,
                    start: offset(start),
                    end: offset(self.at),
                    name: Some(name),
                });
            }
        }
    }

    /// A number as the preprocessor sees it: what it means is found out where it is used.
    fn number(&mut self) {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            let is_sign = matches!(byte, b'+' | b'-')
                && matches!(self.bytes[self.at - 1], b'e' | b'E' | b'p' | b'P')
                && !(self.bytes[start..].starts_with(b"0x")
                    && matches!(self.bytes[self.at - 1], b'e' | b'E'));
            if !(is(byte, WORD | DIGIT) || byte == b'.' || (is_sign && self.at > start)) {
                break;
            }
            self.at += 1;
        }
        self.push(Tok::Number, start);
    }

    /// A string or a character, from its quote on; `start` is where its prefix stands.
    fn quoted(&mut self, start: usize, quote: u8, tok: Tok) {
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(&byte) if byte == quote => {
                    self.at += 1;
                    return self.push(tok, start);
                }
                Some(b'\\') => self.at = (self.at + 2).min(self.bytes.len()),
                None | Some(b'\n') => {
                    let what = match tok {
                        Tok::Str => "this string has no end: `\"` is missing on its line",
                        _ => "this character has no end: `'` is missing on its line",
                    };
                    self.error(ErrorKind::Syntax, start..start + 1, what);
                    return self.push(Tok::Bad, start);
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn sign(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let (tok, length) = sign(rest);
        self.at += length;
        if tok == Tok::Bad {
            let message = format!(
                "`{}` has no meaning in C",
                char::from(rest[0]).escape_default()
            );
            self.error(ErrorKind::Syntax, start..self.at, &message);
        }
        self.push(tok, start);
    }

    /// The words of a directive, up to the end of its line.
    fn directive_tokens(&mut self, end: usize) -> Range<usize> {
        let kept = core::mem::take(&mut self.out.tokens);
        let all = self.bytes;
        self.bytes = &all[..end];
        while self.step(false) {}
        self.bytes = all;
        let words = core::mem::replace(&mut self.out.tokens, kept);
        let first = self.out.directive_tokens.len();
        self.out.directive_tokens.extend(words);
        first..self.out.directive_tokens.len()
    }

    fn push_directive(&mut self, kind: DirectiveKind, end: usize) {
        let before = self.out.tokens.len();
        let tokens = self.directive_tokens(end);
        self.out.directives.push(Directive {
            kind,
            before,
            tokens,
        });
    }

    fn directive(&mut self) {
        let start = self.at;
        self.at += 1;
        self.skip_inline_blanks();
        let end = self.directive_end();
        let rest = &self.text[self.at..end];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let word = &rest[..length.unwrap_or(rest.len())];
        let behind = self.at + word.len();
        match word {
            "" if rest.trim().is_empty() => {}
            "define" => {
                self.at = behind;
                self.push_directive(DirectiveKind::Define, end);
            }
            "pragma" => {
                self.at = behind;
                self.pragma(start, end);
            }
            "line" => self.marker(behind, start, end),
            _ if word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty() => {
                self.marker(self.at, start, end);
            }
            "ident" | "sccs" => {}
            _ => self.refuse_directive(word, start, end),
        }
        self.at = end;
    }

    /// Blanks, and comments that end on the line.
    fn skip_inline_blanks(&mut self) {
        loop {
            while self.bytes.get(self.at).is_some_and(|byte| is(*byte, BLANK)) {
                self.at += 1;
            }
            let rest = &self.text[self.at..self.line_end()];
            match rest.strip_prefix("/*").and_then(|rest| rest.find("*/")) {
                Some(length) => self.at += 2 + length + 2,
                None => return,
            }
        }
    }

    /// The end of the line, or the comment that goes on behind it.
    fn directive_end(&self) -> usize {
        let end = self.line_end();
        let (mut at, mut quote) = (self.at, None);
        while at < end {
            let byte = self.bytes[at];
            let next = self.bytes.get(at + 1);
            match (quote, byte, next) {
                (Some(_), b'\\', _) => at += 1,
                (Some(open), close, _) if open == close => quote = None,
                (None, b'"' | b'\'', _) => quote = Some(byte),
                (None, b'/', Some(b'/')) => return end,
                (None, b'/', Some(b'*')) => match self.text[at + 2..end].find("*/") {
                    Some(length) => at += 2 + length + 1,
                    None => return at,
                },
                _ => {}
            }
            at += 1;
        }
        end
    }

    fn refuse_directive(&mut self, word: &str, start: usize, end: usize) {
        let message = match word {
            "include" => "`#include` is not read here: give the text of the header, or what \
                          `cc -E` prints for it"
                .to_owned(),
            _ => format!(
                "`#{word}` is not known here: only `#define NAME VALUE`, `#pragma pack` and line markers \
                 are; give what `cc -E` prints"
            ),
        };
        let end = start + self.text[start..end].trim_end().len();
        self.error(ErrorKind::Directive, start..end, &message);
    }

    fn pragma(&mut self, start: usize, end: usize) {
        self.skip_inline_blanks();
        let rest = self.text[self.at..end].trim_end();
        let word = rest
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .next();
        match word {
            Some("pack") => {
                self.at += "pack".len();
                self.push_directive(DirectiveKind::Pack, end);
            }
            // What compilers are told about warnings, visibility and code.
            Some("GCC" | "clang" | "STDC" | "once" | "warning" | "comment" | "weak" | "region") => {
            }
            _ => {
                let message = format!("`#pragma {rest}` is not known, and ignored");
                let span = span(start..start + self.text[start..end].trim_end().len());
                let warning = (WarningKind::PragmaIgnored, span, message);
                self.out.warnings.push(warning);
            }
        }
    }

    /// `_Pragma("pack(1)")`, from behind its word on.
    fn pragma_operator(&mut self, start: usize) {
        let rest = &self.text[self.at..];
        let open = rest.trim_start().strip_prefix('(').map(str::trim_start);
        let text = open.and_then(|text| text.strip_prefix('"'));
        let close = text.and_then(|text| {
            let ends = text.match_indices('"').map(|(at, _)| at);
            let end = ends.into_iter().find(|at| !text[..*at].ends_with('\\'))?;
            let (inner, behind) = (&text[..end], &text[end + 1..]);
            let behind = behind.trim_start().strip_prefix(')')?;
            Some((inner, self.text.len() - behind.len()))
        });
        let Some((inner, end)) = close else {
            let message = "`_Pragma` is written as `_Pragma(\"pack(1)\")`";
            self.error(ErrorKind::Syntax, start..self.at, message);
            return;
        };
        // The string lies in the text: its words have places there.
        self.at = inner.as_ptr().addr() - self.text.as_ptr().addr();
        self.pragma(start, self.at + inner.len());
        self.at = end;
    }

    /// The number and the name of a line marker, from `at` on.
    fn marker(&mut self, at: usize, start: usize, end: usize) {
        let rest = self.text[at..end].trim();
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, rest) = rest.split_at(digits);
        let Ok(line) = number.parse() else {
            return self.refuse_directive("line", start, end);
        };
        let quoted = rest.trim_start().strip_prefix('"');
        let file = quoted.and_then(|text| text.rsplit_once('"'));
        self.out.markers.push(Marker {
            start: offset((end + 1).min(self.bytes.len())),
            line,
            file: file.map(|(name, _)| Arc::from(name.replace("\\\\", "\\"))),
        });
    }
}

fn span(range: Range<usize>) -> Span {
    Span {
        start: offset(range.start),
        end: offset(range.end),
    }
}

/// The sign that a text begins with, and its length.
fn sign(rest: &[u8]) -> (Tok, usize) {
    let is_next = |byte| rest.get(1) == Some(&byte);
    match rest[0] {
        b'(' => (Tok::OpenParen, 1),
        b')' => (Tok::CloseParen, 1),
        b'[' => (Tok::OpenBracket, 1),
        b']' => (Tok::CloseBracket, 1),
        b'{' => (Tok::OpenBrace, 1),
        b'}' => (Tok::CloseBrace, 1),
        b';' => (Tok::Semicolon, 1),
        b',' => (Tok::Comma, 1),
        b'?' => (Tok::Question, 1),
        b'~' => (Tok::Tilde, 1),
        b'<' if is_next(b':') => (Tok::OpenBracket, 2),
        b':' if is_next(b'>') => (Tok::CloseBracket, 2),
        b'<' if is_next(b'%') => (Tok::OpenBrace, 2),
        b'%' if is_next(b'>') => (Tok::CloseBrace, 2),
        b'.' if rest.starts_with(b"...") => (Tok::Ellipsis, 3),
        b':' => (Tok::Colon, 1),
        b'.' => (Tok::Dot, 1),
        b'<' if rest.starts_with(b"<<=") => (Tok::AssignOp, 3),
        b'>' if rest.starts_with(b">>=") => (Tok::AssignOp, 3),
        b'<' if is_next(b'<') => (Tok::ShiftLeft, 2),
        b'>' if is_next(b'>') => (Tok::ShiftRight, 2),
        b'<' if is_next(b'=') => (Tok::LessEqual, 2),
        b'>' if is_next(b'=') => (Tok::GreaterEqual, 2),
        b'<' => (Tok::Less, 1),
        b'>' => (Tok::Greater, 1),
        b'=' if is_next(b'=') => (Tok::Equal, 2),
        b'=' => (Tok::Assign, 1),
        b'!' if is_next(b'=') => (Tok::NotEqual, 2),
        b'!' => (Tok::Not, 1),
        b'&' if is_next(b'&') => (Tok::AndAnd, 2),
        b'|' if is_next(b'|') => (Tok::OrOr, 2),
        b'+' if is_next(b'+') => (Tok::PlusPlus, 2),
        b'-' if is_next(b'-') => (Tok::MinusMinus, 2),
        b'-' if is_next(b'>') => (Tok::Arrow, 2),
        b'*' | b'/' | b'%' | b'+' | b'-' | b'&' | b'|' | b'^' if is_next(b'=') => {
            (Tok::AssignOp, 2)
        }
        b'*' => (Tok::Star, 1),
        b'/' => (Tok::Slash, 1),
        b'%' => (Tok::Percent, 1),
        b'+' => (Tok::Plus, 1),
        b'-' => (Tok::Minus, 1),
        b'&' => (Tok::And, 1),
        b'|' => (Tok::Or, 1),
        b'^' => (Tok::Xor, 1),
        _ => (Tok::Bad, 1),
    }
}
