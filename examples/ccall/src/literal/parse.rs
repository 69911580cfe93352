//! From text to a [`Literal`].

use core::fmt;

use super::{Designator, Item, Literal, escape, number};

/// What is no argument, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    text: String,
    at: usize,
    message: String,
}

impl SyntaxError {
    /// The byte at which it is wrong.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.at
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SyntaxError { text, at, message } = self;
        let shown: String = text.chars().take(SHOWN).collect();
        let dots = if shown.len() < text.len() { ".." } else { "" };
        write!(f, "`{shown}{dots}`: {message}")?;
        match *at {
            0 => Ok(()),
            at if at >= text.len() => f.write_str(" at the end"),
            at => write!(f, " at byte {}", at + 1),
        }
    }
}

impl core::error::Error for SyntaxError {}

/// So much of a text is shown.
const SHOWN: usize = 100;

/// How deep values may lie in values.
const MAX_NESTING: u32 = 100;

impl Literal {
    /// Reads an argument: all of the text.
    ///
    /// # Errors
    /// The text is no argument.
    pub fn parse(text: &[u8]) -> Result<Literal, SyntaxError> {
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
        };
        let literal = parser.value().and_then(|literal| {
            parser.blanks();
            match parser.rest() {
                [] => Ok(literal),
                _ => Err("nothing can stand".to_owned()),
            }
        });
        literal.map_err(|message| SyntaxError {
            text: String::from_utf8_lossy(text).into_owned(),
            at: parser.at.min(text.len()),
            message,
        })
    }
}

/// Reads, and stays where it could not.
struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    depth: u32,
}

type Parsed<T> = Result<T, String>;

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t [u8] {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        self.blanks();
        self.rest().first().copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Parsed<()> {
        match self.eat(byte) {
            true => Ok(()),
            false => Err(format!("`{}` is missing", char::from(byte))),
        }
    }

    fn value(&mut self) -> Parsed<Literal> {
        if self.depth == MAX_NESTING {
            return Err(format!("values lie in values more than {MAX_NESTING} deep"));
        }
        self.depth += 1;
        let value = self.value_inside();
        self.depth -= 1;
        value
    }

    fn value_inside(&mut self) -> Parsed<Literal> {
        match self.peek() {
            None => Err("a value is missing".to_owned()),
            Some(b'"') => self.text(),
            Some(b'\'') => self.character(),
            Some(b'[') => Ok(Literal::Array(self.items(b']')?)),
            Some(b'{') => Ok(Literal::Braces(self.items(b'}')?)),
            Some(b'(') => self.cast(),
            Some(b'&') => {
                self.at += 1;
                Ok(Literal::Reference(Box::new(self.value()?)))
            }
            Some(b'0'..=b'9' | b'.' | b'+' | b'-') => self.number(),
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => self.word(),
            Some(_) => Err("this is no value".to_owned()),
        }
    }

    fn number(&mut self) -> Parsed<Literal> {
        let length = number::length(self.rest());
        let more = match self.rest().get(length) {
            Some(b'+' | b'-') => number::length(&self.rest()[length..]),
            _ => 0,
        };
        let text = &self.rest()[..length + more];
        let text = core::str::from_utf8(text).map_err(|_| "this is no number")?;
        let literal = number::number(text)?;
        self.at += text.len();
        Ok(literal)
    }

    fn word(&mut self) -> Parsed<Literal> {
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let length = self.rest().iter().take_while(is_part).count();
        let word = String::from_utf8_lossy(&self.rest()[..length]).into_owned();
        if number::is_word_of_number(word.strip_suffix('i').unwrap_or(&word)) {
            return self.number();
        }
        self.at += length;
        Ok(match &*word {
            "null" | "NULL" => Literal::Null,
            "true" => Literal::Bool(true),
            "false" => Literal::Bool(false),
            _ => Literal::Name(word),
        })
    }

    fn items(&mut self, close: u8) -> Parsed<Vec<Item>> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.item()?);
            if !self.eat(b',') {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }

    fn item(&mut self) -> Parsed<Item> {
        let mut designators = Vec::new();
        while let Some(designator) = self.designator()? {
            designators.push(designator);
        }
        if !designators.is_empty() {
            self.expect(b'=')?;
        }
        let value = self.value()?;
        Ok(Item { designators, value })
    }

    /// `.name`, or `[3]` if more of a designator follows: otherwise it is an array.
    fn designator(&mut self) -> Parsed<Option<Designator>> {
        match (self.peek(), self.rest()) {
            (Some(b'.'), [_, next, ..]) if !next.is_ascii_digit() => {
                self.at += 1;
                self.blanks();
                match self.word()? {
                    Literal::Name(name) => Ok(Some(Designator::Member(name))),
                    _ => Err("the name of a member is missing".to_owned()),
                }
            }
            (Some(b'['), _) => Ok(self.index()),
            _ => Ok(None),
        }
    }

    fn index(&mut self) -> Option<Designator> {
        let start = self.at;
        self.at += 1;
        self.blanks();
        let length = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let index = core::str::from_utf8(&self.rest()[..length]).ok();
        let index = index.and_then(|index| index.parse().ok());
        self.at += length;
        let is_closed = self.eat(b']');
        let is_followed = matches!(self.peek(), Some(b'=' | b'[' | b'.'));
        match index {
            Some(index) if is_closed && is_followed => Some(Designator::Index(index)),
            _ => {
                self.at = start;
                None
            }
        }
    }

    fn cast(&mut self) -> Parsed<Literal> {
        let mut depth = 0_u32;
        let close = self.rest().iter().position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(close) = close else {
            self.at = self.text.len();
            return Err("`)` is missing".to_owned());
        };
        let ty = core::str::from_utf8(&self.rest()[1..close]);
        let ty = ty.map_err(|_| "this is no type")?.trim();
        if ty.is_empty() {
            return Err("a type is missing".to_owned());
        }
        self.at += close + 1;
        let value = self.value()?;
        Ok(Literal::Cast(ty.to_owned(), Box::new(value)))
    }

    fn text(&mut self) -> Parsed<Literal> {
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            match self.rest() {
                [] => return Err("`\"` is missing".to_owned()),
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(Literal::Text(bytes));
                }
                [b'\\', rest @ ..] => {
                    let (code, is_character, length) = escape::escape(rest)?;
                    self.at += 1 + length;
                    push(&mut bytes, code, is_character);
                }
                [byte, ..] => {
                    bytes.push(*byte);
                    self.at += 1;
                }
            }
        }
    }

    fn character(&mut self) -> Parsed<Literal> {
        let (code, length) = match &self.rest()[1..] {
            [] | [b'\'', ..] => return Err("a character is missing".to_owned()),
            [b'\\', rest @ ..] => {
                let (code, _, length) = escape::escape(rest)?;
                (code, length + 1)
            }
            rest => first_character(rest),
        };
        if self.rest().get(1 + length) != Some(&b'\'') {
            return Err("a character is one letter between two `'`".to_owned());
        }
        self.at += length + 2;
        Ok(Literal::Character(code))
    }
}

fn push(bytes: &mut Vec<u8>, code: u32, is_character: bool) {
    match (u8::try_from(code), char::from_u32(code)) {
        (Ok(byte), _) if !is_character => bytes.push(byte),
        (_, Some(character)) => {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ => {}
    }
}

/// The code of the first character, or byte if it is none, and its length.
fn first_character(text: &[u8]) -> (u32, usize) {
    let start = &text[..text.len().min(4)];
    let valid = match core::str::from_utf8(start) {
        Ok(valid) => valid,
        Err(error) => core::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default(),
    };
    match valid.chars().next() {
        Some(character) => (character.into(), character.len_utf8()),
        None => (u32::from(text[0]), 1),
    }
}
