//! Enumerations.

use lltype::{EnumRules, Scalar};

use super::attribute::Attributes;
use super::specifiers::Place;
use super::{Failed, Parsed, Parser};
use crate::limits::MAX_ITEMS;
use crate::names::Name;
use crate::scope::{Decl, DeclKind, Keyword, Tag, Value};
use crate::token::{Span, Tok};
use crate::types::{At, Body, EnumId, Enumeration, Enumerator, NoSize, Node, Qualified, TypeId};
use crate::{Diagnostic, ErrorKind};

impl Parser<'_, '_, '_> {
    /// Reads an enum, from its keyword on.
    pub(super) fn enumeration(&mut self) -> Parsed<TypeId> {
        self.bump();
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        let tag = match self.peek() {
            Tok::Name => Some(self.expect_name("a tag")?),
            _ => None,
        };
        let base = match self.peek() {
            Tok::Colon => self.enum_base()?,
            _ => None,
        };
        match (self.peek(), tag) {
            (Tok::OpenBrace, _) => self.enum_body(tag, base, attributes),
            (_, Some((name, span))) => {
                let ty = self.tagged(Keyword::Enum, name, span)?;
                if let (Some(base), Node::Enum(id)) = (base, self.unit.types.node(ty))
                    && let Some(enumeration) = self.unit.types.enum_mut(id)
                {
                    enumeration.base = Some(base);
                }
                Ok(ty)
            }
            (_, None) => Err(self.expected("a tag or `{`")),
        }
    }

    pub(super) fn new_enumeration(
        &mut self,
        tag: Option<Name>,
        at: At,
        body: Body,
    ) -> (TypeId, EnumId) {
        self.unit.types.enumeration(Enumeration {
            tag,
            alias: None,
            base: None,
            packed: false,
            body,
            constants: Vec::new(),
            at,
        })
    }

    /// `: uint8_t`, as C23 has it. In a struct, `enum e : 3` is a bit-field.
    fn enum_base(&mut self) -> Parsed<Option<Scalar>> {
        let at = self.at;
        self.bump();
        if !self.begins_type() {
            self.go_to(at);
            return Ok(None);
        }
        let specifiers = self.specifiers(Place::TypeName)?;
        match self.unit.types.kind(specifiers.ty.ty) {
            Node::Scalar(scalar) if scalar.is_integer() => Ok(Some(scalar)),
            Node::Error => Err(Failed),
            _ => {
                let message = "the constants of an enum are of an integer type";
                Err(self.error(ErrorKind::BadSpecifiers, specifiers.span, message))
            }
        }
    }

    fn enum_body(
        &mut self,
        tag: Option<(Name, Span)>,
        base: Option<Scalar>,
        mut attributes: Attributes,
    ) -> Parsed<TypeId> {
        let open = self.token().span();
        let span = tag.map_or(open, |(_, span)| span);
        let (ty, id, is_new) = self.opened_enum(tag, span);
        let (constants, body) = self.nested(|parser| parser.enumerators(base, is_new))?;
        self.attributes(&mut attributes)?;
        if let Some(enumeration) = self.unit.types.enum_mut(id) {
            enumeration.constants = constants;
            enumeration.base = base.or(enumeration.base);
            enumeration.packed = attributes.packed;
            enumeration.body = body;
        }
        self.widen_constants(id);
        if let Err(reason @ NoSize::Enum(_)) = self.unit.types.extent(ty) {
            self.no_size(reason, span);
            if let Some(enumeration) = self.unit.types.enum_mut(id) {
                enumeration.body = Body::Broken;
            }
        }
        Ok(ty)
    }

    /// Behind the enum, constants that are no `int` have the type of the enum, as GNU C has it.
    fn widen_constants(&mut self, id: EnumId) {
        let Some(base) = self.unit.types.enum_base(id) else {
            return;
        };
        let constants = self.unit.types.enum_at(id).constants.clone();
        for (name, value) in constants {
            let is_int = match value {
                Enumerator::Value(value) => self.integers().fits(value, Scalar::Int),
                Enumerator::Ask => true,
            };
            let found = self.unit.find(name).map(|(found, _)| found);
            if let (false, Some(found)) = (is_int, found)
                && let Some(decl) = self.unit.decl_mut(found)
            {
                decl.ty = TypeId::from(base).into();
            }
        }
    }

    /// The enum whose constants begin; `false` if that was told to be wrong: then its constants are read,
    /// and belong to nothing.
    fn opened_enum(&mut self, tag: Option<(Name, Span)>, span: Span) -> (TypeId, EnumId, bool) {
        let at = self.here(span);
        if let Some((name, span)) = tag
            && let Some(known) = self.unit.tag(name)
            && let Node::Enum(id) = self.unit.types.kind(known.ty)
        {
            let enumeration = self.unit.types.enum_at(id);
            let (body, before) = (enumeration.body, enumeration.at);
            match (body, self.unit.types.enum_mut(id)) {
                (Body::Unknown, Some(enumeration)) => {
                    enumeration.body = Body::Open;
                    enumeration.at = at;
                    return (known.ty, id, true);
                }
                (_, None) | (Body::Broken, _) => {}
                _ if self.options.overrides => {}
                _ => {
                    let text = self.unit.names.text(name);
                    let message = format!("`enum {text}` has its constants already");
                    let error = Diagnostic::new(ErrorKind::EnumBodyLate, self.place(span), message)
                        .note(self.unit.place(before), "here");
                    self.tell(error);
                    let (ty, id) = self.new_enumeration(None, at, Body::Open);
                    return (ty, id, false);
                }
            }
        }
        let (ty, id) = self.new_enumeration(tag.map(|(name, _)| name), at, Body::Open);
        if let Some((name, _)) = tag {
            let keyword = Keyword::Enum;
            self.unit.set_tag(name, Tag { ty, keyword });
        }
        (ty, id, true)
    }

    /// `{ A, B = 2, ... }`.
    fn enumerators(
        &mut self,
        base: Option<Scalar>,
        is_new: bool,
    ) -> Parsed<(Vec<(Name, Enumerator)>, Body)> {
        let open = self.bump();
        let (mut constants, mut body) = (Vec::new(), Body::Known);
        let mut next = Value::Int(0);
        if self.peek() == Tok::CloseBrace {
            return Err(self.expected("a constant: an enum has one at least"));
        }
        while self.peek() != Tok::CloseBrace {
            if self.eat(Tok::Ellipsis) {
                if body == Body::Known {
                    body = Body::Partial;
                }
                self.eat(Tok::Comma);
                break;
            }
            match self.enumerator(next) {
                Ok((name, value, span)) => {
                    next = self.following(value);
                    constants.push((name, value.into()));
                    if is_new {
                        self.declare_enumerator(name, value, span, base);
                    }
                }
                Err(Failed) => {
                    next = Value::Error;
                    self.skip_enumerator()?;
                }
            }
            if next == Value::Error {
                body = Body::Broken;
            }
            if constants.len() > MAX_ITEMS {
                let message = format!("an enum has at most {MAX_ITEMS} constants here");
                return Err(self.error(ErrorKind::TooMany, open.span(), message));
            }
            if self.peek() == Tok::Semicolon && body != Body::Broken {
                let span = self.token().span();
                self.error(ErrorKind::Syntax, span, "constants are separated by `,`");
                body = Body::Broken;
            }
            if !self.eat(Tok::Semicolon) && !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::CloseBrace)?;
        Ok((constants, body))
    }

    /// The value of the constant behind one of this value.
    fn following(&self, value: Value) -> Value {
        match value {
            Value::Int(value) => match value.checked_add(1) {
                Some(next) => self.enum_value(next),
                None => Value::Error,
            },
            other => other,
        }
    }

    /// One constant: its value is `next`, unless it has one of its own.
    fn enumerator(&mut self, next: Value) -> Parsed<(Name, Value, Span)> {
        let (name, span) = self.expect_name("the name of a constant")?;
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        if !self.eat(Tok::Assign) {
            return Ok((name, next, span));
        }
        if self.eat(Tok::Ellipsis) {
            return Ok((name, Value::Ask, span));
        }
        match self.constant() {
            Ok(constant) => Ok((name, self.enum_value(constant.value), span)),
            Err(Failed) => {
                self.skip_enumerator()?;
                Ok((name, Value::Error, span))
            }
        }
    }

    /// The value of a constant: to Microsoft's compilers, an `int`.
    fn enum_value(&self, value: i128) -> Value {
        match self.unit.types.target.enums {
            EnumRules::Int => Value::Int(self.integers().cut(value, Scalar::Int)),
            EnumRules::Fit => Value::Int(value),
        }
    }

    /// To the comma, or to the end of the constants.
    fn skip_enumerator(&mut self) -> Parsed<()> {
        loop {
            match self.peek() {
                Tok::Comma | Tok::CloseBrace => return Ok(()),
                Tok::End | Tok::Semicolon => return Err(Failed),
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => self.skip_balanced()?,
                _ => {
                    self.bump();
                }
            }
        }
    }

    fn declare_enumerator(&mut self, name: Name, value: Value, span: Span, base: Option<Scalar>) {
        let at = self.here(span);
        let before = self.unit.find(name).map(|(_, decl)| decl.at);
        if let Some(before) = before
            && !self.options.overrides
            && self.unit.is_own(before)
        {
            let text = self.unit.names.text(name);
            let message = format!("`{text}` is declared already");
            let kind = match value == Value::Ask || self.is_left_to_compiler() {
                true => ErrorKind::DuplicateEnumerator,
                false => ErrorKind::RedeclaredConstant,
            };
            let error = Diagnostic::new(kind, self.place(span), message)
                .note(self.unit.place(before), "here");
            self.tell(error);
            return;
        }
        // In expressions, a constant is an `int`, unless that does not hold it.
        let constant = match (base, value) {
            (Some(base), _) => TypeId::from(base).into(),
            (None, Value::Int(value)) => self.constant_type(value),
            _ => TypeId::from(Scalar::Int).into(),
        };
        self.unit.declare(Decl {
            name,
            kind: DeclKind::Value(value),
            ty: constant,
            at,
            symbol: None,
            included: self.options.included,
            thread_local: false,
            is_open: false,
        });
    }

    /// Whether a `...` stands among the constants that follow.
    fn is_left_to_compiler(&self) -> bool {
        let rest = self.tokens[self.at.min(self.tokens.len())..].iter();
        let mut constants = rest.take_while(|token| token.tok != Tok::CloseBrace);
        constants.any(|token| token.tok == Tok::Ellipsis)
    }

    fn constant_type(&self, value: i128) -> Qualified {
        let types = [
            Scalar::Int,
            Scalar::UInt,
            Scalar::Long,
            Scalar::ULong,
            Scalar::LongLong,
            Scalar::ULongLong,
        ];
        let fits = types
            .into_iter()
            .find(|ty| self.integers().fits(value, *ty));
        TypeId::from(fits.unwrap_or(Scalar::Int)).into()
    }
}

impl From<Value> for Enumerator {
    fn from(value: Value) -> Self {
        match value {
            Value::Int(value) => Enumerator::Value(value),
            Value::Ask => Enumerator::Ask,
            Value::Error | Value::Float(_) => Enumerator::Value(0),
        }
    }
}
