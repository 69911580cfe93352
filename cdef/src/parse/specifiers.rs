//! Declaration specifiers: `extern const unsigned long`.

use lltype::Qualifiers;

use super::attribute::{Attributes, is_attribute};
use super::words::{Words, is_word};
use super::{Failed, Parsed, Parser};
use crate::ErrorKind;
use crate::scope::{Keyword, Ordinary};
use crate::token::{Span, Tok, Token};
use crate::types::{Qualified, TypeId};

/// What stands before the names of a declaration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Specifiers {
    pub(super) ty: Qualified,
    pub(super) storage: Option<Storage>,
    pub(super) inline: bool,
    pub(super) thread_local: bool,
    pub(super) attributes: Attributes,
    /// `int...`, `float...` or `...`: where the dots are, and what they stand behind.
    pub(super) dots: Option<(Span, Dots)>,
    /// Whether a struct, union or enum is named, so that nothing need be declared with it.
    pub(super) names_tag: bool,
    pub(super) span: Span,
}

/// A storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    Typedef,
    Extern,
    Static,
    Other,
}

/// What `...` stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dots {
    Nothing,
    Integer,
    Float,
}

/// Where specifiers stand: what else may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a text.
    Declaration,
    /// Among the members of a struct.
    Member,
    /// Among the parameters of a function.
    Param,
    /// A type alone: no storage class.
    TypeName,
}

/// What is read of specifiers so far.
pub(super) struct Reading {
    pub(super) specifiers: Specifiers,
    pub(super) words: Words,
    /// A type that is not made of words: a tag, a typedef, `typeof`.
    pub(super) other: Option<Qualified>,
    /// Whether `_Atomic` is among them.
    pub(super) atomic: bool,
    pub(super) place: Place,
    pub(super) span: Span,
}

impl Reading {
    pub(super) fn has_type(&self) -> bool {
        self.other.is_some() || !self.words.is_empty()
    }
}

impl Parser<'_, '_, '_> {
    /// Reads specifiers. One of them is a type, or an error is told.
    pub(super) fn specifiers(&mut self, place: Place) -> Parsed<Specifiers> {
        let span = self.token().span();
        let mut reading = Reading {
            specifiers: Specifiers {
                ty: TypeId::ERROR.into(),
                storage: None,
                inline: false,
                thread_local: false,
                attributes: Attributes::default(),
                dots: None,
                names_tag: false,
                span,
            },
            words: Words::default(),
            other: None,
            atomic: false,
            place,
            span,
        };
        while self.specifier(&mut reading)? {}
        self.finish_specifiers(reading)
    }

    /// Reads one specifier; `false` if there is none.
    fn specifier(&mut self, reading: &mut Reading) -> Parsed<bool> {
        let token = self.token();
        if reading.other.is_some() && self.is_next_declaration() {
            return Ok(false);
        }
        match token.tok {
            Tok::Name => return self.name_specifier(token, reading),
            Tok::Struct | Tok::Union | Tok::Enum => {
                self.refuse_second(token, reading)?;
                reading.specifiers.names_tag = true;
                // To Microsoft's compilers, `__declspec(align(16))` before a struct is the struct's.
                let rules = self.unit.types.target.records;
                let is_declspec = reading.specifiers.attributes.is_declspec;
                let align = match rules == lltype::RecordRules::Microsoft && is_declspec {
                    true => reading.specifiers.attributes.align.take(),
                    false => None,
                };
                let ty = match token.tok {
                    Tok::Enum => self.enumeration()?,
                    Tok::Union => self.record(Keyword::Union, align)?,
                    _ => self.record(Keyword::Struct, align)?,
                };
                reading.other = Some(ty.into());
            }
            Tok::Typeof => {
                self.refuse_second(token, reading)?;
                reading.other = Some(self.type_of()?);
            }
            Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic => {
                self.bump();
                reading.atomic |= token.tok == Tok::Atomic;
                if token.tok == Tok::Atomic && self.peek() == Tok::OpenParen {
                    self.refuse_second(token, reading)?;
                    let ty = self.parenthesized_type()?;
                    reading.other = Some(ty);
                }
                let qualifiers = &mut reading.specifiers.ty.qualifiers;
                *qualifiers = *qualifiers | qualifier(token.tok);
            }
            Tok::Alignas => {
                self.bump();
                let align = self.alignas()?;
                let attributes = &mut reading.specifiers.attributes;
                attributes.align = attributes.align.max(align);
            }
            tok if is_attribute(tok) => {
                if is_convention_first(tok, reading) {
                    return Err(self.expected("a type"));
                }
                self.attributes(&mut reading.specifiers.attributes)?;
            }
            Tok::OpenBracket if self.nth(1).tok == Tok::OpenBracket => {
                self.attributes(&mut reading.specifiers.attributes)?;
            }
            Tok::Ellipsis => return self.dots(token, reading),
            tok if is_word(tok) => self.word(token, reading)?,
            tok if storage(tok).is_some() => self.storage(token, reading)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn storage(&mut self, token: Token, reading: &mut Reading) -> Parsed<()> {
        if matches!(reading.place, Place::TypeName | Place::Member) && token.tok != Tok::Inline {
            return Err(self.expected("a type"));
        }
        self.bump();
        let specifiers = &mut reading.specifiers;
        match token.tok {
            Tok::Inline => specifiers.inline = true,
            Tok::Noreturn => {}
            Tok::ThreadLocal => specifiers.thread_local = true,
            tok => {
                let new = storage(tok);
                match specifiers.storage {
                    None => specifiers.storage = new,
                    old if old == new => {}
                    _ => {
                        let text = self.text_of(token).to_owned();
                        let message =
                            format!("`{text}` does not go with the storage class before it");
                        return Err(self.error(ErrorKind::BadSpecifiers, token.span(), message));
                    }
                }
            }
        }
        Ok(())
    }

    /// A type behind a type.
    fn refuse_second(&mut self, token: Token, reading: &Reading) -> Parsed<()> {
        match reading.has_type() {
            false => Ok(()),
            true => {
                let found = self.found(token);
                let message = format!("{found} stands behind a type, and begins another");
                Err(self.error(ErrorKind::BadSpecifiers, token.span(), message))
            }
        }
    }

    /// A name: a type, if there was none before; then it is the name that is declared.
    fn name_specifier(&mut self, token: Token, reading: &mut Reading) -> Parsed<bool> {
        if reading.has_type() || reading.specifiers.dots.is_some() {
            return Ok(false);
        }
        let Some(name) = token.name else {
            return Ok(false);
        };
        if let Some(ty) = self.type_named(name) {
            self.bump();
            reading.other = Some(ty);
            return Ok(true);
        }
        if matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned)) {
            self.bump();
            reading.other = Some(TypeId::ERROR.into());
            return Ok(true);
        }
        if self.is_declared_without_type(reading.place) {
            return Ok(false);
        }
        self.unknown_type(token);
        self.bump();
        // A word before a type may be a macro; without a type behind it, it was to be one. What is declared
        // is known, anyway.
        if !self.begins_type_word() && storage(self.peek()).is_none() {
            reading.other = Some(TypeId::ERROR.into());
        }
        Ok(true)
    }

    /// Whether the next token is a name that is declared, and its type is missing: `extern x;`.
    fn is_declared_without_type(&self, place: Place) -> bool {
        let is_pointer = |tok| matches!(tok, Tok::Star | Tok::OpenParen);
        match self.nth(1).tok {
            _ if matches!(place, Place::Param | Place::TypeName) => false,
            Tok::OpenParen => !is_pointer(self.nth(2).tok),
            tok => matches!(
                tok,
                Tok::Semicolon | Tok::Comma | Tok::Assign | Tok::OpenBracket | Tok::Colon
            ),
        }
    }

    /// `...`: what stands before it is left to the compiler.
    fn dots(&mut self, token: Token, reading: &mut Reading) -> Parsed<bool> {
        let is_typedef = reading.specifiers.storage == Some(Storage::Typedef);
        let kind = match (reading.words.base, reading.other) {
            (_, Some(_)) => return Ok(false),
            (None, None) if reading.words.is_empty() => Some(Dots::Nothing),
            (Some(Tok::Float), _) => Some(Dots::Float),
            (Some(Tok::Double), _) if reading.words.longs == 0 => Some(Dots::Float),
            (None | Some(Tok::Int | Tok::Char8 | Tok::Int128), _) if !reading.words.complex => {
                Some(Dots::Integer)
            }
            _ => None,
        };
        match kind {
            Some(kind) if is_typedef && reading.place == Place::Declaration => {
                self.bump();
                reading.specifiers.dots = Some((token.span(), kind));
                Ok(false)
            }
            _ if reading.place == Place::Param && kind == Some(Dots::Nothing) => Ok(false),
            _ => {
                let message = "`...` can stand for a whole type here only in a `typedef`: \
                               `typedef ... t;`, `typedef int... t;`, `typedef float... t;`";
                Err(self.error(ErrorKind::BadDotdotdot, token.span(), message))
            }
        }
    }

    fn finish_specifiers(&mut self, reading: Reading) -> Parsed<Specifiers> {
        let mut specifiers = reading.specifiers;
        specifiers.span = self.since(reading.span);
        if specifiers.dots.is_some() {
            return Ok(specifiers);
        }
        let ty: Qualified = match reading.other {
            Some(ty) => ty,
            None if reading.words.is_empty() => return Err(self.missing_type(reading.place)),
            None => self.word_type(&reading.words)?.into(),
        };
        specifiers.ty.ty = ty.ty;
        specifiers.ty.qualifiers = specifiers.ty.qualifiers | ty.qualifiers;
        specifiers.ty.ty = self.apply_numbers(specifiers.ty.ty, &specifiers.attributes)?;
        if reading.atomic {
            self.check_atomic(specifiers.ty.ty, specifiers.span)?;
        }
        // They are the type's now.
        specifiers.attributes.vector = None;
        specifiers.attributes.mode = None;
        Ok(specifiers)
    }

    /// `_Atomic` may make a type larger, or align it otherwise: compilers do not agree on it.
    fn check_atomic(&mut self, ty: TypeId, span: Span) -> Parsed<()> {
        let Ok(layout) = self.unit.types.layout(ty) else {
            return Ok(());
        };
        let is_as_plain = layout.size == layout.align || layout.size > 16;
        if is_as_plain && (layout.size.is_power_of_two() || layout.size > 16) {
            return Ok(());
        }
        let name = self.unit.types.canonical(&self.unit.names, ty, "");
        let message = format!("an `_Atomic` `{name}` is not laid out as a plain one is");
        Err(self.error(ErrorKind::UnsupportedType, span, message))
    }

    fn missing_type(&mut self, place: Place) -> Failed {
        let token = self.token();
        match (token.tok, place) {
            (Tok::Name, _) => {
                let found = self.found(token);
                let message = format!("the type of {found} is missing");
                self.error(ErrorKind::Syntax, token.span(), message)
            }
            (_, Place::Declaration) => self.expected("a declaration"),
            (_, Place::Member) => self.expected("a member"),
            _ => self.expected("a type"),
        }
    }
}

pub(super) fn qualifier(tok: Tok) -> Qualifiers {
    match tok {
        Tok::Const => Qualifiers::CONST,
        Tok::Volatile => Qualifiers::VOLATILE,
        Tok::Restrict => Qualifiers::RESTRICT,
        _ => Qualifiers::NONE,
    }
}

/// A convention before any type is no type: `__stdcall int`.
fn is_convention_first(tok: Tok, reading: &Reading) -> bool {
    super::attribute::is_convention(tok)
        && !reading.has_type()
        && matches!(reading.place, Place::TypeName)
}

fn storage(tok: Tok) -> Option<Storage> {
    match tok {
        Tok::Typedef => Some(Storage::Typedef),
        Tok::Extern => Some(Storage::Extern),
        Tok::Static => Some(Storage::Static),
        Tok::Auto | Tok::Register | Tok::Inline | Tok::Noreturn | Tok::ThreadLocal => {
            Some(Storage::Other)
        }
        _ => None,
    }
}
