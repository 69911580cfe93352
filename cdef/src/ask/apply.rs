//! Answers in the place of every `...`.

use lltype::{FieldLayout, Layout, Qualifiers, Scalar};

use super::Answers;
use super::plan::{Site, first_name, is_asked};
use crate::parse::Told;
use crate::scope::{DeclKind, Unit, Value};
use crate::types::{
    Asked, At, Body, EnumId, Enumerator, Length, Node, RecordId, RecordLayout, TypeId,
};
use crate::{Diagnostic, ErrorKind};

/// Puts the answers into a unit; what they do not allow is told.
pub(super) fn apply(unit: &mut Unit<'_>, answers: &Answers, told: &mut Told) {
    let mut apply = Apply {
        unit,
        answers,
        told,
    };
    apply.values();
    apply.types();
    let enums: Vec<EnumId> = apply.unit.types.own_enums().collect();
    enums.into_iter().for_each(|id| apply.enumeration(id));
    // Before any is laid out again: that makes others known.
    let records: Vec<RecordId> = apply.unit.types.own_records().collect();
    let (asked, others): (Vec<_>, Vec<_>) = records
        .into_iter()
        .partition(|id| is_asked(apply.unit, *id));
    others.into_iter().for_each(|id| apply.reopen(id));
    asked.into_iter().for_each(|id| apply.record(id));
}

struct Apply<'a, 'b> {
    unit: &'a mut Unit<'b>,
    answers: &'a Answers,
    told: &'a mut Told,
}

impl Apply<'_, '_> {
    fn error(&mut self, kind: ErrorKind, at: At, message: String) {
        let place = self.unit.place(at);
        self.told.error(Diagnostic::new(kind, place, message));
    }

    /// The compiler was asked for this, and does not know it.
    fn refused(&mut self, what: &str, site: Site, at: At) {
        if let Some(message) = self.answers.refusal(site) {
            let message = format!("the compiler does not know {what}: {}", message.trim());
            self.error(ErrorKind::CompileError, at, message);
        }
    }

    /// Where a type is declared by its typedef.
    fn typedef_at(&self, ty: TypeId) -> Option<At> {
        let decls = self.unit.decls().iter();
        let mut named = decls.filter(|decl| decl.kind == DeclKind::Typedef);
        let found = named.find(|decl| match self.unit.types.node(decl.ty.ty) {
            Node::Typedef { of, .. } => of == ty,
            _ => decl.ty.ty == ty,
        });
        found.map(|decl| decl.at)
    }

    fn values(&mut self) {
        for index in 0..self.unit.decls().len() {
            let decl = &self.unit.decls()[index];
            let (kind, at, site) = (decl.kind, decl.at, Site::Value(index));
            let is_const = decl.ty.qualifiers.contains(Qualifiers::CONST);
            let name = self.unit.names.text(decl.name).to_owned();
            let value = match (self.answers.integer(site), self.answers.float(site)) {
                (Some(value), _) => Value::Int(value),
                (None, Some(value)) => Value::Float(value),
                // A variable that is `const` is no constant to C: it is read when the program runs.
                (None, None) if is_const || kind == DeclKind::Constant => continue,
                (None, None) => {
                    self.refused(&format!("the constant `{name}`"), site, at);
                    continue;
                }
            };
            if let (DeclKind::Value(said), false) = (kind, is_same(kind, value)) {
                self.differs(&name, said, value, at);
            }
            let symbol = self
                .unit
                .find(decl_name(self.unit, index))
                .map(|(id, _)| id);
            if let Some(decl) = symbol.and_then(|id| self.unit.decl_mut(id)) {
                decl.kind = DeclKind::Value(value);
            }
        }
    }

    fn differs(&mut self, name: &str, said: Value, found: Value, at: At) {
        let message = format!(
            "the compiler says that `{name}` is {}, and the text says {}",
            shown(found),
            shown(said)
        );
        self.error(ErrorKind::ConstantMismatch, at, message);
    }

    fn types(&mut self) {
        let own: Vec<TypeId> = self.unit.types.own().collect();
        for ty in own {
            match self.unit.types.node(ty) {
                Node::Ask(_, what) => self.number(ty, what),
                Node::Array {
                    item,
                    length: Length::Ask,
                } => self.length(ty, item),
                _ => {}
            }
        }
    }

    /// `typedef int... t;`, `typedef float... t;`
    fn number(&mut self, ty: TypeId, what: Asked) {
        let Some(at) = self.typedef_at(ty) else {
            return;
        };
        let name = self.unit.types.canonical(&self.unit.names, ty, "");
        let is_whole = match self.answers.integer(Site::IsWhole(ty)) {
            Some(is_whole) => is_whole != 0,
            None => return self.refused(&format!("`{name}` as a number"), Site::IsWhole(ty), at),
        };
        let size = self.answers.count(Site::ScalarSize(ty)).unwrap_or(0);
        let is_negative = self.answers.integer(Site::IsNegative(ty)) == Some(1);
        let scalar = match what {
            Asked::Integer if !is_whole => {
                let message = format!("the compiler says that `{name}` is no integer");
                return self.error(ErrorKind::CompileError, at, message);
            }
            Asked::Float if is_whole => {
                let message = format!("the compiler says that `{name}` is no float");
                return self.error(ErrorKind::NotAFloat, at, message);
            }
            // In CFFI's words, which say how wide it is.
            Asked::Integer => usize::try_from(size)
                .ok()
                .and_then(|size| Scalar::exact_width(size, is_negative)),
            Asked::Float => float(size),
        };
        match scalar {
            Some(scalar) => self.unit.types.answer_number(ty, scalar),
            None => {
                let kind = match what {
                    Asked::Integer => ErrorKind::CompileError,
                    Asked::Float => ErrorKind::LongDoubleUnsupported,
                };
                let message = format!("`{name}` has {size} bytes; write which type it is");
                self.error(kind, at, message);
            }
        }
    }

    fn length(&mut self, ty: TypeId, item: TypeId) {
        let site = Site::Length(ty);
        if let Some(count) = self.answers.count(site) {
            let length = Length::Fixed(count);
            self.unit.types.answer(ty, Node::Array { item, length });
        } else if let Some(at) = self.array_at(ty) {
            self.refused("the length of this array", site, at);
        }
    }

    /// Where an array stands.
    fn array_at(&self, array: TypeId) -> Option<At> {
        let types = &self.unit.types;
        let holds = |mut ty: TypeId| loop {
            ty = match types.node(ty) {
                _ if ty == array => return true,
                Node::Array { item, .. } => item,
                Node::Pointer(to) => to.ty,
                Node::Typedef { of, .. } => of,
                _ => return false,
            };
        };
        let decl = self.unit.decls().iter().find(|decl| holds(decl.ty.ty));
        decl.map(|decl| decl.at).or_else(|| {
            types.own_records().find_map(|id| {
                let record = types.record_at(id);
                let field = record.fields.iter().find(|field| holds(field.ty))?;
                Some(At {
                    span: field.span,
                    ..record.at
                })
            })
        })
    }

    fn enumeration(&mut self, id: EnumId) {
        let enumeration = self.unit.types.enum_at(id);
        let (at, count) = (enumeration.at, enumeration.constants.len());
        if !matches!(enumeration.body, Body::Known | Body::Partial) {
            return;
        }
        for index in 0..count {
            let (name, _) = self.unit.types.enum_at(id).constants[index];
            let site = Site::Enumerator(id, index);
            let Some(value) = self.answers.integer(site) else {
                let text = self.unit.names.text(name).to_owned();
                self.refused(&format!("the constant `{text}`"), site, at);
                continue;
            };
            if let Some(enumeration) = self.unit.types.enum_mut(id) {
                enumeration.constants[index].1 = Enumerator::Value(value);
            }
            let found = self.unit.find(name).map(|(found, _)| found);
            if let Some(decl) = found.and_then(|found| self.unit.decl_mut(found)) {
                decl.kind = DeclKind::Value(Value::Int(value));
            }
        }
        self.enum_base(id);
    }

    fn enum_base(&mut self, id: EnumId) {
        let size = self.answers.count(Site::EnumSize(id));
        let is_negative = self.answers.integer(Site::EnumIsNegative(id)) == Some(1);
        let base = size.and_then(|size| enum_base(size, is_negative, self.unit));
        if let Some(enumeration) = self.unit.types.enum_mut(id) {
            enumeration.body = Body::Known;
            enumeration.base = base.or(enumeration.base);
        }
    }

    /// What could not be laid out may be now.
    fn reopen(&mut self, id: RecordId) {
        if let Some(record) = self.unit.types.record_mut(id)
            && let RecordLayout::None(crate::types::NoSize::NeedsCompiler(_)) = record.layout
        {
            record.layout = RecordLayout::Unknown;
        }
    }

    /// A struct whose layout is the compiler's.
    fn record(&mut self, id: RecordId) {
        let at = self.unit.types.record_at(id).at;
        let name = self.unit.types.record_name(&self.unit.names, id);
        let name = name.unwrap_or_else(|| "the struct".to_owned());
        let size = self.answers.count(Site::Size(id));
        let align = self.answers.count(Site::Align(id));
        let (Some(size), Some(align)) = (size, align) else {
            self.reopen(id);
            return self.refused(&format!("the size of `{name}`"), Site::Size(id), at);
        };
        let mut places = Vec::new();
        for index in 0..self.unit.types.record_at(id).fields.len() {
            places.push(self.place(id, index, at));
        }
        let fields = places.into_iter().flatten().collect();
        self.unit.types.place(id, Layout { size, align }, fields);
    }

    fn place(&mut self, id: RecordId, index: usize, at: At) -> Option<FieldLayout> {
        let field = self.unit.types.record_at(id).fields[index];
        let site = Site::Offset(id, index);
        let Some(offset) = self.answers.count(site) else {
            let name = first_name(self.unit, &field);
            let name = name
                .map_or("", |name| self.unit.names.text(name))
                .to_owned();
            let span = field.span;
            self.refused(&format!("the member `{name}`"), site, At { span, ..at });
            return Some(FieldLayout {
                offset: 0,
                bits: None,
            });
        };
        // Of an anonymous member, the first one in it was asked for.
        let inner = match field.is_anonymous() {
            true => self.unit.types.first_offset(field.ty),
            false => 0,
        };
        Some(FieldLayout {
            offset: offset.saturating_sub(inner),
            bits: None,
        })
    }
}

fn decl_name(unit: &Unit<'_>, index: usize) -> crate::names::Name {
    unit.decls()[index].name
}

fn is_same(said: DeclKind, found: Value) -> bool {
    match said {
        DeclKind::Value(Value::Ask | Value::Error) => true,
        DeclKind::Value(said) => said == found,
        _ => true,
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Ask | Value::Error => "nothing".to_owned(),
    }
}

fn float(size: u64) -> Option<Scalar> {
    match size {
        4 => Some(Scalar::Float),
        8 => Some(Scalar::Double),
        _ => None,
    }
}

/// The integer that holds an enum: in the words that compilers have for it.
fn enum_base(size: u64, is_negative: bool, unit: &Unit<'_>) -> Option<Scalar> {
    use Scalar::{Int, Long, LongLong, SChar, Short, UChar, UInt, ULong, ULongLong, UShort};
    let all = match is_negative {
        true => [SChar, Short, Int, Long, LongLong],
        false => [UChar, UShort, UInt, ULong, ULongLong],
    };
    let target = &unit.types.target;
    all.into_iter()
        .find(|base| base.size(target) as u64 == size)
}
