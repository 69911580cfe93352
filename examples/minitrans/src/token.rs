//! Text to tokens.

use logos::{Lexer, Logos};

use crate::diagnostic::{Diagnostic, Span};

/// A word of the language.
#[derive(Logos, Debug, Clone, PartialEq)]
#[logos(error = LexError)]
#[logos(skip r"[ \t\r\n]+")]
#[logos(skip(r"(//|#)[^\n]*", allow_greedy = true))]
pub(crate) enum Token<'s> {
    #[token("fn")]
    Fn,
    #[token("let")]
    Let,
    #[token("if")]
    If,
    #[token("else")]
    Else,
    #[token("while")]
    While,
    #[token("return")]
    Return,
    #[token("emit")]
    Emit,
    #[token("true")]
    True,
    #[token("false")]
    False,
    #[token("and")]
    And,
    #[token("or")]
    Or,
    #[token("not")]
    Not,
    #[token("(")]
    OpenParen,
    #[token(")")]
    CloseParen,
    #[token("{")]
    OpenBrace,
    #[token("}")]
    CloseBrace,
    #[token("[")]
    OpenBracket,
    #[token("]")]
    CloseBracket,
    #[token(",")]
    Comma,
    #[token(";")]
    Semicolon,
    #[token(":")]
    Colon,
    #[token("->")]
    Arrow,
    #[token("=")]
    Assign,
    #[token("==")]
    Eq,
    #[token("!=")]
    Ne,
    #[token("<")]
    Lt,
    #[token("<=")]
    Le,
    #[token(">")]
    Gt,
    #[token(">=")]
    Ge,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    /// A name, or that of an operation, which has dots in it.
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")]
    Name(&'s str),
    #[regex("[0-9]+", int)]
    Int(i64),
    #[regex(r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+|[0-9]+\.[0-9]+", float)]
    Float(f64),
    #[regex(r#""([^"\\\n]|\\[^\n])*""#, string)]
    #[regex(r#""([^"\\\n]|\\[^\n])*\\?"#, |_| Err(LexError::Unterminated))]
    Str(Vec<u8>),
}

/// Why a piece of text is no token.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum LexError {
    #[default]
    Unknown,
    IntTooLarge,
    FloatTooLarge,
    Unterminated,
    Escape(Span),
}

/// The tokens of a text, each with its place.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, Vec<Diagnostic>> {
    let mut tokens = Vec::new();
    let mut diagnostics = Vec::new();
    for (token, span) in Token::lexer(text).spanned() {
        match token {
            Ok(token) => tokens.push((token, span)),
            Err(error) => diagnostics.push(error.diagnostic(&text[span.clone()], &span)),
        }
    }
    if diagnostics.is_empty() {
        Ok(tokens)
    } else {
        Err(diagnostics)
    }
}

impl LexError {
    fn diagnostic(self, text: &str, span: &Span) -> Diagnostic {
        match self {
            LexError::Unknown => Diagnostic::new(
                span,
                format!("`{}` has no meaning here", text.escape_debug()),
            ),
            LexError::IntTooLarge => Diagnostic::new(span, "integer literal too large")
                .label(format!("an int is at most {}", i64::MAX)),
            LexError::FloatTooLarge => Diagnostic::new(span, "float literal too large")
                .label(format!("a float is at most {:e}", f64::MAX)),
            LexError::Unterminated => Diagnostic::new(span, "string without an end")
                .label("no `\"` before the end of the line"),
            LexError::Escape(span) => Diagnostic::new(&span, "unknown escape in a string")
                .help(r#"the escapes are \n \t \0 \\ \" and \xNN"#),
        }
    }
}

fn int<'s>(lexer: &Lexer<'s, Token<'s>>) -> Result<i64, LexError> {
    // Digits alone: the only error is that they are too many.
    lexer.slice().parse().map_err(|_| LexError::IntTooLarge)
}

fn float<'s>(lexer: &Lexer<'s, Token<'s>>) -> Result<f64, LexError> {
    let value = lexer.slice().parse().unwrap_or(f64::INFINITY);
    if f64::is_finite(value) {
        Ok(value)
    } else {
        Err(LexError::FloatTooLarge)
    }
}

fn string<'s>(lexer: &Lexer<'s, Token<'s>>) -> Result<Vec<u8>, LexError> {
    let quoted = lexer.slice();
    let mut rest = &quoted[1..quoted.len() - 1];
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some(backslash) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..backslash]);
        rest = &rest[backslash..];
        let Some((byte, length)) = escape(rest) else {
            let start = lexer.span().end - 1 - rest.len();
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            return Err(LexError::Escape(start..start + length));
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// The byte that the escape at the start of `text` stands for, and the length of the escape.
fn escape(text: &str) -> Option<(u8, usize)> {
    let byte = match text.as_bytes()[1] {
        b'n' => b'\n',
        b't' => b'\t',
        b'0' => 0,
        b'\\' => b'\\',
        b'"' => b'"',
        b'x' => {
            let digits = text.get(2..4).filter(|digits| !digits.starts_with('+'))?;
            return Some((u8::from_str_radix(digits, 16).ok()?, 4));
        }
        _ => return None,
    };
    Some((byte, 2))
}
