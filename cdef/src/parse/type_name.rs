//! Names of types: what they mean, and what is said of those that mean nothing.

use super::attribute::is_attribute;
use super::words::is_word;
use super::{Failed, Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::limits::MAX_HINTS;
use crate::scope::{DeclKind, Ordinary};
use crate::token::{Tok, Token};
use crate::types::Qualified;
use crate::{ErrorKind, builtin};

impl Parser<'_, '_, '_> {
    /// Tells that a name is no type, and which type has almost this name.
    pub(super) fn unknown_type(&mut self, token: Token) -> Failed {
        let text = self.text_of(token).to_owned();
        let declared = token.name.and_then(|name| self.unit.find(name));
        let tag = token.name.and_then(|name| self.unit.tag(name));
        let help = match (declared, tag) {
            _ if matches!(&*text, "class" | "namespace" | "template" | "using" | "std") => {
                Some("this is C++; declarations of C are read here".to_owned())
            }
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
        if self.told.errors.len() > MAX_HINTS {
            return None;
        }
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

    /// Whether the next token begins a type, and is no name.
    pub(super) fn begins_type_word(&mut self) -> bool {
        self.peek() != Tok::Name && self.begins_type()
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

    /// `(type)`.
    pub(super) fn parenthesized_type(&mut self) -> Parsed<Qualified> {
        self.expect(Tok::OpenParen)?;
        let ty = self.nested(Self::type_name)?;
        self.expect(Tok::CloseParen)?;
        Ok(ty)
    }

    /// `typeof (type)` or `typeof (expression)`.
    pub(super) fn type_of(&mut self) -> Parsed<Qualified> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let ty = match self.begins_type() {
            true => self.nested(Self::type_name)?,
            false => self.nested(Self::type_of_expression)?,
        };
        self.expect(Tok::CloseParen)?;
        Ok(ty)
    }

    /// `_Alignas(16)` or `_Alignas(double)`, from behind its word on; `_Alignas(0)` says nothing.
    pub(super) fn alignas(&mut self) -> Parsed<Option<u32>> {
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
}
