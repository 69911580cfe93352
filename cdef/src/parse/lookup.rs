//! Members by their names, with those of anonymous members.

use hashbrown::{HashMap, HashSet};
use lltype::Qualifiers;

use super::{Failed, Parsed, Parser};
use crate::names::Name;
use crate::token::Span;
use crate::types::{Body, NoSize, Node, RecordId, RecordLayout, TypeId};
use crate::{Diagnostic, ErrorKind};

/// A member that was found by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) ty: TypeId,
    pub(crate) qualifiers: Qualifiers,
    pub(crate) offset: u64,
    pub(crate) bits: Option<lltype::BitRange>,
}

impl Parser<'_, '_, '_> {
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
        if let Some(member) = self.types.find_member(ty, name) {
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

impl crate::types::Types<'_> {
    /// The names of the members, with those of anonymous members. A struct that comes again has names that
    /// are there already, or none: two looks tell.
    pub(crate) fn member_names(&self, ty: TypeId, names: &mut Vec<Name>) {
        let mut seen: HashMap<RecordId, u32> = HashMap::new();
        let mut work = vec![ty];
        while let Some(ty) = work.pop() {
            let Some(id) = self.as_record(ty) else {
                continue;
            };
            let looks = seen.entry(id).or_default();
            *looks += 1;
            if *looks > 2 {
                continue;
            }
            for field in &self.record_at(id).fields {
                match field.name {
                    Some(name) => names.push(name),
                    None if field.is_anonymous() => work.push(field.ty),
                    None => {}
                }
            }
        }
    }

    /// A member of a struct that is laid out.
    pub(crate) fn find_member(&self, ty: TypeId, name: Name) -> Option<Member> {
        let mut seen: HashSet<RecordId> = HashSet::new();
        let mut work = vec![(ty, 0_u64)];
        while let Some((ty, base)) = work.pop() {
            let Some(id) = self.as_record(ty).filter(|id| seen.insert(*id)) else {
                continue;
            };
            let record = self.record_at(id);
            let RecordLayout::Known { fields, .. } = &record.layout else {
                continue;
            };
            for (field, place) in record.fields.iter().zip(fields) {
                let offset = base + place.offset;
                if field.name == Some(name) {
                    let bits = place.bits.map(|bits| lltype::BitRange {
                        position: bits.position + base * 8,
                        ..bits
                    });
                    return Some(Member {
                        ty: field.ty,
                        qualifiers: field.qualifiers,
                        offset,
                        bits,
                    });
                }
                if field.is_anonymous() {
                    work.push((field.ty, offset));
                }
            }
        }
        None
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
