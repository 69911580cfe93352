//! Where the compiler disagrees with a text.

use lltype::{RecordKind, Scalar};

use super::Answers;
use super::access::Access;
use super::plan::{Site, first_name};
use crate::cdef::Cdef;
use crate::parse::Told;
use crate::scope::{Decl, DeclKind, Unit};
use crate::types::{At, Body, Node, RecordId, RecordLayout, TypeId};
use crate::{Diagnostic, ErrorKind};

/// Compares the layouts of all structs with the compiler's.
pub(super) fn layouts(unit: &Unit<'_>, answers: &Answers, told: &mut Told) {
    let records: Vec<RecordId> = unit.types.own_records().collect();
    for id in records {
        if !answers.is_asked(Site::Size(id)) {
            continue;
        }
        let mut check = Check {
            unit,
            answers,
            told,
            id,
        };
        check.members(id, 0);
        check.whole();
    }
}

struct Check<'a, 'b> {
    unit: &'a Unit<'b>,
    answers: &'a Answers,
    told: &'a mut Told,
    id: RecordId,
}

impl Check<'_, '_> {
    fn error(&mut self, kind: ErrorKind, at: At, message: String) {
        let place = self.unit.place(at);
        let error = Diagnostic::new(kind, place, message);
        let help = "where the text does not say all, `...;` among the members leaves the layout to \
                    the compiler";
        let is_layout = kind == ErrorKind::LayoutMismatch;
        self.told
            .error(error.help(is_layout.then(|| help.to_owned())));
    }

    fn name(&self) -> String {
        let unit = self.unit;
        let name = unit.types.record_name(&unit.names, self.id);
        name.unwrap_or_else(|| format!("this {}", unit.types.record_at(self.id).kind))
    }

    /// Compares the members of a struct, or of an anonymous one in it, which begins at `base`.
    fn members(&mut self, id: RecordId, base: u64) {
        let unit = self.unit;
        let record = unit.types.record_at(id);
        let RecordLayout::Known { fields, .. } = &record.layout else {
            return;
        };
        for (index, (field, place)) in record.fields.iter().zip(fields).enumerate() {
            let (span, offset) = (field.span, base + place.offset);
            let at = At { span, ..record.at };
            let inner = unit.types.as_record(field.ty);
            match (first_name(unit, field), inner) {
                (None, _) => {}
                (Some(_), Some(inner)) if field.is_anonymous() => self.members(inner, offset),
                (Some(name), _) => {
                    let name = unit.names.text(name);
                    self.size((id, index), field.ty, name, at);
                    self.offset((id, index), offset, name, at);
                }
            }
        }
    }

    fn offset(&mut self, (id, index): (RecordId, usize), said: u64, name: &str, at: At) {
        let site = Site::Offset(id, index);
        let is_partial = self.unit.types.record_at(self.id).body == Body::Partial;
        match self.answers.count(site) {
            Some(found) if !is_partial => self.same("the offset", name, said, found, at),
            Some(_) => {}
            // Of a partial one, that was told.
            None if is_partial => {}
            None => self.refused(site, name, at),
        }
    }

    /// Compares the size of a member. That one is of another type is a matter of the type, not of the
    /// layout: only of integers, the size is all that matters.
    fn size(&mut self, (id, index): (RecordId, usize), ty: TypeId, name: &str, at: At) {
        let said = self.unit.types.known_size(ty);
        let found = match self.answers.count(Site::MemberSize(id, index)) {
            Some(found) if found != said => found,
            _ => return,
        };
        let is_integer = match self.unit.types.kind(ty) {
            Node::Scalar(Scalar::Char | Scalar::Bool) => false,
            Node::Scalar(scalar) => scalar.is_integer(),
            Node::Enum(_) => true,
            _ => false,
        };
        let kind = match is_integer {
            true => ErrorKind::LayoutMismatch,
            false => ErrorKind::CompileError,
        };
        let message = format!(
            "`{}`: the compiler says that the member `{name}` has {found} bytes, and its type in the \
             text has {said}",
            self.name()
        );
        self.error(kind, at, message);
    }

    fn refused(&mut self, site: Site, name: &str, at: At) {
        if let Some(message) = self.answers.refusal(site) {
            let message = format!(
                "`{}`: the compiler does not know the member `{name}`: {}",
                self.name(),
                message.trim()
            );
            self.error(ErrorKind::CompileError, at, message);
        }
    }

    fn same(&mut self, what: &str, name: &str, said: u64, found: u64, at: At) {
        if said != found {
            let message = format!(
                "`{}`: the compiler says that {what} of `{name}` is {found}, and the text says {said}",
                self.name()
            );
            self.error(ErrorKind::LayoutMismatch, at, message);
        }
    }

    fn whole(&mut self) {
        let record = self.unit.types.record_at(self.id);
        let (RecordLayout::Known { whole, .. }, Body::Known) = (&record.layout, record.body) else {
            return;
        };
        let (layout, at, name) = (whole.layout(), record.at, self.name());
        if let Some(message) = self.answers.refusal(Site::Size(self.id)) {
            let message = format!("the compiler does not know `{name}`: {}", message.trim());
            return self.error(ErrorKind::CompileError, at, message);
        }
        if let Some(found) = self.answers.count(Site::Size(self.id)) {
            self.same("the size", &name, layout.size, found, at);
        }
        if let Some(found) = self.answers.count(Site::Align(self.id)) {
            self.same("the alignment", &name, layout.align, found, at);
        }
    }
}

/// Tells which functions and variables have types that C has no name for: they could not be compared.
pub(super) fn names(unit: &Unit<'_>, told: &mut Told) {
    let access = Access::of(unit);
    for decl in unit.decls() {
        if !matches!(decl.kind, DeclKind::Function | DeclKind::Variable) || decl.included {
            continue;
        }
        if let Some(id) = types_of(unit, decl).find_map(|ty| nameless(unit, &access, ty)) {
            let name = unit.names.text(decl.name);
            let kind = unit.types.record_at(id).kind;
            let message = format!(
                "`{name}`: the type has no name behind which the compiler could be asked for the {kind}"
            );
            let error = Diagnostic::new(ErrorKind::UnnameableType, unit.place(decl.at), message);
            told.error(error.help(Some(give_it_a_name(kind))));
        }
    }
}

fn give_it_a_name(kind: RecordKind) -> String {
    format!("give it a name: `{kind} name {{ .. }}`")
}

/// The types that a function takes and gives, or that of a variable.
fn types_of<'u>(unit: &'u Unit<'_>, decl: &Decl) -> impl Iterator<Item = TypeId> + use<'u> {
    let function = match unit.types.kind(decl.ty.ty) {
        Node::Function(id) => Some(unit.types.function_at(id)),
        _ => None,
    };
    let alone = function.is_none().then_some(decl.ty.ty);
    let parts = function.into_iter().flat_map(|function| {
        let params = function.params.iter().map(|param| param.ty);
        params.chain([function.result])
    });
    parts.chain(alone)
}

/// The struct with members that a type leads to, if C cannot name it.
fn nameless(unit: &Unit<'_>, access: &Access, ty: TypeId) -> Option<RecordId> {
    let id = unit.types.inner_record(ty)?;
    let is_known = unit.types.record_at(id).body == Body::Known;
    (is_known && access.get(id).is_none()).then_some(id)
}

impl Cdef {
    /// Tells which options are for texts alone that no compiler compares.
    pub(super) fn check_options(&self, told: &mut Told) {
        for text in self.texts() {
            if text.options.pack.is_some_and(|bytes| bytes > 1) {
                let message = "`pack=n` is for structs that nobody compares with a compiler's";
                let place = crate::cdef::question_place(&text.text);
                let error = Diagnostic::new(ErrorKind::PackNeedsAbiMode, place, message);
                let help = "write `...;` among the members, or `#pragma pack(n)` in the text";
                told.error(error.help(Some(help.to_owned())));
            }
        }
    }
}
