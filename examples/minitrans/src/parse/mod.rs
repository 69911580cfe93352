//! Tokens to syntax: recursive descent, one method for each rule.

mod expr;
mod statement;

use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{Function, Name, Param};
use crate::token::Token;
use crate::ty::Type;

/// How deep blocks and expressions may be nested. Every later stage recurses along the tree, and
/// can rely on this. What stands in a row, operands or `else if`s, is a list.
const MAX_DEPTH: usize = 200;

type Result<T> = core::result::Result<T, Diagnostic>;

/// The functions of a program.
pub(crate) fn parse<'s>(
    text: &'s str,
    tokens: &[(Token<'s>, Span)],
) -> core::result::Result<Vec<Function<'s>>, Vec<Diagnostic>> {
    let mut parser = Parser {
        text,
        tokens,
        depth: 0,
    };
    let mut functions = Vec::new();
    let mut diagnostics = Vec::new();
    while parser.peek().is_some() {
        match parser.function() {
            Ok(function) => functions.push(function),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                parser.skip_to_function();
            }
        }
    }
    if diagnostics.is_empty() {
        Ok(functions)
    } else {
        Err(diagnostics)
    }
}

struct Parser<'s, 't> {
    text: &'s str,
    /// Those that are not parsed yet.
    tokens: &'t [(Token<'s>, Span)],
    depth: usize,
}

impl<'s> Parser<'s, '_> {
    fn function(&mut self) -> Result<Function<'s>> {
        self.expect(&Token::Fn, "`fn`")?;
        let name = self.name("the name of the function")?;
        self.expect(&Token::OpenParen, "`(`")?;
        let params = self.list(&Token::CloseParen, "`)`", Self::param)?;
        let result = if self.accept(&Token::Arrow).is_some() {
            self.ty()?
        } else {
            Type::None
        };
        Ok(Function {
            name,
            params,
            result,
            body: self.block()?,
        })
    }

    fn param(&mut self) -> Result<Param<'s>> {
        let name = self.name("the name of a parameter")?;
        self.expect(&Token::Colon, "`:` and a type")?;
        Ok(Param {
            name,
            ty: self.ty()?,
        })
    }

    fn ty(&mut self) -> Result<Type> {
        let name = self.name("a type")?;
        let known = Type::NAMED.into_iter().find(|ty| ty.name() == name.text);
        known.ok_or_else(|| {
            Diagnostic::new(&name.span, format!("unknown type `{}`", name.text))
                .help("the types are int, float, bool and str")
        })
    }

    /// A name without dots; `what` it is to name is for the message.
    fn name(&mut self, what: &str) -> Result<Name<'s>> {
        let Some(&Token::Name(text)) = self.peek() else {
            return Err(self.unexpected(what));
        };
        let span = self.advance();
        if text.contains('.') {
            let message = format!("`{text}` is the name of an operation");
            return Err(Diagnostic::new(&span, message).label(format!("expected {what}")));
        }
        Ok(Name { text, span })
    }

    /// Items with commas between them, up to and with `close`.
    fn list<T>(
        &mut self,
        close: &Token<'_>,
        close_text: &str,
        item: fn(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut items = Vec::new();
        while self.accept(close).is_none() {
            items.push(item(self)?);
            if self.accept(&Token::Comma).is_none() {
                self.expect(close, &format!("`,` or {close_text}"))?;
                break;
            }
        }
        Ok(items)
    }

    fn peek(&self) -> Option<&Token<'s>> {
        self.tokens.first().map(|(token, _)| token)
    }

    /// The place of the next token; behind the last, the end of the text.
    fn here(&self) -> Span {
        match self.tokens.first() {
            Some((_, span)) => span.clone(),
            None => self.text.trim_end().len()..self.text.trim_end().len(),
        }
    }

    /// Goes past the next token, and says where it was.
    fn advance(&mut self) -> Span {
        let span = self.here();
        self.tokens = self.tokens.get(1..).unwrap_or_default();
        span
    }

    /// Goes past the next token if it is `token`.
    fn accept(&mut self, token: &Token<'_>) -> Option<Span> {
        (self.peek() == Some(token)).then(|| self.advance())
    }

    fn expect(&mut self, token: &Token<'_>, what: &str) -> Result<Span> {
        self.accept(token).ok_or_else(|| self.unexpected(what))
    }

    fn unexpected(&self, expected: &str) -> Diagnostic {
        let span = self.here();
        let found = match self.peek() {
            None => "the end of the file".to_owned(),
            Some(Token::Str(_)) => "a string".to_owned(),
            Some(_) => format!("`{}`", &self.text[span.clone()]),
        };
        Diagnostic::new(&span, format!("expected {expected}, found {found}"))
    }

    /// Parses something one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(Diagnostic::new(&self.here(), message)
                .help("put parts of it in variables or functions of their own"));
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// After an error: the next function has errors of its own.
    fn skip_to_function(&mut self) {
        let rest = self.tokens.get(1..).unwrap_or_default();
        let next = rest.iter().position(|(token, _)| *token == Token::Fn);
        self.tokens = next.map_or(&[], |next| &rest[next..]);
    }
}
