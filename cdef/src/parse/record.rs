//! Structs and unions.

use lltype::{RecordAttrs, RecordKind, RecordRules};

use super::attribute::Attributes;
use super::member::Members;
use super::{Failed, Parsed, Parser};
use crate::names::Name;
use crate::scope::{Keyword, Ordinary, Tag};
use crate::token::{Span, Tok};
use crate::types::{Body, NoSize, RecordId, RecordLayout, TypeId};
use crate::{Diagnostic, ErrorKind};

impl Parser<'_, '_, '_> {
    /// Reads a struct or union, from its keyword on.
    pub(super) fn record(&mut self, keyword: Keyword, align: Option<u32>) -> Parsed<TypeId> {
        self.bump();
        let mut attributes = Attributes {
            align,
            ..Attributes::default()
        };
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
        let opened = self.pack;
        let id = ty.and_then(|ty| self.unit.types.as_record(ty));
        let members = self.nested(|parser| parser.members(keyword))?;
        // To GCC, `#pragma pack` counts where the members end, to others where they begin.
        let pack = match self.unit.types.target.records {
            RecordRules::Gnu { .. } | RecordRules::MinGw => self.pack,
            RecordRules::Clang { .. } | RecordRules::Microsoft => opened,
        };
        self.attributes(&mut attributes)?;
        let (Some(ty), Some(id)) = (ty, id) else {
            return Ok(TypeId::ERROR);
        };
        self.complete(id, members, attributes, pack, span);
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
                        .note(self.unit.place(before), "here");
                    self.tell(error);
                    return None;
                }
            }
        }
        Some(self.new_tagged(keyword, tag.map(|(name, _)| name), span, Body::Open))
    }

    fn complete(
        &mut self,
        id: RecordId,
        members: Members,
        attributes: Attributes,
        pack: Option<u32>,
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
            pack: pack.or(options.pack),
            align: attributes.align,
            ..RecordAttrs::NONE
        };
        if body == Body::Known {
            self.lay_out(id, span);
        }
    }

    /// Lays the struct out, if all of its members are known already, and tells why it cannot be.
    fn lay_out(&mut self, id: RecordId, span: Span) {
        match self.unit.types.record_extent(id) {
            // What a member is may come later in the text; or it was told where it is wrong.
            Ok(_) | Err(NoSize::Opaque(_) | NoSize::Error | NoSize::NeedsCompiler(_)) => {}
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
}
