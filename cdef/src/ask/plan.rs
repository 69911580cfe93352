//! Which questions there are: one for each fact.

use hashbrown::HashSet;

use super::Question;
use super::access::Access;
use crate::names::Name;
use crate::scope::{Decl, DeclKind, Unit, Value};
use crate::types::{
    Asked, Body, EnumId, Field, Length, NoSize, Node, RecordId, RecordLayout, TypeId,
};

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Site {
    Size(RecordId),
    Align(RecordId),
    /// Of a member, by its index; of an anonymous one, that of the first member in it that has a name.
    Offset(RecordId, usize),
    MemberSize(RecordId, usize),
    /// How many items an array has.
    Length(TypeId),
    /// Of `typedef int... t;` and its like: whether a fraction is lost in it.
    IsWhole(TypeId),
    ScalarSize(TypeId),
    IsNegative(TypeId),
    EnumSize(EnumId),
    EnumIsNegative(EnumId),
    /// Of an enum, the constant with this index.
    Enumerator(EnumId, usize),
    /// Of the declaration with this index.
    Value(usize),
}

/// A question, and what it is about.
pub(crate) struct Item {
    pub(crate) site: Site,
    pub(crate) question: Question,
}

/// Every question about a unit, always in the same order.
pub(crate) fn items(unit: &Unit<'_>) -> Vec<Item> {
    let mut plan = Plan {
        unit,
        access: Access::of(unit),
        items: Vec::new(),
        seen: HashSet::default(),
    };
    plan.declarations();
    let records: Vec<RecordId> = unit.types.own_records().collect();
    records.into_iter().for_each(|id| plan.record(id));
    unit.types.own_enums().for_each(|id| plan.enumeration(id));
    plan.items
}

/// Whether the layout of a struct is the compiler's: its text says `...;`, or a member of it does.
pub(crate) fn is_asked(unit: &Unit<'_>, id: RecordId) -> bool {
    let record = unit.types.record_at(id);
    let has_bits = record.fields.iter().any(|field| field.bits.is_some());
    let needs = matches!(
        record.layout,
        RecordLayout::None(NoSize::NeedsCompiler(_)) | RecordLayout::Unknown
    );
    match record.body {
        Body::Partial => true,
        Body::Known => needs && !has_bits,
        _ => false,
    }
}

/// The first member with a name in an anonymous one, and itself of others: what C asks `offsetof` of.
pub(crate) fn first_name(unit: &Unit<'_>, field: &Field) -> Option<Name> {
    if field.name.is_some() || field.bits.is_some() {
        return field.name;
    }
    let inner = unit.types.as_record(field.ty)?;
    let mut fields = unit.types.record_at(inner).fields.iter();
    fields.find_map(|field| first_name(unit, field))
}

struct Plan<'u, 'b> {
    unit: &'u Unit<'b>,
    access: Access,
    items: Vec<Item>,
    /// The arrays that were asked about: a type may be reached twice.
    seen: HashSet<TypeId>,
}

impl Plan<'_, '_> {
    fn ask(&mut self, site: Site, expression: String) {
        self.push(site, expression, false);
    }

    fn push(&mut self, site: Site, expression: String, is_float: bool) {
        let question = Question {
            expression,
            is_float,
        };
        self.items.push(Item { site, question });
    }

    fn declarations(&mut self) {
        let enumerators = self.enumerators();
        for (index, decl) in self.unit.decls().iter().enumerate() {
            let is_last = self.unit.find(decl.name);
            let is_last = is_last.is_some_and(|(_, last)| core::ptr::eq(last, decl));
            if !is_last || self.unit.file(decl.at.file).is_builtin() {
                continue;
            }
            match decl.kind {
                DeclKind::Typedef => self.typedef(decl),
                DeclKind::Variable | DeclKind::Constant => self.variable(index, decl),
                DeclKind::Value(_) if enumerators.contains(&decl.name) => {}
                DeclKind::Value(Value::Int(_) | Value::Ask) => self.value(index, decl, false),
                DeclKind::Value(Value::Float(_)) => self.value(index, decl, true),
                DeclKind::Value(Value::Error) | DeclKind::Function | DeclKind::Callback { .. } => {}
            }
        }
    }

    /// The constants of enums, which are asked for with their enums.
    fn enumerators(&self) -> HashSet<Name> {
        let types = &self.unit.types;
        let enums = types.own_enums().map(|id| types.enum_at(id));
        let constants = enums.flat_map(|found| &found.constants);
        constants.map(|(name, _)| *name).collect()
    }

    fn typedef(&mut self, decl: &Decl) {
        let name = self.unit.names.text(decl.name).to_owned();
        let ty = decl.ty.ty;
        let written = match self.unit.types.node(ty) {
            Node::Typedef { of, .. } => of,
            _ => ty,
        };
        match self.unit.types.node(written) {
            Node::Ask(asked, what) if asked == decl.name => {
                self.ask(Site::IsWhole(written), format!("(({name})1.5 == 1)"));
                self.ask(Site::ScalarSize(written), format!("sizeof({name})"));
                if what == Asked::Integer {
                    self.ask(Site::IsNegative(written), format!("(({name})-1 < 0)"));
                }
            }
            _ => self.lengths(written, &format!("*({name} *)0")),
        }
    }

    fn variable(&mut self, index: usize, decl: &Decl) {
        let name = self.unit.names.text(decl.name).to_owned();
        self.lengths(decl.ty.ty, &name);
        if decl.kind == DeclKind::Constant {
            match self.unit.types.kind(decl.ty.ty) {
                Node::Scalar(lltype::Scalar::Float | lltype::Scalar::Double)
                | Node::Ask(_, Asked::Float) => self.value(index, decl, true),
                Node::Scalar(scalar) if scalar.is_integer() => self.value(index, decl, false),
                Node::Enum(_) | Node::Ask(_, Asked::Integer) => self.value(index, decl, false),
                _ => {}
            }
        }
    }

    fn value(&mut self, index: usize, decl: &Decl, is_float: bool) {
        let expression = format!("({})", self.unit.names.text(decl.name));
        self.push(Site::Value(index), expression, is_float);
    }

    /// The lengths in the type of an expression that the text leaves to the compiler.
    fn lengths(&mut self, ty: TypeId, expression: &str) {
        match self.unit.types.node(ty) {
            Node::Array { item, length } => {
                if length == Length::Ask && self.seen.insert(ty) {
                    let count = format!("sizeof({expression}) / sizeof(({expression})[0])");
                    self.ask(Site::Length(ty), count);
                }
                self.lengths(item, &format!("({expression})[0]"));
            }
            Node::Pointer(to) => self.lengths(to.ty, &format!("*({expression})")),
            _ => {}
        }
    }

    fn record(&mut self, id: RecordId) {
        let record = self.unit.types.record_at(id);
        let Some(c_type) = self.access.get(id).map(str::to_owned) else {
            return;
        };
        let is_written = !self.unit.file(record.at.file).is_builtin();
        if !is_written || !matches!(record.body, Body::Known | Body::Partial) {
            return;
        }
        self.ask(Site::Size(id), format!("sizeof({c_type})"));
        self.ask(Site::Align(id), format!("__alignof__({c_type})"));
        self.members(id, &c_type);
    }

    /// The members of a struct, or of an anonymous one in it, by the struct that has the name.
    fn members(&mut self, id: RecordId, c_type: &str) {
        let count = self.unit.types.record_at(id).fields.len();
        for index in 0..count {
            let field = self.unit.types.record_at(id).fields[index];
            if field.bits.is_some() {
                continue;
            }
            let Some(name) = first_name(self.unit, &field) else {
                continue;
            };
            let name = self.unit.names.text(name).to_owned();
            let offset = format!("__builtin_offsetof({c_type}, {name})");
            self.ask(Site::Offset(id, index), offset);
            match self.unit.types.as_record(field.ty) {
                Some(inner) if field.is_anonymous() => self.members(inner, c_type),
                _ => self.member(id, index, field.ty, &format!("(({c_type} *)0)->{name}")),
            }
        }
    }

    fn member(&mut self, id: RecordId, index: usize, ty: TypeId, expression: &str) {
        if !self.unit.types.is_open_array(ty) {
            self.ask(Site::MemberSize(id, index), format!("sizeof({expression})"));
        }
        self.lengths(ty, expression);
    }

    fn enumeration(&mut self, id: EnumId) {
        let enumeration = self.unit.types.enum_at(id);
        let is_read = matches!(enumeration.body, Body::Known | Body::Partial);
        if !is_read || self.unit.file(enumeration.at.file).is_builtin() {
            return;
        }
        if let Some(name) = self.unit.types.enum_name(&self.unit.names, id) {
            self.ask(Site::EnumSize(id), format!("sizeof({name})"));
            self.ask(Site::EnumIsNegative(id), format!("(({name})-1 < 0)"));
        }
        for index in 0..enumeration.constants.len() {
            let (name, _) = enumeration.constants[index];
            let expression = format!("({})", self.unit.names.text(name));
            self.ask(Site::Enumerator(id, index), expression);
        }
    }
}
