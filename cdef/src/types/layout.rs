//! Where members lie, while a text is read: with `lltype`'s engine, before there are `lltype`'s types.

use lltype::{Extent, FieldLayout, Layout, MemberAttrs, PlaceError, Placer, RecordKind};

use super::{Body, EnumId, Field, Length, Node, RecordId, RecordLayout, TypeId, Types};
use crate::limits::MAX_DEPTH;

/// Why a type has no size, and the type that is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoSize {
    /// An error was told.
    Error,
    /// The inside is not known.
    Opaque(TypeId),
    /// An array without a length.
    Length(TypeId),
    Function(TypeId),
    /// The compiler knows.
    NeedsCompiler(TypeId),
    Recursive(TypeId),
    TooLarge(TypeId),
    TooDeep(TypeId),
    /// No integer holds all constants of an enumeration.
    Enum(TypeId),
    /// The target has no such type.
    Target(TypeId),
    /// An alignment that there cannot be.
    Alignment(TypeId, u64),
}

impl Types<'_> {
    /// What a type takes.
    pub(crate) fn extent(&mut self, ty: TypeId) -> Result<Extent, NoSize> {
        self.sized(ty, 0).map(|(extent, _)| extent)
    }

    pub(crate) fn layout(&mut self, ty: TypeId) -> Result<Layout, NoSize> {
        self.extent(ty).map(|extent| extent.layout())
    }

    /// What a type takes, and how deep types lie in types in it.
    fn sized(&mut self, ty: TypeId, depth: u32) -> Result<(Extent, u32), NoSize> {
        if depth > MAX_DEPTH {
            return Err(NoSize::TooDeep(ty));
        }
        let super::Behind { ty, align } = self.behind(ty);
        let (extent, deep) = self.sized_unaliased(ty, depth)?;
        Ok(match align {
            Some(align) => (extent.with_align(u64::from(align)), deep),
            None => (extent, deep),
        })
    }

    fn sized_unaliased(&mut self, ty: TypeId, depth: u32) -> Result<(Extent, u32), NoSize> {
        let target = self.target;
        let plain = |layout| Ok((Extent::of(layout), 0));
        match self.node(ty) {
            Node::Error | Node::Typedef { .. } => Err(NoSize::Error),
            Node::Void | Node::Opaque(_) => Err(NoSize::Opaque(ty)),
            Node::Scalar(scalar) if !scalar.exists(&target) => Err(NoSize::Target(ty)),
            Node::Scalar(scalar) => plain(scalar.layout(&target)),
            Node::Pointer(_) => plain(target.pointer_layout()),
            Node::Vector(vector) => plain(target.vector_layout(vector)),
            Node::Function(_) => Err(NoSize::Function(ty)),
            Node::Ask(..) => Err(NoSize::NeedsCompiler(ty)),
            Node::Enum(id) => self.sized_enum(ty, id).and_then(plain),
            Node::Array { item, length } => self.sized_array(ty, item, length, depth),
            Node::Record(id) => self.sized_record(ty, id, depth),
        }
    }

    fn sized_enum(&self, ty: TypeId, id: EnumId) -> Result<Layout, NoSize> {
        let enumeration = self.enum_at(id);
        match self.enum_base(id) {
            _ if enumeration.body == Body::Broken => Err(NoSize::Error),
            _ if self.is_asked(id) => Err(NoSize::NeedsCompiler(ty)),
            Some(base) => Ok(base.layout(&self.target)),
            None => Err(NoSize::Enum(ty)),
        }
    }

    fn sized_array(
        &mut self,
        ty: TypeId,
        item: TypeId,
        length: Length,
        depth: u32,
    ) -> Result<(Extent, u32), NoSize> {
        let count = match length {
            Length::Fixed(count) => count,
            Length::Ask => return Err(NoSize::NeedsCompiler(ty)),
            Length::Broken => return Err(NoSize::Error),
            Length::Unknown | Length::Variable => return Err(NoSize::Length(ty)),
        };
        let (item, deep) = self.sized(item, depth + 1)?;
        let max = self.target.max_size();
        let extent = item
            .array(count)
            .filter(|extent| extent.layout().size <= max);
        Ok((extent.ok_or(NoSize::TooLarge(ty))?, deep + 1))
    }

    fn sized_record(
        &mut self,
        ty: TypeId,
        id: RecordId,
        depth: u32,
    ) -> Result<(Extent, u32), NoSize> {
        let record = self.record_at(id);
        match (&record.layout, record.body) {
            (RecordLayout::Known { whole, depth, .. }, _) => return Ok((*whole, *depth)),
            (RecordLayout::None(reason), _) => return Err(*reason),
            (RecordLayout::Open, _) | (_, Body::Open) => return Err(NoSize::Recursive(ty)),
            (_, Body::Unknown) => return Err(NoSize::Opaque(ty)),
            (_, Body::Broken) => return Err(NoSize::Error),
            (_, Body::Partial) => return Err(NoSize::NeedsCompiler(ty)),
            (RecordLayout::Unknown, Body::Known) if depth >= MAX_DEPTH => {
                return Err(NoSize::TooDeep(ty));
            }
            (RecordLayout::Unknown, Body::Known) => {}
        }
        let kept = |layout| {
            move |types: &mut Self| {
                if let Some(record) = types.record_mut(id) {
                    record.layout = layout;
                }
            }
        };
        kept(RecordLayout::Open)(self);
        let placed = self.place_members(ty, id, depth);
        let (layout, result) = match placed {
            Ok((whole, fields, depth)) => {
                let layout = RecordLayout::Known {
                    whole,
                    fields,
                    depth,
                };
                (layout, Ok((whole, depth)))
            }
            // What is not known now may be known later in the text.
            Err(reason @ NoSize::Opaque(_)) => (RecordLayout::Unknown, Err(reason)),
            Err(reason) => (RecordLayout::None(reason), Err(reason)),
        };
        kept(layout)(self);
        result
    }

    fn place_members(
        &mut self,
        ty: TypeId,
        id: RecordId,
        depth: u32,
    ) -> Result<(Extent, Vec<FieldLayout>, u32), NoSize> {
        let record = self.record_at(id);
        let attrs = record.attrs;
        let is_struct = record.kind == RecordKind::Struct;
        let count = record.fields.len();
        let mut placer = Placer::new(&self.target, record.kind, &attrs);
        let (mut fields, mut deepest) = (Vec::with_capacity(count), 0);
        for index in 0..count {
            let field = self.record_at(id).fields[index];
            let (extent, deep) = self.member(&field, is_struct && index + 1 == count, depth)?;
            deepest = deep.max(deepest);
            let attrs = MemberAttrs {
                packed: field.packed,
                align: field.align,
            };
            fields.push(match field.bits {
                Some(width) => {
                    placer.place_bits(extent.layout(), width, field.name.is_some(), attrs)
                }
                None => placer.place(extent, attrs),
            });
        }
        match placer.finish(attrs.align) {
            _ if deepest >= MAX_DEPTH => Err(NoSize::TooDeep(ty)),
            Ok(whole) => Ok((whole, fields, deepest + 1)),
            Err(PlaceError::Alignment(align)) => Err(NoSize::Alignment(ty, align)),
            _ => Err(NoSize::TooLarge(ty)),
        }
    }

    /// What a member takes: an array without a length at the end takes nothing.
    fn member(
        &mut self,
        field: &Field,
        is_last: bool,
        depth: u32,
    ) -> Result<(Extent, u32), NoSize> {
        match self.kind(field.ty) {
            Node::Array {
                item,
                length: Length::Unknown,
            } if is_last => {
                let (item, deep) = self.sized(item, depth + 1)?;
                let none = item.array(0).unwrap_or(Extent::NOTHING);
                Ok((none, deep))
            }
            _ => self.sized(field.ty, depth + 1),
        }
    }
}

impl Types<'_> {
    /// What a struct or union takes.
    pub(crate) fn record_extent(&mut self, id: RecordId) -> Result<Extent, NoSize> {
        self.sized_record(self.record_at(id).ty, id, 0)
            .map(|(extent, _)| extent)
    }

    /// What a member takes.
    pub(crate) fn member_extent(&mut self, id: RecordId, index: usize) -> Result<Extent, NoSize> {
        let record = self.record_at(id);
        let is_last = record.kind == RecordKind::Struct && index + 1 == record.fields.len();
        let field = record.fields[index];
        self.member(&field, is_last, 0).map(|(extent, _)| extent)
    }
}

impl Types<'_> {
    /// Lays out a struct as the compiler has it. It is partial, as one is that has a partial member.
    pub(crate) fn place(&mut self, id: RecordId, layout: Layout, fields: Vec<FieldLayout>) {
        let record = self.record_at(id);
        let (is_struct, count) = (record.kind == RecordKind::Struct, record.fields.len());
        let mut deepest = 0;
        for index in 0..count {
            let field = self.record_at(id).fields[index];
            let is_last = is_struct && index + 1 == count;
            deepest = match self.member(&field, is_last, 0) {
                Ok((_, deep)) => deep.max(deepest),
                Err(_) => deepest,
            };
        }
        if let Some(record) = self.record_mut(id) {
            record.body = Body::Partial;
            record.layout = RecordLayout::Known {
                whole: Extent::of(layout),
                fields,
                depth: deepest + 1,
            };
        }
    }

    /// The offset of the first member with a name, in an anonymous struct.
    pub(crate) fn first_offset(&mut self, ty: TypeId) -> u64 {
        let Some(id) = self.as_record(ty) else {
            return 0;
        };
        let _ = self.record_extent(id);
        let record = self.record_at(id);
        let RecordLayout::Known { fields, .. } = &record.layout else {
            return 0;
        };
        let mut members = record.fields.iter().zip(fields);
        let found = members.find(|(field, _)| field.bits.is_none());
        let Some((field, place)) = found.map(|(field, place)| (*field, *place)) else {
            return 0;
        };
        match field.is_anonymous() {
            true => place.offset + self.first_offset(field.ty),
            false => place.offset,
        }
    }
}

impl Types<'_> {
    /// The size of what is laid out already; 0 of what has none.
    pub(crate) fn known_size(&self, ty: TypeId) -> u64 {
        let target = &self.target;
        match self.kind(ty) {
            Node::Scalar(scalar) => scalar.layout(target).size,
            Node::Pointer(_) => target.pointer_layout().size,
            Node::Vector(vector) => target.vector_layout(vector).size,
            Node::Enum(id) => self
                .enum_base(id)
                .map_or(0, |base| base.layout(target).size),
            Node::Array {
                item,
                length: Length::Fixed(count),
            } => count.saturating_mul(self.known_size(item)),
            Node::Record(id) => match &self.record_at(id).layout {
                RecordLayout::Known { whole, .. } => whole.layout().size,
                _ => 0,
            },
            _ => 0,
        }
    }

    /// What a type takes, if values of it can be used at all: a struct with pointers to functions that
    /// take what only a compiler knows cannot.
    pub(crate) fn usable_layout(&mut self, ty: TypeId) -> Result<Layout, NoSize> {
        let layout = self.layout(ty)?;
        match self.unknown_in(ty, 0) {
            Some(unknown) => Err(NoSize::Opaque(unknown)),
            None => Ok(layout),
        }
    }

    /// The `typedef ... t;` that a function takes or gives by value, to which a member points.
    fn unknown_in(&self, ty: TypeId, depth: u32) -> Option<TypeId> {
        if depth > 4 {
            return None;
        }
        match self.kind(ty) {
            Node::Record(id) => {
                let fields = self.record_at(id).fields.iter();
                fields
                    .into_iter()
                    .find_map(|field| self.unknown_in(field.ty, depth + 1))
            }
            Node::Array { item, .. } => self.unknown_in(item, depth + 1),
            Node::Pointer(to) => match self.kind(to.ty) {
                Node::Function(id) => {
                    let function = self.function_at(id);
                    let mut types = function.params.iter().map(|param| param.ty);
                    let is_unknown = |ty: &TypeId| matches!(self.kind(*ty), Node::Opaque(_));
                    types
                        .find(is_unknown)
                        .or(Some(function.result).filter(is_unknown))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What a function takes or gives that cannot be passed.
    pub(crate) fn unpassable(&self, ty: TypeId) -> Option<TypeId> {
        match self.kind(ty) {
            Node::Function(id) => {
                let function = self.function_at(id);
                let mut types = function.params.iter().map(|param| param.ty);
                types
                    .find(|ty| !self.is_passable(*ty))
                    .or(Some(function.result).filter(|ty| !self.is_passable(*ty)))
            }
            Node::Array { item, .. } => self.unpassable(item),
            _ => None,
        }
    }
}
