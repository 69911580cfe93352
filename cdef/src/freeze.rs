//! `lltype`'s types, made of those that a text declares.

use lltype::{
    ArrayLength, EnumSpec, FieldSpec, FunctionSpec, Layout, RecordKind, RecordSpec, Scalar, Type,
    TypeBuilder, TypeError, TypeSet,
};

use crate::scope::Unit;
use crate::types::{
    Body, EnumId, Enumerator, Field, FunctionId, Length, Node, Qualified, RecordId, RecordLayout,
    TypeId,
};

/// The types of a unit, frozen.
#[derive(Debug, Clone)]
pub(crate) struct Frozen {
    set: TypeSet,
    /// For each type that is not always there, its number in the set; `None` if `lltype` has no such
    /// type: functions that take or give what cannot be passed.
    ids: Vec<Option<lltype::TypeId>>,
    first: usize,
}

impl Frozen {
    /// Freezes the types that are the unit's own, over those of its base.
    pub(crate) fn new(unit: &Unit<'_>, base: Option<&Frozen>) -> Result<Frozen, TypeError> {
        let own: Vec<TypeId> = unit.types.own().collect();
        let first = own.first().map_or(0, |ty| ty.index());
        let mut freezer = Freezer {
            unit,
            base,
            builder: TypeBuilder::new(),
            ids: Vec::with_capacity(own.len()),
            first,
            records: Vec::new(),
        };
        for ty in own {
            let id = freezer.node(ty)?;
            freezer.ids.push(id);
        }
        freezer.fill_records()?;
        Ok(Frozen {
            set: freezer.builder.freeze()?,
            ids: freezer.ids,
            first,
        })
    }

    /// The type; `None` if `lltype` has no such type, or if it is not of this unit.
    pub(crate) fn get(&self, unit: &Unit<'_>, ty: TypeId) -> Option<Type> {
        match unit.types.node(ty) {
            Node::Void => return Some(Type::VOID),
            Node::Scalar(scalar) => return Some(scalar.into()),
            _ => {}
        }
        let id = ty.index().checked_sub(self.first)?;
        self.set.get((*self.ids.get(id)?)?).ok()
    }
}

struct Freezer<'f, 'b> {
    unit: &'f Unit<'b>,
    base: Option<&'f Frozen>,
    builder: TypeBuilder,
    ids: Vec<Option<lltype::TypeId>>,
    first: usize,
    /// The structs whose members are still to be told, with their forward references.
    records: Vec<(RecordId, lltype::TypeId)>,
}

impl Freezer<'_, '_> {
    /// The number of a type that was made before.
    fn get(&mut self, ty: TypeId) -> Option<lltype::TypeId> {
        match self.unit.types.node(ty) {
            Node::Void => return Some(self.builder.import(Type::VOID)),
            Node::Scalar(scalar) => return Some(self.builder.import(scalar.into())),
            Node::Error => return None,
            _ => {}
        }
        match ty.index().checked_sub(self.first) {
            Some(own) => self.ids.get(own).copied().flatten(),
            None => {
                let ty = self.base?.get(self.unit, ty)?;
                Some(self.builder.import(ty))
            }
        }
    }

    fn node(&mut self, ty: TypeId) -> Result<Option<lltype::TypeId>, TypeError> {
        Ok(match self.unit.types.node(ty) {
            Node::Error => None,
            Node::Void | Node::Scalar(_) => self.get(ty),
            Node::Pointer(to) => Some(self.pointer(to)?),
            Node::Array { item, length } => self.array(item, length)?,
            Node::Function(id) => self.function(id)?,
            Node::Record(id) => Some(self.record(id)),
            Node::Enum(id) => Some(self.enumeration(id)),
            Node::Vector(vector) => {
                let vector = Type::vector(vector.item, vector.lanes)?;
                Some(self.builder.import(vector))
            }
            Node::Typedef { name, of, align } => match self.get(of) {
                Some(of) => {
                    let name = self.unit.names.text(name);
                    Some(match align {
                        Some(align) => self.builder.aligned_typedef(name, of, align)?,
                        None => self.builder.typedef(name, of)?,
                    })
                }
                None => None,
            },
            Node::Opaque(name) | Node::Ask(name, _) => {
                Some(self.builder.opaque(self.unit.names.text(name)))
            }
        })
    }

    /// A pointer; one to what `lltype` does not have is a `void *`.
    fn pointer(&mut self, to: Qualified) -> Result<lltype::TypeId, TypeError> {
        let pointee = match self.get(to.ty) {
            Some(pointee) => pointee,
            None => self.builder.import(Type::VOID),
        };
        self.builder.pointer(pointee, to.qualifiers)
    }

    fn array(&mut self, item: TypeId, length: Length) -> Result<Option<lltype::TypeId>, TypeError> {
        let length = match length {
            Length::Fixed(count) => ArrayLength::Fixed(count),
            Length::Unknown | Length::Ask | Length::Variable | Length::Broken => {
                ArrayLength::NoLength
            }
        };
        match self.inner(item) {
            Some(item) => self.builder.array(item, length).map(Some),
            None => Ok(None),
        }
    }

    /// A type that lies in another: one that ends in an array without a length may do that in GNU C, and
    /// not in `lltype`, which then knows its size alone.
    fn inner(&mut self, ty: TypeId) -> Option<lltype::TypeId> {
        match self.unit.types.kind(ty) {
            Node::Record(id) if self.unit.types.is_var_sized(ty) => {
                let RecordLayout::Known { whole, .. } = self.unit.types.record_at(id).layout else {
                    return None;
                };
                Some(self.sized_opaque(id, whole.layout()))
            }
            Node::Array { length, .. } if !matches!(length, Length::Fixed(_)) => None,
            _ => self.get(ty),
        }
    }

    fn sized_opaque(&mut self, id: RecordId, layout: Layout) -> lltype::TypeId {
        let name = self.unit.types.record_name(&self.unit.names, id);
        let name = name.unwrap_or_else(|| "struct __anonymous".to_owned());
        self.builder.sized_opaque(&name, layout)
    }

    /// A function, if all that it takes and gives can be passed.
    fn function(&mut self, id: FunctionId) -> Result<Option<lltype::TypeId>, TypeError> {
        let unit = self.unit;
        let function = unit.types.function_at(id);
        let mut types = function.params.iter().map(|param| param.ty);
        if types.any(|ty| !unit.types.is_passable(ty)) || !unit.types.is_passable(function.result) {
            return Ok(None);
        }
        let Some(result) = self.get(function.result) else {
            return Ok(None);
        };
        let mut spec = FunctionSpec::returning(result).convention(function.convention);
        for param in &function.params {
            let Some(ty) = self.get(param.ty) else {
                return Ok(None);
            };
            let name = param.name.map_or("", |name| unit.names.text(name));
            spec = spec.param(name, ty);
        }
        if function.variadic {
            spec = spec.variadic();
        }
        self.builder.function_of(spec).map(Some)
    }

    /// A struct, whose members are told later; or an opaque type, where they are not known.
    fn record(&mut self, id: RecordId) -> lltype::TypeId {
        let record = self.unit.types.record_at(id);
        // The compiler said how large it is, and there may be members that nobody asked for.
        if let (RecordLayout::Known { whole, .. }, Body::Partial) = (&record.layout, record.body) {
            return self.sized_opaque(id, whole.layout());
        }
        if let RecordLayout::Known { .. } = record.layout {
            let forward = self.builder.forward();
            self.records.push((id, forward));
            return forward;
        }
        let name = self.unit.types.record_name(&self.unit.names, id);
        self.builder
            .opaque(&name.unwrap_or_else(|| "struct __anonymous".to_owned()))
    }

    fn fill_records(&mut self) -> Result<(), TypeError> {
        for (id, forward) in core::mem::take(&mut self.records) {
            let record = match self.members(id) {
                Some(spec) => self.builder.record(spec)?,
                None => {
                    let RecordLayout::Known { whole, .. } = self.unit.types.record_at(id).layout
                    else {
                        continue;
                    };
                    self.sized_opaque(id, whole.layout())
                }
            };
            self.builder.resolve(forward, record)?;
        }
        Ok(())
    }

    /// A struct with its members; `None` if one is of a type that `lltype` does not have.
    fn members(&mut self, id: RecordId) -> Option<RecordSpec<lltype::TypeId>> {
        let unit = self.unit;
        let record = unit.types.record_at(id);
        let name = unit.types.record_name(&unit.names, id).unwrap_or_default();
        let mut spec = match record.kind {
            RecordKind::Struct => RecordSpec::structure(&name),
            RecordKind::Union => RecordSpec::union(&name),
        };
        if record.attrs.packed {
            spec = spec.packed();
        }
        if let Some(bytes) = record.attrs.pack {
            spec = spec.pack(bytes);
        }
        if let Some(bytes) = record.attrs.align {
            spec = spec.aligned(bytes);
        }
        let count = record.fields.len();
        for (index, field) in record.fields.iter().enumerate() {
            let is_last = record.kind == RecordKind::Struct && index + 1 == count;
            spec = spec.member(self.member(field, is_last)?);
        }
        Some(spec)
    }

    fn member(&mut self, field: &Field, is_last: bool) -> Option<FieldSpec<lltype::TypeId>> {
        // Of an anonymous member, `lltype` must see the members.
        if field.is_anonymous() && self.unit.types.is_var_sized(field.ty) {
            return None;
        }
        let is_array = matches!(self.unit.types.kind(field.ty), Node::Array { .. });
        let ty = match is_last && is_array {
            true => self.get(field.ty),
            false => self.inner(field.ty),
        };
        let name = field.name.map_or("", |name| self.unit.names.text(name));
        Some(FieldSpec {
            qualifiers: field.qualifiers,
            bits: field.bits,
            packed: field.packed,
            align: field.align,
            ..FieldSpec::new(name, ty?)
        })
    }

    fn enumeration(&mut self, id: EnumId) -> lltype::TypeId {
        let (types, names) = (&self.unit.types, &self.unit.names);
        let enumeration = types.enum_at(id);
        let name = types.enum_name(names, id).unwrap_or_default();
        if types.is_asked(id) {
            let name = if name.is_empty() {
                "enum __anonymous"
            } else {
                &name
            };
            return self.builder.opaque(name);
        }
        let mut spec = EnumSpec::named(&name);
        let base = match enumeration.body {
            // What compilers take for an enum that they do not know.
            Body::Unknown => Some(Scalar::UInt),
            _ if enumeration.packed => types.enum_base(id),
            _ => enumeration.base,
        };
        if let Some(base) = base {
            spec = spec.base(base);
        }
        for (name, value) in &enumeration.constants {
            if let Enumerator::Value(value) = *value {
                spec = spec.constant(names.text(*name), value);
            }
        }
        match Type::enumeration(spec) {
            Ok(ty) => self.builder.import(ty),
            // No integer has its constants: that was told.
            Err(_) => self.builder.import(Scalar::Int.into()),
        }
    }
}

impl crate::types::Types<'_> {
    /// Whether a value of the type can be a parameter or a result: a pointer always can.
    pub(crate) fn is_passable(&self, ty: TypeId) -> bool {
        match self.kind(ty) {
            Node::Error | Node::Opaque(_) | Node::Ask(..) => false,
            Node::Array { .. } | Node::Function(_) => false,
            Node::Record(id) => matches!(self.record_at(id).layout, RecordLayout::Known { .. }),
            Node::Enum(id) => !self.is_asked(id),
            _ => true,
        }
    }
}
