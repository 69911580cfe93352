//! `__attribute__((..))`, `__declspec(..)`, `_Alignas(..)`, and the words for conventions.

use lltype::{Convention, Scalar};

use super::{Parsed, Parser};
use crate::token::{Span, Tok};
use crate::{ErrorKind, WarningKind};

/// No compiler aligns to more.
const MAX_ALIGN: i128 = 1 << 28;

/// What attributes say that matters to a declaration.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes {
    pub(super) packed: bool,
    pub(super) align: Option<u32>,
    /// Whether the alignment was asked for by `__declspec(align(..))`.
    pub(super) is_declspec: bool,
    /// The bytes of a vector.
    pub(super) vector: Option<(u64, Span)>,
    pub(super) mode: Option<(Mode, Span)>,
    pub(super) convention: Option<Convention>,
}

/// What `__attribute__((mode(..)))` makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// An integer of so many bytes.
    Integer(u64),
    Float(Scalar),
    Complex(Scalar),
}

impl Attributes {
    pub(super) fn merge(&mut self, other: Attributes) {
        self.packed |= other.packed;
        self.align = self.align.max(other.align);
        self.vector = other.vector.or(self.vector);
        self.mode = other.mode.or(self.mode);
        self.convention = other.convention.or(self.convention);
    }
}

/// Whether a token begins what [`Parser::attributes`] reads.
pub(super) fn is_attribute(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Attribute
            | Tok::Declspec
            | Tok::Extension
            | Tok::Ignored
            | Tok::Cdecl
            | Tok::Stdcall
            | Tok::Fastcall
            | Tok::Thiscall
            | Tok::Vectorcall
    )
}

/// Whether a token is a word for a convention.
pub(super) fn is_convention(tok: Tok) -> bool {
    is_attribute(tok)
        && !matches!(
            tok,
            Tok::Attribute | Tok::Declspec | Tok::Extension | Tok::Ignored
        )
}

impl Parser<'_, '_, '_> {
    /// Reads attributes as long as there are some.
    pub(super) fn attributes(&mut self, into: &mut Attributes) -> Parsed<()> {
        loop {
            match self.peek() {
                Tok::Attribute => self.gnu_attribute(into)?,
                Tok::Declspec => self.declspec(into)?,
                Tok::OpenBracket if self.nth(1).tok == Tok::OpenBracket => {
                    self.standard_attribute(into)?;
                }
                tok if is_convention(tok) => {
                    self.bump();
                    into.convention = Some(self.convention_of(tok));
                }
                tok if is_attribute(tok) => {
                    self.bump();
                }
                _ => return Ok(()),
            }
        }
    }

    fn convention_of(&self, tok: Tok) -> Convention {
        self.convention(match tok {
            Tok::Stdcall => Convention::Stdcall,
            Tok::Fastcall => Convention::Fastcall,
            Tok::Thiscall => Convention::Thiscall,
            Tok::Vectorcall => Convention::Vectorcall,
            _ => Convention::C,
        })
    }

    /// What a convention means on the target.
    fn convention(&self, convention: Convention) -> Convention {
        convention.on(&self.unit.types.target)
    }

    /// `__attribute__((packed, aligned(8)))`.
    fn gnu_attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        self.expect(Tok::OpenParen)?;
        loop {
            match self.peek() {
                Tok::CloseParen => break,
                Tok::Comma => {
                    self.bump();
                }
                _ => self.attribute(into)?,
            }
        }
        self.expect(Tok::CloseParen)?;
        self.expect(Tok::CloseParen)?;
        Ok(())
    }

    /// `[[gnu::packed, deprecated("x")]]`: only GNU's change layouts and calls.
    fn standard_attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        self.bump();
        self.bump();
        while self.peek() != Tok::CloseBracket {
            if self.eat(Tok::Comma) {
                continue;
            }
            let scope = self.token();
            let is_scoped = self.nth(1).tok == Tok::Colon && self.nth(2).tok == Tok::Colon;
            if is_scoped {
                self.go_to(self.at + 3);
            }
            match matches!(self.text_of(scope), "gnu" | "__gnu__") && is_scoped {
                true => self.attribute(into)?,
                false if self.token().name.is_some() => {
                    self.bump();
                    self.skip_arguments()?;
                }
                false => return Err(self.expected("the name of an attribute")),
            }
        }
        self.expect(Tok::CloseBracket)?;
        self.expect(Tok::CloseBracket)?;
        Ok(())
    }

    /// `__declspec(align(8))`: words follow each other without commas.
    fn declspec(&mut self, into: &mut Attributes) -> Parsed<()> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        into.is_declspec = true;
        while !matches!(self.peek(), Tok::CloseParen) {
            if !self.eat(Tok::Comma) {
                self.attribute(into)?;
            }
        }
        self.expect(Tok::CloseParen)?;
        Ok(())
    }

    fn attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        let token = self.token();
        if token.name.is_none() {
            return Err(self.expected("the name of an attribute"));
        }
        self.bump();
        let word = self.text_of(token).to_owned();
        let word = word.trim_start_matches("__").trim_end_matches("__");
        let has_arguments = self.peek() == Tok::OpenParen;
        match word {
            "packed" => into.packed = true,
            "aligned" | "align" if has_arguments => {
                into.align = Some(self.argument(Self::alignment)?);
            }
            "aligned" => into.align = Some(self.biggest_alignment()),
            "vector_size" if has_arguments => {
                into.vector = Some((self.argument(Self::vector_bytes)?, token.span()));
            }
            "mode" if has_arguments => {
                into.mode = Some((self.argument(Self::mode)?, token.span()));
            }
            "cdecl" => into.convention = Some(Convention::C),
            "stdcall" => into.convention = Some(self.convention(Convention::Stdcall)),
            "fastcall" => into.convention = Some(self.convention(Convention::Fastcall)),
            "thiscall" => into.convention = Some(self.convention(Convention::Thiscall)),
            "vectorcall" => into.convention = Some(self.convention(Convention::Vectorcall)),
            "ms_abi" => into.convention = Some(self.convention(Convention::Win64)),
            "sysv_abi" => into.convention = Some(self.convention(Convention::SysV64)),
            "pcs" if has_arguments => {
                let is_base =
                    self.nth(1).tok == Tok::Str && self.text_of(self.nth(1)) == "\"aapcs\"";
                self.skip_balanced()?;
                if is_base {
                    into.convention = Some(self.convention(Convention::Aapcs));
                }
                return Ok(());
            }
            "regparm" if has_arguments => {
                into.convention = Some(self.argument(Self::regparm)?);
            }
            "ms_struct"
            | "gcc_struct"
            | "scalar_storage_order"
            | "ext_vector_type"
            | "sseregparm" => {
                let message = format!(
                    "`{word}` changes how C lays this out or calls it, and is not known here"
                );
                self.warn(WarningKind::AttributeIgnored, token.span(), message);
                self.skip_arguments()?;
            }
            // Most attributes are about code and warnings.
            _ => self.skip_arguments()?,
        }
        Ok(())
    }

    fn skip_arguments(&mut self) -> Parsed<()> {
        match self.peek() {
            Tok::OpenParen => self.skip_balanced(),
            _ => Ok(()),
        }
    }

    /// What stands in the parentheses behind an attribute.
    fn argument<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.expect(Tok::OpenParen)?;
        let value = self.nested(read)?;
        self.expect(Tok::CloseParen)?;
        Ok(value)
    }

    /// An alignment in bytes: a power of two.
    pub(super) fn alignment(&mut self) -> Parsed<u32> {
        let start = self.token().span();
        let value = self.constant()?.value;
        match u32::try_from(value) {
            Ok(bytes) if bytes.is_power_of_two() && value <= MAX_ALIGN => Ok(bytes),
            _ => {
                let message =
                    format!("{value} is no alignment: it is a power of two, at most 2^28");
                Err(self.error(ErrorKind::BadConstant, self.since(start), message))
            }
        }
    }

    /// What `aligned` means without a number.
    fn biggest_alignment(&self) -> u32 {
        let arch = self.unit.types.target.arch();
        match arch.starts_with("arm") || arch == "s390x" {
            true => 8,
            false => 16,
        }
    }

    /// How many arguments are in registers.
    fn regparm(&mut self) -> Parsed<Convention> {
        let start = self.token().span();
        let convention = match self.constant()?.value {
            0 => Convention::C,
            1 => Convention::Regparm1,
            2 => Convention::Regparm2,
            3 => Convention::Regparm3,
            value => {
                let message = format!("`regparm({value})`: at most 3 arguments are in registers");
                return Err(self.error(ErrorKind::BadConstant, self.since(start), message));
            }
        };
        Ok(self.convention(convention))
    }

    fn vector_bytes(&mut self) -> Parsed<u64> {
        let start = self.token().span();
        let value = self.constant()?.value;
        match u64::try_from(value) {
            Ok(bytes) if bytes.is_power_of_two() && bytes <= 1 << 20 => Ok(bytes),
            _ => {
                let message = format!("a vector has a power of two of bytes, not {value}");
                Err(self.error(ErrorKind::BadConstant, self.since(start), message))
            }
        }
    }

    fn mode(&mut self) -> Parsed<Mode> {
        let token = self.token();
        let word = self.text_of(token).to_owned();
        let word = word.trim_start_matches("__").trim_end_matches("__");
        let pointer = u64::from(self.unit.types.target.pointer);
        let mode = match word {
            "QI" | "byte" => Mode::Integer(1),
            "HI" => Mode::Integer(2),
            "SI" => Mode::Integer(4),
            "DI" => Mode::Integer(8),
            "TI" => Mode::Integer(16),
            "word" | "pointer" | "unwind_word" | "libgcc_cmp_return" => Mode::Integer(pointer),
            "HF" => Mode::Float(Scalar::Float16),
            "SF" => Mode::Float(Scalar::Float),
            "DF" => Mode::Float(Scalar::Double),
            "XF" => Mode::Float(Scalar::LongDouble),
            "TF" | "KF" => Mode::Float(Scalar::Float128),
            "SC" => Mode::Complex(Scalar::FloatComplex),
            "DC" => Mode::Complex(Scalar::DoubleComplex),
            "XC" => Mode::Complex(Scalar::LongDoubleComplex),
            "TC" | "KC" => Mode::Complex(Scalar::Float128Complex),
            _ => {
                let message = format!("the mode `{word}` is not known");
                return Err(self.error(ErrorKind::UnsupportedType, token.span(), message));
            }
        };
        self.bump();
        Ok(mode)
    }
}
