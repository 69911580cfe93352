//! What expressions are made of: numbers, characters, strings, names.

use lltype::Scalar;

use super::expression::is_operator;
use super::operand::{Operand, Value};
use super::{Failed, Parsed, Parser};
use crate::constant::{BadNumber, Integer, Number};
use crate::limits::MAX_HINTS;
use crate::names::Name;
use crate::scope::{DeclKind, Ordinary, Value as Declared};
use crate::token::{Tok, Token};
use crate::types::Length;
use crate::{Diagnostic, ErrorKind};

impl Parser<'_, '_, '_> {
    pub(super) fn primary(&mut self) -> Parsed<Operand> {
        let token = self.token();
        match token.tok {
            Tok::Number => {
                let number = self.number(token)?;
                self.bump();
                Ok(match number {
                    Number::Integer(integer) => self.known(integer),
                    Number::Float(value, ty) => {
                        Operand::new(ty.into(), Value::Float(self.rounded(value, ty.into())))
                    }
                })
            }
            Tok::Char => self.character(token),
            Tok::Str => self.string(token),
            Tok::OpenParen if self.nth(1).tok == Tok::OpenBrace => {
                self.bump();
                let message = "a block in parentheses has no value here";
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
            Tok::OpenParen => {
                self.bump();
                let operand = self.nested(Self::conditional)?;
                self.expect(Tok::CloseParen)?;
                Ok(operand)
            }
            Tok::Name => self.named(token),
            Tok::Offsetof => self.builtin_offsetof(),
            Tok::Generic => self.generic(),
            Tok::TypesCompatible => self.types_compatible(),
            Tok::ChooseExpr => self.choose_expr(),
            Tok::ConstantP => self.constant_p(),
            Tok::Bad => Err(Failed),
            _ => {
                let found = self.found(token);
                let message = format!("expected a constant, found {found}");
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
        }
    }

    pub(super) fn number(&mut self, token: Token) -> Parsed<Number> {
        let text = self.text_of(token);
        let number = self.integers().number(text);
        let text = text.to_owned();
        number.map_err(|bad| match bad {
            BadNumber::Malformed => {
                let message = format!("`{text}` is no number of C");
                self.error(ErrorKind::BadConstant, token.span(), message)
            }
            BadNumber::TooLarge => {
                let message = format!("`{text}` is larger than 2^64, the end of C's integers");
                self.error(ErrorKind::NumberTooLarge, token.span(), message)
            }
        })
    }

    /// A name: a constant, or something whose type alone is known.
    fn named(&mut self, token: Token) -> Parsed<Operand> {
        let Some(name) = token.name else {
            return Err(Failed);
        };
        self.check_macro(name, token)?;
        let found = self.unit.find(name).map(|(_, decl)| (decl.kind, decl.ty));
        match found {
            Some((DeclKind::Value(value), ty)) => {
                self.bump();
                let value = self.declared_value(value, token)?;
                Ok(Operand::new(ty.ty, value))
            }
            Some((DeclKind::Typedef, _)) => {
                let found = self.found(token);
                let message = format!("{found} is a type, and no constant");
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
            Some((_, ty)) => {
                self.bump();
                Ok(Operand::qualified(ty, Value::Unknown))
            }
            None if matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned)) => {
                self.bump();
                Err(Failed)
            }
            None => Err(self.unknown_constant(token)),
        }
    }

    fn declared_value(&mut self, value: Declared, token: Token) -> Parsed<Value> {
        match value {
            Declared::Int(value) => Ok(Value::Int(value)),
            Declared::Float(value) => Ok(Value::Float(value)),
            Declared::Ask if self.unevaluated > 0 => Ok(Value::Unknown),
            Declared::Ask => {
                let text = self.text_of(token);
                let message = format!(
                    "the value of `{text}` is left to the compiler (`...`), which was not asked"
                );
                Err(self.error(ErrorKind::NeedsCompiler, token.span(), message))
            }
            Declared::Error => Err(Failed),
        }
    }

    /// A macro is a value here. Of one without parentheses, the preprocessor would put the text between the
    /// operators around it, and C would read another expression.
    fn check_macro(&mut self, name: Name, token: Token) -> Parsed<()> {
        let is_open = self.unit.find(name).is_some_and(|(_, decl)| decl.is_open);
        let before = self.at.checked_sub(1).map(|at| self.tokens[at].tok);
        let is_body = self.is_define && self.at == 1;
        let begins = is_body || before.is_none_or(begins_expression);
        let stands_alone = begins && !is_operator(self.nth(1).tok);
        if !is_open || stands_alone {
            return Ok(());
        }
        let text = self.unit.names.text(name);
        let message =
            format!("`{text}` is an operation without parentheses, and stands among operators");
        let error = Diagnostic::new(ErrorKind::BadConstant, self.place(token.span()), message);
        let help = format!("write `#define {text} (..)`");
        Err(self.tell(error.help(Some(help))))
    }

    fn unknown_constant(&mut self, token: Token) -> Failed {
        let text = self.text_of(token).to_owned();
        let decls = self.unit.decls().iter().chain(self.unit.base_decls());
        let constants = decls.filter(|decl| matches!(decl.kind, DeclKind::Value(_)));
        let names = constants.map(|decl| self.unit.names.text(decl.name));
        let help = match self.told.errors.len() > MAX_HINTS {
            true => None,
            false => super::similar(&text, names).map(|name| format!("did you mean `{name}`?")),
        };
        let message = format!("`{text}` is no constant that is known here");
        self.bump();
        let error = Diagnostic::new(ErrorKind::BadConstant, self.place(token.span()), message);
        self.tell(error.help(help))
    }

    /// `'a'`, `'\n'`, `L'a'`.
    fn character(&mut self, token: Token) -> Parsed<Operand> {
        let text = self.text_of(token).to_owned();
        let (prefix, inner) = quoted(&text, '\'');
        let ty = character_type(prefix);
        let units = units(inner).filter(|units| !units.is_empty());
        let Some(units) =
            units.filter(|units| ty != Scalar::Char || units.iter().all(Unit::is_byte))
        else {
            let message = format!("{text} is no character of C");
            return Err(self.error(ErrorKind::BadConstant, token.span(), message));
        };
        self.bump();
        let integers = self.integers();
        if ty != Scalar::Char {
            let value = integers.cut(i128::from(units[units.len() - 1].number()), ty);
            return Ok(self.known(Integer { value, ty }));
        }
        // Several bytes make one number; a single one has the sign that `char` has.
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.bytes()).collect();
        let value = match bytes[..] {
            [byte] => integers.cut(byte.into(), Scalar::Char),
            _ => bytes.iter().fold(0, |value: i128, byte| {
                integers.cut((value << 8) | i128::from(*byte), Scalar::Int)
            }),
        };
        let integer = integers.int(value);
        Ok(self.known(integer))
    }

    /// A string, for its type: strings that follow each other are one.
    fn string(&mut self, token: Token) -> Parsed<Operand> {
        let (mut all, mut ty) = (Vec::new(), Scalar::Char);
        while self.peek() == Tok::Str {
            let text = self.text_of(self.token()).to_owned();
            let (prefix, inner) = quoted(&text, '"');
            if character_type(prefix) != Scalar::Char {
                ty = character_type(prefix);
            }
            all.extend(units(inner).unwrap_or_default());
            self.bump();
        }
        let size = ty.size(&self.unit.types.target);
        let length: usize = all.iter().map(|unit| unit.length(size)).sum();
        let length = Length::Fixed(length as u64 + 1);
        match self.unit.types.array(ty.into(), length) {
            Ok(ty) => Ok(Operand::new(ty, Value::Unknown)),
            Err(_) => Err(self.too_deep(token.span())),
        }
    }
}

/// Whether an expression of its own begins behind a token.
fn begins_expression(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::OpenParen
            | Tok::OpenBracket
            | Tok::OpenBrace
            | Tok::Comma
            | Tok::Assign
            | Tok::Colon
            | Tok::Question
    )
}

/// The prefix of a character or a string, and what is between its quotes.
fn quoted(text: &str, quote: char) -> (&str, &str) {
    let (prefix, rest) = text.split_once(quote).unwrap_or(("", text));
    (prefix, rest.strip_suffix(quote).unwrap_or(rest))
}

/// What a prefix makes of characters.
fn character_type(prefix: &str) -> Scalar {
    match prefix {
        "L" => Scalar::WChar,
        "u" => Scalar::Char16,
        "U" => Scalar::Char32,
        _ => Scalar::Char,
    }
}

/// A character, or a number that is written in its place.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Char(char),
    Number(u32),
}

impl Unit {
    fn number(self) -> u32 {
        match self {
            Unit::Char(c) => u32::from(c),
            Unit::Number(number) => number,
        }
    }

    /// Whether it is a character, or a number that a byte holds.
    fn is_byte(&self) -> bool {
        matches!(self, Unit::Char(_)) || self.number() <= 0xff
    }

    /// In UTF-8; of a number, its lowest byte.
    fn bytes(self) -> Vec<u8> {
        match self {
            Unit::Char(c) => c.to_string().into_bytes(),
            Unit::Number(number) => vec![number.to_le_bytes()[0]],
        }
    }

    /// How many characters of so many bytes it takes.
    fn length(self, size: usize) -> usize {
        match (self, size) {
            (Unit::Char(c), 1) => c.len_utf8(),
            (Unit::Char(c), 2) => c.len_utf16(),
            _ => 1,
        }
    }
}

/// The characters of a quoted text, escapes replaced; `None` if one is not C's.
fn units(text: &str) -> Option<Vec<Unit>> {
    let (mut units, mut chars) = (Vec::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.push(Unit::Char(c));
            continue;
        }
        let escape = chars.next()?;
        let mut digits = |radix: u32, most: usize, first: Option<char>| {
            let mut value = first.and_then(|c| c.to_digit(radix));
            let mut count = usize::from(first.is_some());
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix))
                && count < most
            {
                value = Some(value.unwrap_or(0).wrapping_mul(radix).wrapping_add(digit));
                count += 1;
                chars.next();
            }
            value
        };
        units.push(match escape {
            'n' => Unit::Number(10),
            't' => Unit::Number(9),
            'r' => Unit::Number(13),
            'a' => Unit::Number(7),
            'b' => Unit::Number(8),
            'f' => Unit::Number(12),
            'v' => Unit::Number(11),
            'e' | 'E' => Unit::Number(27),
            '\\' | '\'' | '"' | '?' => Unit::Char(escape),
            '0'..='7' => Unit::Number(digits(8, 3, Some(escape))?),
            'x' => Unit::Number(digits(16, 8, None)?),
            'u' => Unit::Char(char::from_u32(digits(16, 4, None)?)?),
            'U' => Unit::Char(char::from_u32(digits(16, 8, None)?)?),
            // Compilers warn, and leave the backslash out.
            other => Unit::Char(other),
        });
    }
    Some(units)
}
