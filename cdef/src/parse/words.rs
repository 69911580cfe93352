//! Types that are made of several words: `unsigned long int`.

use lltype::Scalar;

use super::specifiers::{Reading, Storage};
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::token::{Span, Tok, Token};
use crate::types::TypeId;

/// The words of a type that is made of several, as far as they are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    pub(super) base: Option<Tok>,
    pub(super) longs: u8,
    pub(super) short: bool,
    pub(super) signed: Option<bool>,
    pub(super) complex: bool,
    /// Where `_Complex` and the first word stand.
    pub(super) span: Option<Span>,
    pub(super) complex_span: Option<Span>,
}

/// Whether a token is a word that types are made of.
pub(super) fn is_word(tok: Tok) -> bool {
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

impl Words {
    pub(super) fn is_empty(&self) -> bool {
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

impl Parser<'_, '_, '_> {
    pub(super) fn word(&mut self, token: Token, reading: &mut Reading) -> Parsed<()> {
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

    pub(super) fn word_type(&mut self, words: &Words) -> Parsed<TypeId> {
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
}
