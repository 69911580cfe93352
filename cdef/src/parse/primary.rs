//! What expressions are made of: numbers, characters, strings, names.

use lltype::Scalar;

use super::operand::{Operand, Value};
use super::{Failed, Parsed, Parser};
use crate::constant::{BadNumber, Integer, Number};
use crate::scope::{DeclKind, Ordinary, Value as Declared};
use crate::token::{Tok, Token};
use crate::{Diagnostic, ErrorKind};

/// The characters of a quoted text, escapes replaced; `None` if one is not C's.
fn units(text: &str) -> Option<Vec<u32>> {
    let (mut units, mut chars) = (Vec::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.push(u32::from(c));
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
            'n' => 10,
            't' => 9,
            'r' => 13,
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'v' => 11,
            'e' | 'E' => 27,
            '\\' | '\'' | '"' | '?' => u32::from(escape),
            '0'..='7' => digits(8, 3, Some(escape))?,
            'x' => digits(16, 8, None)?,
            'u' => digits(16, 4, None)?,
            'U' => digits(16, 8, None)?,
            _ => return None,
        });
    }
    Some(units)
}

/// The bytes of a character in UTF-8; of what is a byte already, itself.
fn encoded(unit: u32) -> Vec<u8> {
    match (u8::try_from(unit), char::from_u32(unit)) {
        (Ok(byte), _) => vec![byte],
        (_, Some(c)) => c.to_string().into_bytes(),
        (_, None) => vec![0],
    }
}

impl Parser<'_, '_, '_> {
    pub(super) fn primary(&mut self) -> Parsed<Operand> {
        let token = self.token();
        match token.tok {
            Tok::Number => {
                let number = self.number(token)?;
                self.bump();
                Ok(match number {
                    Number::Integer(integer) => self.known(integer),
                    Number::Float(value) => Operand {
                        ty: Scalar::Double.into(),
                        value: Value::Float(value),
                    },
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
        let found = self
            .unit
            .find(name)
            .map(|(_, decl)| (decl.kind, decl.ty.ty));
        match found {
            Some((DeclKind::Value(value), ty)) => {
                self.bump();
                let value = match value {
                    Declared::Int(value) => Value::Int(value),
                    Declared::Float(value) => Value::Float(value),
                    Declared::Ask if self.unevaluated == 0 => {
                        let text = self.text_of(token).to_owned();
                        let message = format!(
                            "the value of `{text}` is left to the compiler (`...`), which was not asked"
                        );
                        return Err(self.error(ErrorKind::NeedsCompiler, token.span(), message));
                    }
                    Declared::Ask => Value::Unknown,
                    Declared::Error => return Err(Failed),
                };
                Ok(Operand { ty, value })
            }
            Some((DeclKind::Typedef, _)) => {
                let found = self.found(token);
                let message = format!("{found} is a type, and no constant");
                Err(self.error(ErrorKind::BadConstant, token.span(), message))
            }
            Some((_, ty)) => {
                self.bump();
                Ok(Operand {
                    ty,
                    value: Value::Unknown,
                })
            }
            None if matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned)) => {
                self.bump();
                Err(Failed)
            }
            None => Err(self.unknown_constant(token)),
        }
    }

    fn unknown_constant(&mut self, token: Token) -> Failed {
        let text = self.text_of(token).to_owned();
        let decls = self.unit.decls().iter().chain(self.unit.base_decls());
        let constants = decls.filter(|decl| matches!(decl.kind, DeclKind::Value(_)));
        let names = constants.map(|decl| self.unit.names.text(decl.name));
        let help = super::similar(&text, names).map(|name| format!("did you mean `{name}`?"));
        let message = format!("`{text}` is no constant that is known here");
        self.bump();
        let error = Diagnostic::new(ErrorKind::BadConstant, self.place(token.span()), message);
        self.tell(error.help(help))
    }

    /// `'a'`, `'\n'`, `L'a'`.
    fn character(&mut self, token: Token) -> Parsed<Operand> {
        let text = self.text_of(token).to_owned();
        let quote = text.find('\'').unwrap_or(0);
        let (prefix, quoted) = text.split_at(quote);
        let inner = quoted
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''));
        let Some(units) = inner.and_then(units).filter(|units| !units.is_empty()) else {
            let message = format!("{text} is no character of C");
            return Err(self.error(ErrorKind::BadConstant, token.span(), message));
        };
        self.bump();
        let ty = match prefix {
            "L" => Scalar::WChar,
            "u" => Scalar::Char16,
            "U" => Scalar::Char32,
            _ => Scalar::Char,
        };
        let integers = self.integers();
        if ty != Scalar::Char {
            let value = i128::from(units[units.len() - 1]);
            let value = integers.cut(value, ty);
            return Ok(self.known(Integer { value, ty }));
        }
        // Several bytes make one number; a single one has the sign that `char` has.
        let bytes: Vec<u8> = units.iter().flat_map(|unit| encoded(*unit)).collect();
        let value = match bytes[..] {
            [byte] => integers.cut(byte.into(), Scalar::Char),
            _ => bytes.iter().fold(0, |value: i128, byte| {
                integers.cut((value << 8) | i128::from(*byte), Scalar::Int)
            }),
        };
        let integer = integers.int(value);
        Ok(self.known(integer))
    }

    /// A string, for its size.
    fn string(&mut self, token: Token) -> Parsed<Operand> {
        let mut length = 1;
        while self.peek() == Tok::Str {
            let text = self.text_of(self.token()).to_owned();
            let inner = text
                .split_once('"')
                .and_then(|(_, text)| text.strip_suffix('"'));
            let units = inner.and_then(units).unwrap_or_default();
            length += units
                .iter()
                .map(|unit| encoded(*unit).len() as u64)
                .sum::<u64>();
            self.bump();
        }
        let array = self
            .unit
            .types
            .array(Scalar::Char.into(), crate::types::Length::Fixed(length));
        match array {
            Ok(ty) => Ok(Operand {
                ty,
                value: Value::Unknown,
            }),
            Err(_) => Err(self.too_deep(token.span())),
        }
    }
}
