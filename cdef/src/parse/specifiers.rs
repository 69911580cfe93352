//! Declaration specifiers: `extern const unsigned long`.

use lltype::{Qualifiers, Scalar};

use super::attribute::{Attributes, Mode, is_attribute};
use super::{Failed, Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::scope::{DeclKind, Keyword, Ordinary};
use crate::token::{Span, Tok, Token};
use crate::types::{Node, Qualified, TypeId};
use crate::{ErrorKind, builtin};

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

/// The words of a type that is made of several, as far as they are read.
#[derive(Debug, Clone, Copy, Default)]
struct Words {
    base: Option<Tok>,
    longs: u8,
    short: bool,
    signed: Option<bool>,
    complex: bool,
    /// Where `_Complex` and the first word stand.
    span: Option<Span>,
    complex_span: Option<Span>,
}

impl Words {
    fn is_empty(&self) -> bool {
        self.span.is_none()
    }

    /// With another word; `None` if they make no type together.
    fn with(mut self, tok: Tok, span: Span) -> Option<Self> {
        let fresh = match tok {
            Tok::Short => !core::mem::replace(&mut self.short, true),
            Tok::Long => {
                self.longs += 1;
                self.longs <= 2
            }
            Tok::Signed => self.signed.replace(true).is_none(),
            Tok::Unsigned => self.signed.replace(false).is_none(),
            Tok::Complex => {
                self.complex_span = Some(span);
                !core::mem::replace(&mut self.complex, true)
            }
            base => self.base.replace(base).is_none(),
        };
        self.span = self.span.or(Some(span));
        (fresh && self.is_possible()).then_some(self)
    }

    fn is_possible(&self) -> bool {
        let width = !(self.short && self.longs > 0);
        match self.base {
            None | Some(Tok::Int) => width,
            Some(Tok::Char8) => !self.short && self.longs == 0,
            Some(Tok::Double) => !self.short && self.longs <= 1 && self.signed.is_none(),
            Some(Tok::Int128 | Tok::Int8Ms | Tok::Int16Ms | Tok::Int32Ms | Tok::Int64Ms) => {
                !self.short && self.longs == 0
            }
            Some(_) => !self.short && self.longs == 0 && self.signed.is_none(),
        }
    }

    /// The number that the words mean; `None` if there is none such.
    fn scalar(&self, long_double_is_double: bool) -> Option<Scalar> {
        let unsigned = self.signed == Some(false);
        let pick = |signed, other| if unsigned { other } else { signed };
        let real = match self.base {
            Some(Tok::Char8) => match self.signed {
                None => Scalar::Char,
                Some(true) => Scalar::SChar,
                Some(false) => Scalar::UChar,
            },
            Some(Tok::Double) if self.longs == 1 => Scalar::LongDouble,
            Some(Tok::Double) => Scalar::Double,
            Some(Tok::Float) => Scalar::Float,
            Some(Tok::Bool) => Scalar::Bool,
            Some(Tok::Int128) => pick(Scalar::Int128, Scalar::UInt128),
            Some(Tok::UInt128) => Scalar::UInt128,
            Some(Tok::Int8Ms) if self.signed.is_none() => Scalar::Char,
            Some(Tok::Int8Ms) => pick(Scalar::SChar, Scalar::UChar),
            Some(Tok::Int16Ms) => pick(Scalar::Short, Scalar::UShort),
            Some(Tok::Int32Ms) => pick(Scalar::Int, Scalar::UInt),
            Some(Tok::Int64Ms) => pick(Scalar::LongLong, Scalar::ULongLong),
            Some(Tok::Float16) => Scalar::Float16,
            Some(Tok::BFloat16) => Scalar::BFloat16,
            Some(Tok::Float128) => Scalar::Float128,
            Some(Tok::Float32) => Scalar::Float,
            Some(Tok::Float64 | Tok::Float32x) => Scalar::Double,
            Some(Tok::Float64x) if long_double_is_double => Scalar::Float128,
            Some(Tok::Float64x) => Scalar::LongDouble,
            None if self.complex && self.longs == 1 && self.signed.is_none() => Scalar::LongDouble,
            None if self.complex && self.longs == 0 && !self.short && self.signed.is_none() => {
                Scalar::Double
            }
            None | Some(Tok::Int) => match (self.short, self.longs) {
                (true, _) => pick(Scalar::Short, Scalar::UShort),
                (_, 0) => pick(Scalar::Int, Scalar::UInt),
                (_, 1) => pick(Scalar::Long, Scalar::ULong),
                _ => pick(Scalar::LongLong, Scalar::ULongLong),
            },
            Some(_) => return None,
        };
        match (self.complex, real) {
            (false, real) => Some(real),
            (true, Scalar::Float) => Some(Scalar::FloatComplex),
            (true, Scalar::Double) => Some(Scalar::DoubleComplex),
            (true, Scalar::LongDouble) => Some(Scalar::LongDoubleComplex),
            (true, Scalar::Float128) => Some(Scalar::Float128Complex),
            (true, Scalar::Float16) => Some(Scalar::Float16Complex),
            (true, _) => None,
        }
    }
}

/// What is read of specifiers so far.
struct Reading {
    specifiers: Specifiers,
    words: Words,
    /// A type that is not made of words: a tag, a typedef, `typeof`.
    other: Option<Qualified>,
    place: Place,
    span: Span,
}

impl Reading {
    fn has_type(&self) -> bool {
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
            place,
            span,
        };
        while self.specifier(&mut reading)? {}
        self.finish_specifiers(reading)
    }

    /// Reads one specifier; `false` if there is none.
    fn specifier(&mut self, reading: &mut Reading) -> Parsed<bool> {
        let token = self.token();
        match token.tok {
            Tok::Name => return self.name_specifier(token, reading),
            Tok::Struct | Tok::Union | Tok::Enum => {
                self.refuse_second(token, reading)?;
                reading.specifiers.names_tag = true;
                let ty = match token.tok {
                    Tok::Enum => self.enumeration()?,
                    Tok::Union => self.record(Keyword::Union)?,
                    _ => self.record(Keyword::Struct)?,
                };
                reading.other = Some(ty.into());
            }
            Tok::Typeof => {
                self.refuse_second(token, reading)?;
                reading.other = Some(self.type_of()?);
            }
            Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic => {
                self.bump();
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

    fn word(&mut self, token: Token, reading: &mut Reading) -> Parsed<()> {
        let with = match reading.other {
            Some(_) => None,
            None => reading.words.with(token.tok, token.span()),
        };
        if let Some(words) = with {
            self.bump();
            reading.words = words;
            return Ok(());
        }
        let text = self.text_of(token).to_owned();
        let is_name = reading.specifiers.storage == Some(Storage::Typedef)
            && matches!(self.nth(1).tok, Tok::Semicolon | Tok::Comma);
        if is_name {
            let message = format!("`{text}` is a word of C's own, and no name for a type");
            return Err(self.error(ErrorKind::Syntax, token.span(), message));
        }
        let message = format!("`{text}` makes no type with the words before it");
        Err(self.error(ErrorKind::BadSpecifiers, token.span(), message))
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
        // What is declared with it is known; its type is not.
        reading.other = Some(TypeId::ERROR.into());
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

    /// Tells that a name is no type, and which type has almost this name.
    pub(super) fn unknown_type(&mut self, token: Token) -> Failed {
        let text = self.text_of(token).to_owned();
        let declared = token.name.and_then(|name| self.unit.find(name));
        let tag = token.name.and_then(|name| self.unit.tag(name));
        let help = match (declared, tag) {
            (_, Some(tag)) => Some(format!(
                "there is `{keyword} {text}`: write `{keyword}` before it",
                keyword = tag.keyword.text()
            )),
            (Some((_, decl)), _) if decl.kind != DeclKind::Typedef => {
                Some(format!("`{text}` is declared, but not as a type"))
            }
            _ if builtin::needs_unicode(&text, &self.unit.types.target) => {
                Some("say whether it is wide: `CdefBuilder::unicode`".to_owned())
            }
            _ => self
                .similar_type(&text)
                .map(|name| format!("did you mean `{name}`?")),
        };
        let message = format!("unknown type `{text}`");
        let error = Diagnostic::new(ErrorKind::UnknownType, self.place(token.span()), message);
        self.tell(error.help(help))
    }

    fn similar_type(&self, text: &str) -> Option<String> {
        const WORDS: [&str; 9] = [
            "unsigned", "signed", "double", "struct", "union", "typedef", "extern", "static",
            "const",
        ];
        let declared = self.unit.decls().iter().chain(self.unit.base_decls());
        let typedefs = declared.filter(|decl| decl.kind == DeclKind::Typedef);
        let typedefs = typedefs.map(|decl| self.unit.names.text(decl.name));
        let defaults = builtin::names(&self.unit.types.target);
        let known = super::similar(text, typedefs);
        known.or_else(|| super::similar(text, defaults.chain(WORDS)))
    }

    /// The type that a name means, if it means one.
    pub(super) fn type_named(&mut self, name: crate::names::Name) -> Option<Qualified> {
        match self.unit.ordinary(name) {
            Some(Ordinary::Decl(id)) => {
                let decl = self.unit.decl(id);
                (decl.kind == DeclKind::Typedef).then_some(decl.ty)
            }
            Some(Ordinary::Default(ty)) => Some(ty),
            Some(Ordinary::Poisoned) => None,
            None => {
                let ty = builtin::default_type(self.unit, name, self.options)?;
                self.unit.set_ordinary(name, Ordinary::Default(ty));
                Some(ty)
            }
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
        // They are the type's now.
        specifiers.attributes.vector = None;
        specifiers.attributes.mode = None;
        Ok(specifiers)
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

    fn word_type(&mut self, words: &Words) -> Parsed<TypeId> {
        if words.base == Some(Tok::Void) {
            return Ok(TypeId::VOID);
        }
        let long_double = self.unit.types.target.long_double;
        let is_double = long_double.format == lltype::FloatFormat::Binary64
            || long_double.format == lltype::FloatFormat::DoubleDouble;
        let span = words
            .complex_span
            .or(words.span)
            .unwrap_or(self.token().span());
        match words.scalar(is_double) {
            Some(scalar) if scalar.exists(&self.unit.types.target) => Ok(scalar.into()),
            Some(scalar) => {
                let target = self.unit.types.target.name;
                let message = format!("there is no `{scalar}` on {target}");
                Err(self.error(ErrorKind::UnsupportedType, span, message))
            }
            None => {
                let message = match words.complex {
                    true => "complex numbers are of `float`, `double` or `long double`",
                    false => "this type is not known here",
                };
                Err(self.error(ErrorKind::UnsupportedType, span, message))
            }
        }
    }

    /// A number as attributes change it: into a vector, or into one of another size.
    pub(super) fn apply_numbers(
        &mut self,
        mut ty: TypeId,
        attributes: &Attributes,
    ) -> Parsed<TypeId> {
        if let Some((mode, span)) = attributes.mode {
            ty = self.in_mode(ty, mode, span)?;
        }
        let Some((bytes, span)) = attributes.vector else {
            return Ok(ty);
        };
        match self.unit.types.kind(ty) {
            Node::Error => Ok(ty),
            Node::Scalar(item) => {
                let size = item.size(&self.unit.types.target) as u64;
                match u32::try_from(bytes / size) {
                    Ok(lanes) if lanes > 0 && bytes % size == 0 => {
                        Ok(self.unit.types.vector(lltype::VectorDesc { item, lanes }))
                    }
                    _ => {
                        let message = format!("{bytes} bytes are no vector of `{item}`");
                        Err(self.error(ErrorKind::BadConstant, span, message))
                    }
                }
            }
            // `vector_size` behind a pointer, an array or a function is of what they are made of.
            _ => {
                let message = "a vector is of numbers";
                Err(self.error(ErrorKind::UnsupportedType, span, message))
            }
        }
    }

    fn in_mode(&mut self, ty: TypeId, mode: Mode, span: Span) -> Parsed<TypeId> {
        let scalar = match self.unit.types.kind(ty) {
            Node::Error => return Ok(ty),
            Node::Scalar(scalar) => Some(scalar),
            Node::Enum(id) => self.unit.types.enum_base(id),
            _ => None,
        };
        let Some(scalar) = scalar else {
            let message = "`mode` is for numbers";
            return Err(self.error(ErrorKind::UnsupportedType, span, message));
        };
        let signed = scalar.class(&self.unit.types.target) == lltype::Class::Signed
            || scalar == Scalar::Char;
        let pick = |signed_type, other| if signed { signed_type } else { other };
        let long = u64::from(self.unit.types.target.long);
        let scalar = match mode {
            Mode::Float(scalar) | Mode::Complex(scalar) => scalar,
            Mode::Integer(1) => pick(Scalar::SChar, Scalar::UChar),
            Mode::Integer(2) => pick(Scalar::Short, Scalar::UShort),
            Mode::Integer(4) => pick(Scalar::Int, Scalar::UInt),
            Mode::Integer(16) => pick(Scalar::Int128, Scalar::UInt128),
            Mode::Integer(size) if size == long => pick(Scalar::Long, Scalar::ULong),
            Mode::Integer(_) => pick(Scalar::LongLong, Scalar::ULongLong),
        };
        Ok(scalar.into())
    }

    /// `(type)`.
    pub(super) fn parenthesized_type(&mut self) -> Parsed<Qualified> {
        self.expect(Tok::OpenParen)?;
        let ty = self.nested(Self::type_name)?;
        self.expect(Tok::CloseParen)?;
        Ok(ty)
    }

    /// `typeof (type)` or `typeof (expression)`.
    fn type_of(&mut self) -> Parsed<Qualified> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let ty = match self.begins_type() {
            true => self.nested(Self::type_name)?,
            false => self.nested(Self::type_of_expression)?.into(),
        };
        self.expect(Tok::CloseParen)?;
        Ok(ty)
    }

    /// `_Alignas(16)` or `_Alignas(double)`, from behind its word on; `_Alignas(0)` says nothing.
    fn alignas(&mut self) -> Parsed<Option<u32>> {
        self.expect(Tok::OpenParen)?;
        let start = self.token().span();
        let align = match self.begins_type() {
            true => {
                let ty = self.nested(Self::type_name)?.ty;
                let layout = self.layout_of(ty, start)?;
                u32::try_from(layout.align).ok()
            }
            false
                if self.peek() == Tok::Number
                    && self.text_of(self.token()) == "0"
                    && self.nth(1).tok == Tok::CloseParen =>
            {
                self.bump();
                None
            }
            false => Some(self.nested(Self::alignment)?),
        };
        self.expect(Tok::CloseParen)?;
        Ok(align)
    }

    /// Whether the next token begins a type.
    pub(super) fn begins_type(&mut self) -> bool {
        let token = self.token();
        match token.tok {
            Tok::Name => token.name.is_some_and(|name| {
                let poisoned = matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned));
                self.type_named(name).is_some() || poisoned
            }),
            Tok::Struct | Tok::Union | Tok::Enum | Tok::Typeof => true,
            Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Atomic => true,
            tok => is_word(tok) || is_attribute(tok),
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

/// Whether a token is a word that types are made of.
fn is_word(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Void
            | Tok::Char8
            | Tok::Short
            | Tok::Int
            | Tok::Long
            | Tok::Float
            | Tok::Double
            | Tok::Signed
            | Tok::Unsigned
            | Tok::Bool
            | Tok::Complex
            | Tok::Imaginary
            | Tok::Int128
            | Tok::UInt128
            | Tok::Float16
            | Tok::BFloat16
            | Tok::Float32
            | Tok::Float64
            | Tok::Float32x
            | Tok::Float64x
            | Tok::Float128
            | Tok::Decimal
            | Tok::Int8Ms
            | Tok::Int16Ms
            | Tok::Int32Ms
            | Tok::Int64Ms
    )
}
