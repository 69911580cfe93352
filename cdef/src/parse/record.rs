//! Structs and unions.

use lltype::{RecordAttrs, RecordKind};

use super::attribute::Attributes;
use super::declarator::{Declarator, Naming};
use super::recover::begins_declaration;
use super::specifiers::{Place, Specifiers};
use super::{Failed, Parsed, Parser};
use crate::limits::MAX_ITEMS;
use crate::names::Name;
use crate::scope::{Keyword, Ordinary, Tag};
use crate::token::{Span, Tok};
use crate::types::{Body, Field, Length, NoSize, Node, RecordId, RecordLayout, TypeId};
use crate::{Diagnostic, ErrorKind};

/// A member that was found by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) ty: TypeId,
    pub(crate) offset: u64,
    pub(crate) bits: Option<lltype::BitRange>,
}

/// What is read of a struct's body.
struct Members {
    fields: Vec<Field>,
    /// Whether there is a `...;`, and where.
    dots: Option<Span>,
    broken: bool,
}

impl Parser<'_, '_, '_> {
    /// Reads a struct or union, from its keyword on.
    pub(super) fn record(&mut self, keyword: Keyword) -> Parsed<TypeId> {
        self.bump();
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        let tag = match self.peek() {
            Tok::Name => Some(self.expect_name("a tag")?),
            _ => None,
        };
        self.attributes(&mut attributes)?;
        match (self.peek(), tag) {
            (Tok::OpenBrace, _) => self.record_body(keyword, tag, attributes),
            (_, Some((name, span))) => self.tagged(keyword, name, span),
            (_, None) => {
                // `unsigned struct`: the words before it are at fault, if there are any.
                Err(self.expected("a tag or `{`"))
            }
        }
    }

    /// What a tag means: as it was declared, or a struct whose members are not known.
    pub(super) fn tagged(&mut self, keyword: Keyword, name: Name, span: Span) -> Parsed<TypeId> {
        if let Some(tag) = self.unit.tag(name) {
            return match tag.keyword == keyword {
                true => Ok(tag.ty),
                false => Err(self.wrong_keyword(keyword, tag, name, span)),
            };
        }
        let is_poisoned = matches!(self.unit.ordinary(name), Some(Ordinary::Poisoned));
        if self.options.is_question && !is_poisoned {
            return Err(self.unknown_tag(keyword, name, span));
        }
        let body = if is_poisoned {
            Body::Broken
        } else {
            Body::Unknown
        };
        Ok(self.new_tagged(keyword, Some(name), span, body))
    }

    /// A struct, union or enum whose inside is not known yet.
    fn new_tagged(
        &mut self,
        keyword: Keyword,
        tag: Option<Name>,
        span: Span,
        body: Body,
    ) -> TypeId {
        let at = self.here(span);
        let ty = match keyword {
            Keyword::Enum => self.new_enumeration(tag, at, body).0,
            _ => self.new_record(keyword, tag, at, body).0,
        };
        if let Some(name) = tag {
            self.unit.set_tag(name, Tag { ty, keyword });
        }
        ty
    }

    fn new_record(
        &mut self,
        keyword: Keyword,
        tag: Option<Name>,
        at: crate::types::At,
        body: Body,
    ) -> (TypeId, RecordId) {
        let kind = match keyword {
            Keyword::Union => RecordKind::Union,
            _ => RecordKind::Struct,
        };
        self.unit.types.record(kind, tag, body, at)
    }

    fn wrong_keyword(&mut self, keyword: Keyword, tag: Tag, name: Name, span: Span) -> Failed {
        let (keyword, other) = (keyword.text(), tag.keyword.text());
        let text = self.unit.names.text(name);
        let message = format!("`{text}` is the tag of `{other} {text}`, not of a `{keyword}`");
        let help = format!("write `{other} {text}`");
        let error = Diagnostic::new(ErrorKind::WrongTagKind, self.place(span), message);
        self.tell(error.help(Some(help)))
    }

    fn unknown_tag(&mut self, keyword: Keyword, name: Name, span: Span) -> Failed {
        let (keyword, text) = (keyword.text(), self.unit.names.text(name).to_owned());
        let tags: Vec<String> = self
            .unit
            .all_tags()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let similar = super::similar(&text, tags.iter().map(String::as_str));
        let message = format!("`{keyword} {text}` was never declared");
        let error = Diagnostic::new(ErrorKind::UnknownTag, self.place(span), message);
        let help = similar.map(|name| format!("did you mean `{keyword} {name}`?"));
        self.tell(error.help(help))
    }

    /// Reads the members, and completes the struct of this tag.
    fn record_body(
        &mut self,
        keyword: Keyword,
        tag: Option<(Name, Span)>,
        mut attributes: Attributes,
    ) -> Parsed<TypeId> {
        let open = self.token().span();
        let span = tag.map_or(open, |(_, span)| span);
        let ty = self.opened(keyword, tag, span);
        let id = ty.and_then(|ty| self.unit.types.as_record(ty));
        let members = self.nested(|parser| parser.members(keyword))?;
        self.attributes(&mut attributes)?;
        let (Some(ty), Some(id)) = (ty, id) else {
            return Ok(TypeId::ERROR);
        };
        self.complete(id, ty, members, attributes, span);
        Ok(ty)
    }

    /// The struct whose body begins; `None` if that was told to be wrong.
    fn opened(
        &mut self,
        keyword: Keyword,
        tag: Option<(Name, Span)>,
        span: Span,
    ) -> Option<TypeId> {
        let at = self.here(span);
        if let Some((name, span)) = tag
            && let Some(known) = self.unit.tag(name)
        {
            if known.keyword != keyword {
                self.wrong_keyword(keyword, known, name, span);
                return None;
            }
            let id = self.unit.types.as_record(known.ty)?;
            let record = self.unit.types.record_at(id);
            let (body, before) = (record.body, record.at);
            match (body, self.unit.types.record_mut(id)) {
                (Body::Unknown, Some(record)) => {
                    record.body = Body::Open;
                    record.at = at;
                    return Some(known.ty);
                }
                // Of a text before this one; or it is to be replaced.
                (_, None) => {}
                _ if self.options.overrides => {}
                (Body::Broken, _) => return None,
                _ => {
                    let text = self.unit.names.text(name);
                    let message = format!("`{} {text}` has its members already", keyword.text());
                    let error = Diagnostic::new(ErrorKind::RedefinedTag, self.place(span), message)
                        .note(self.place_at(before), "here");
                    self.tell(error);
                    return None;
                }
            }
        }
        Some(self.new_tagged(keyword, tag.map(|(name, _)| name), span, Body::Open))
    }

    /// `{ int a; .. }`.
    fn members(&mut self, keyword: Keyword) -> Parsed<Members> {
        let open = self.bump();
        let mut members = Members {
            fields: Vec::new(),
            dots: None,
            broken: false,
        };
        loop {
            match self.peek() {
                Tok::CloseBrace => {
                    self.bump();
                    return Ok(members);
                }
                Tok::End => {
                    let message = format!(
                        "the members of this {} have no end: `}}` is missing",
                        keyword.text()
                    );
                    return Err(self.error(ErrorKind::Syntax, open.span(), message));
                }
                Tok::Semicolon => {
                    self.bump();
                }
                _ => {
                    let start = self.at;
                    if self.member_line(&mut members).is_err() {
                        members.broken = true;
                        self.recover(start);
                    }
                }
            }
            if members.fields.len() > MAX_ITEMS {
                let message = format!("a {} has at most {MAX_ITEMS} members here", keyword.text());
                return Err(self.error(ErrorKind::TooMany, open.span(), message));
            }
        }
    }

    /// One declaration of members, with its semicolon.
    fn member_line(&mut self, members: &mut Members) -> Parsed<()> {
        match self.peek() {
            Tok::Ellipsis if self.nth(1).tok == Tok::Semicolon => {
                members.dots = Some(self.bump().span());
                self.bump();
                return Ok(());
            }
            Tok::StaticAssert => return self.static_assert(),
            _ => {}
        }
        let specifiers = self.specifiers(Place::Member)?;
        let told = self.told.errors.len();
        let read = self.member_declarators(&specifiers, members);
        self.forget_syntax(&specifiers, told);
        read
    }

    fn member_declarators(&mut self, specifiers: &Specifiers, members: &mut Members) -> Parsed<()> {
        if self.eat(Tok::Semicolon) {
            return self.anonymous_member(specifiers, members);
        }
        loop {
            // What is wrong with one member is not what is wrong with the next.
            match self.member(specifiers)? {
                Some(field) => members.fields.push(field),
                None => members.broken = true,
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.end_of_declaration()
    }

    /// The semicolon behind a declaration. Where it is missing at the end of a line, the next line is
    /// a declaration of its own.
    pub(super) fn end_of_declaration(&mut self) -> Parsed<()> {
        let token = self.token();
        match token.tok {
            Tok::Semicolon => {
                self.bump();
                Ok(())
            }
            tok if begins_declaration(tok) && self.begins_line(0) || tok == Tok::CloseBrace => {
                let last = self.tokens[self.at.saturating_sub(1)].span();
                let message = "`;` is missing behind this";
                self.error(ErrorKind::Syntax, last, message);
                Ok(())
            }
            _ => Err(self.expected("`;`")),
        }
    }

    /// `struct { int a; };`: its members count as the outer's own.
    fn anonymous_member(&mut self, specifiers: &Specifiers, members: &mut Members) -> Parsed<()> {
        let id = match self.unit.types.kind(specifiers.ty.ty) {
            Node::Record(id) => id,
            Node::Error => {
                members.broken = true;
                return Ok(());
            }
            // `enum { A };` declares constants alone.
            Node::Enum(_) if specifiers.names_tag => return Ok(()),
            _ => {
                let span = specifiers.span;
                return Err(self.error(ErrorKind::Syntax, span, "this member has no name"));
            }
        };
        // A struct with a tag, or a typedef, is no member, as C has it; Microsoft has one.
        let record = self.unit.types.record_at(id);
        let is_written_here = specifiers.names_tag && record.tag.is_none();
        let is_microsoft = self.unit.types.target.is_windows() && record.body != Body::Unknown;
        if !is_written_here && !is_microsoft {
            return Ok(());
        }
        members.fields.push(Field {
            name: None,
            ty: specifiers.ty.ty,
            qualifiers: specifiers.ty.qualifiers,
            bits: None,
            packed: specifiers.attributes.packed,
            align: specifiers.attributes.align,
            span: specifiers.span,
        });
        Ok(())
    }

    /// A member; `None` if it was told to be wrong.
    fn member(&mut self, specifiers: &Specifiers) -> Parsed<Option<Field>> {
        let start = self.token().span();
        let declarator = match self.peek() {
            Tok::Colon => Declarator {
                name: None,
                ty: specifiers.ty,
                attributes: Attributes::default(),
                span: start,
            },
            _ => self.declarator(specifiers, Naming::Must, false)?,
        };
        let bits = match self.eat(Tok::Colon) {
            true => Some(self.bit_count()?),
            false => None,
        };
        let mut attributes = declarator.attributes;
        self.attributes(&mut attributes)?;
        let ty = self.apply_numbers(declarator.ty.ty, &attributes)?;
        attributes.merge(specifiers.attributes);
        let field = Field {
            name: declarator.name.map(|(name, _)| name),
            ty,
            qualifiers: declarator.ty.qualifiers,
            bits: bits.and_then(|(count, _)| u32::try_from(count).ok()),
            packed: attributes.packed,
            align: attributes.align,
            span: declarator.span,
        };
        let is_right = match bits {
            Some((count, span)) => self.check_bits(&field, count, span),
            None => self.check_member(&field),
        };
        Ok(is_right.ok().map(|()| field))
    }

    fn bit_count(&mut self) -> Parsed<(i128, Span)> {
        let start = self.token().span();
        let constant = self.constant()?;
        Ok((constant.value, self.since(start)))
    }

    fn check_bits(&mut self, field: &Field, count: i128, span: Span) -> Parsed<()> {
        let target = self.unit.types.target;
        let most = match self.unit.types.kind(field.ty) {
            Node::Scalar(scalar) if scalar.is_integer() => scalar.bit_width(&target),
            Node::Enum(id) => match self.unit.types.enum_base(id) {
                Some(base) => base.bit_width(&target),
                None => return Err(Failed),
            },
            Node::Error => return Err(Failed),
            Node::Ask(..) => {
                let message = "the type of this bit-field is left to the compiler, \
                               so nobody knows where it lies";
                return Err(self.error(ErrorKind::BadBitfieldType, field.span, message));
            }
            _ => {
                let name = self.unit.types.canonical(&self.unit.names, field.ty, "");
                let message = format!("a bit-field is of an integer type, and `{name}` is none");
                return Err(self.error(ErrorKind::BadBitfieldType, field.span, message));
            }
        };
        let (kind, message) = match count {
            count if count < 0 => (
                ErrorKind::BadConstant,
                format!("a bit-field of {count} bits: there is none such"),
            ),
            0 if field.name.is_some() => (
                ErrorKind::NamedZeroBitfield,
                "a bit-field of 0 bits only ends a unit, and has no name".to_owned(),
            ),
            count if count > i128::from(most) => {
                let name = self.unit.types.canonical(&self.unit.names, field.ty, "");
                let message = format!("{count} bits are more than `{name}` has: it has {most}");
                (ErrorKind::BitfieldTooWide, message)
            }
            _ => return Ok(()),
        };
        Err(self.error(kind, span, message))
    }

    fn check_member(&mut self, field: &Field) -> Parsed<()> {
        let span = field.span;
        match self.unit.types.kind(field.ty) {
            Node::Error => Err(Failed),
            Node::Function(_) => {
                let message = "a function is no member: use a pointer to it";
                Err(self.error(ErrorKind::FunctionType, span, message))
            }
            Node::Void => {
                let message = "a member of type `void`: use a pointer";
                Err(self.error(ErrorKind::Opaque, span, message))
            }
            // Of parameters alone, or wrong.
            Node::Array {
                length: Length::Variable | Length::Broken,
                ..
            } => Err(Failed),
            Node::Array { .. } => self.check_array(field.ty, span),
            _ => Ok(()),
        }
    }

    fn complete(
        &mut self,
        id: RecordId,
        ty: TypeId,
        members: Members,
        attributes: Attributes,
        span: Span,
    ) {
        let Members {
            fields,
            dots,
            broken,
        } = members;
        let kind = self.unit.types.record_at(id).kind;
        let body = match dots {
            _ if broken => Body::Broken,
            Some(dots) => self.check_partial(&fields, dots),
            None => self.check_arrays(kind, &fields),
        };
        let body = match self.check_names(&fields) {
            Ok(()) => body,
            Err(Failed) => Body::Broken,
        };
        let options = self.options;
        let packed = attributes.packed || options.packed;
        let Some(record) = self.unit.types.record_mut(id) else {
            return;
        };
        record.fields = fields;
        record.body = body;
        record.attrs = RecordAttrs {
            packed,
            pack: self.pack.or(options.pack),
            align: attributes.align,
            ..RecordAttrs::NONE
        };
        if body != Body::Known {
            return;
        }
        match self.unit.types.extent(ty) {
            // What a member is may come later in the text.
            Ok(_) | Err(NoSize::Opaque(_) | NoSize::Error) => {}
            // It was told where it is wrong.
            Err(NoSize::NeedsCompiler(_)) => {}
            Err(reason) => {
                let at = self.culprit(id, reason).unwrap_or(span);
                self.no_size(reason, at);
                if let Some(record) = self.unit.types.record_mut(id) {
                    record.body = Body::Broken;
                    record.layout = RecordLayout::None(NoSize::Error);
                }
            }
        }
    }

    /// Where the member is that makes a struct have no size.
    fn culprit(&mut self, id: RecordId, reason: NoSize) -> Option<Span> {
        let count = self.unit.types.record_at(id).fields.len();
        (0..count).find_map(|index| {
            let field = self.unit.types.record_at(id).fields[index];
            let is_it = match reason {
                NoSize::Recursive(ty) => self.unit.types.holds(field.ty, ty),
                reason => self.unit.types.extent(field.ty).err() == Some(reason),
            };
            is_it.then_some(field.span)
        })
    }

    /// `...;` goes with everything but bit-fields.
    fn check_partial(&mut self, fields: &[Field], dots: Span) -> Body {
        match fields.iter().find(|field| field.bits.is_some()) {
            None => Body::Partial,
            Some(field) => {
                let message = "`...;` leaves members to the compiler, and nobody can ask it where the bits of \
                               a bit-field lie";
                let error =
                    Diagnostic::new(ErrorKind::BitfieldAndDotdotdot, self.place(dots), message)
                        .note(self.place(field.span), "the bit-field");
                self.tell(error);
                Body::Broken
            }
        }
    }

    /// Where arrays without a length may stand.
    fn check_arrays(&mut self, kind: RecordKind, fields: &[Field]) -> Body {
        let asks = |field: &&Field| {
            let mut ty = self.unit.types.unaliased(field.ty);
            while let Node::Array { item, length } = self.unit.types.kind(ty) {
                if length == Length::Ask {
                    return true;
                }
                ty = item;
            }
            false
        };
        let is_partial = fields.iter().any(|field| asks(&field));
        let is_open = |field: &Field| {
            matches!(
                self.unit.types.kind(field.ty),
                Node::Array {
                    length: Length::Unknown,
                    ..
                }
            )
        };
        let Some(index) = fields.iter().position(is_open) else {
            return if is_partial {
                Body::Partial
            } else {
                Body::Known
            };
        };
        let is_last = index + 1 == fields.len();
        let others = fields
            .iter()
            .take(index)
            .any(|field| field.name.is_some() || field.is_anonymous());
        let (kind, message) = match kind {
            RecordKind::Union => (
                ErrorKind::VarArrayInUnion,
                "an array without a length cannot be in a union",
            ),
            RecordKind::Struct if !is_last => (
                ErrorKind::VarArrayNotLast,
                "an array without a length must be the last member",
            ),
            RecordKind::Struct if !others => (
                ErrorKind::VarArrayOnly,
                "an array without a length is no struct by itself: put a member before it, or write `[0]`",
            ),
            RecordKind::Struct => {
                return if is_partial {
                    Body::Partial
                } else {
                    Body::Known
                };
            }
        };
        self.error(kind, fields[index].span, message);
        Body::Broken
    }

    /// Names are unique among the members, with those of anonymous members.
    fn check_names(&mut self, fields: &[Field]) -> Parsed<()> {
        let has_anonymous = fields.iter().any(Field::is_anonymous);
        if fields.len() <= 8 && !has_anonymous {
            let twice = fields.iter().enumerate().find_map(|(index, field)| {
                let before = fields[..index].iter();
                let name = field.name?;
                let same = before.clone().find(|other| other.name == Some(name))?;
                Some((*field, name, same.span))
            });
            return match twice {
                None => Ok(()),
                Some((field, name, before)) => Err(self.duplicate(field.span, name, Some(before))),
            };
        }
        let mut seen = hashbrown::HashMap::new();
        for field in fields {
            let mut names = Vec::new();
            match field.name {
                Some(name) => names.push(name),
                None if field.is_anonymous() => self.unit.types.member_names(field.ty, &mut names),
                None => {}
            }
            for name in names {
                if let Some(before) = seen.insert(name, field.span) {
                    return Err(self.duplicate(field.span, name, Some(before)));
                }
            }
        }
        Ok(())
    }

    fn duplicate(&mut self, span: Span, name: Name, before: Option<Span>) -> Failed {
        let text = self.unit.names.text(name);
        let message = format!("there is a member `{text}` already");
        let mut error = Diagnostic::new(ErrorKind::DuplicateField, self.place(span), message);
        if let Some(before) = before {
            error = error.note(self.place(before), "here");
        }
        self.tell(error)
    }

    /// A member of a type by its name, with those of anonymous members.
    pub(super) fn find_member(
        &mut self,
        ty: TypeId,
        name: Name,
        span: Span,
        whole: Span,
    ) -> Parsed<Member> {
        let place = self.place(span);
        match self.unit.member(ty, name, place) {
            Ok(member) => Ok(member),
            Err(None) => Err(Failed),
            Err(Some(MemberError::NoSize(reason))) => Err(self.no_size(reason, whole)),
            Err(Some(MemberError::Told(error))) => Err(self.tell(*error)),
        }
    }
}

/// Why a member was not found.
pub(crate) enum MemberError {
    NoSize(NoSize),
    Told(Box<Diagnostic>),
}

impl crate::scope::Unit<'_> {
    /// A member of a type by its name, with those of anonymous members. An error without anything in it
    /// was told already.
    pub(crate) fn member(
        &mut self,
        ty: TypeId,
        name: Name,
        place: crate::diagnostic::Place,
    ) -> Result<Member, Option<MemberError>> {
        let told = |kind, message: String| {
            let error = Diagnostic::new(kind, place.clone(), message);
            Some(MemberError::Told(Box::new(error)))
        };
        let text = |unit: &Self| unit.types.canonical(&unit.names, ty, "");
        let id = match self.types.kind(ty) {
            Node::Record(id) => id,
            Node::Error => return Err(None),
            _ => {
                let message = format!(
                    "`{}` is neither struct nor union: it has no members",
                    text(self)
                );
                return Err(told(ErrorKind::NotAStruct, message));
            }
        };
        let body = self.types.record_at(id).body;
        if body == Body::Unknown {
            return Err(told(ErrorKind::Opaque, self.why_opaque(ty)));
        }
        if let Err(reason) = self.types.extent(ty) {
            return Err(Some(MemberError::NoSize(reason)));
        }
        if let Some(member) = self.types.find_member(ty, name, 0) {
            return Ok(member);
        }
        let mut names = Vec::new();
        self.types.member_names(ty, &mut names);
        let wanted = self.names.text(name);
        let known = names.iter().map(|name| self.names.text(*name));
        let similar = super::similar(wanted, known);
        let message = format!("`{}` has no member `{wanted}`", text(self));
        let error = Diagnostic::new(ErrorKind::NoSuchField, place, message)
            .help(similar.map(|name| format!("did you mean `{name}`?")));
        Err(Some(MemberError::Told(Box::new(error))))
    }
}

/// How deep anonymous members may lie in each other.
const MAX_ANONYMOUS: u32 = 64;

impl crate::types::Types<'_> {
    /// The names of the members, with those of anonymous members.
    pub(crate) fn member_names(&self, ty: TypeId, names: &mut Vec<Name>) {
        self.member_names_in(ty, names, 0);
    }

    fn member_names_in(&self, ty: TypeId, names: &mut Vec<Name>, depth: u32) {
        let Some(id) = self.as_record(ty).filter(|_| depth < MAX_ANONYMOUS) else {
            return;
        };
        for field in &self.record_at(id).fields {
            match field.name {
                Some(name) => names.push(name),
                None if field.is_anonymous() && names.len() < MAX_ITEMS => {
                    self.member_names_in(field.ty, names, depth + 1);
                }
                None => {}
            }
        }
    }

    /// A member of a struct that is laid out.
    pub(crate) fn find_member(&self, ty: TypeId, name: Name, depth: u32) -> Option<Member> {
        let record = self.record_at(self.as_record(ty)?);
        let RecordLayout::Known { fields, .. } = &record.layout else {
            return None;
        };
        let places = record.fields.iter().zip(fields);
        places.into_iter().find_map(|(field, place)| {
            if field.name == Some(name) {
                return Some(Member {
                    ty: field.ty,
                    offset: place.offset,
                    bits: place.bits,
                });
            }
            let inner = field.is_anonymous() && depth < MAX_ANONYMOUS;
            let inner = inner.then(|| self.find_member(field.ty, name, depth + 1))??;
            Some(Member {
                offset: inner.offset + place.offset,
                bits: inner.bits.map(|bits| lltype::BitRange {
                    position: bits.position + place.offset * 8,
                    ..bits
                }),
                ..inner
            })
        })
    }

    /// Whether a type is, or holds by value, another.
    pub(crate) fn holds(&self, ty: TypeId, other: TypeId) -> bool {
        match self.kind(ty) {
            _ if self.unaliased(ty) == self.unaliased(other) => true,
            Node::Array { item, .. } => self.holds(item, other),
            Node::Record(id) => {
                // A struct that is being laid out leads back to itself.
                let record = self.record_at(id);
                record.body != Body::Open
                    && matches!(record.layout, RecordLayout::None(NoSize::Recursive(_)))
            }
            _ => false,
        }
    }
}
