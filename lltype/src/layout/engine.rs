//! Layouts at run time, of any type.

use std::collections::HashMap;

use super::bits::Bits;
use super::{Extent, Fault, FieldLayout, Layout, LayoutError, Placer, RecordLayout};
use crate::desc::{ArrayLength, VectorDesc};
use crate::ty::{Enum, Field, Kind, Record};
use crate::{Scalar, Target, Type};

/// How deep types may lie inside of types: compilers take no more brackets, and it is far from
/// the end of the stack.
pub(crate) const MAX_DEPTH: u32 = 256;

impl Target {
    /// The size and the alignment of a type.
    ///
    /// ```
    /// use lltype::{Target, Type};
    /// let layout = Target::S390X_LINUX_GNU.layout(&Type::of::<[i16; 3]>())?;
    /// assert_eq!((layout.size, layout.align), (6, 2));
    /// # Ok::<(), lltype::LayoutError>(())
    /// ```
    ///
    /// # Errors
    /// [`LayoutError`]: the type has no size, or not on this target.
    pub fn layout(&self, ty: &Type) -> Result<Layout, LayoutError> {
        Ok(Engine::new(self).extent(ty, 0)?.layout)
    }

    /// C's `sizeof(T)`. Of a struct that ends in an array without a fixed length, it is the size
    /// without the array, as in C.
    ///
    /// # Errors
    /// As [`layout`](Self::layout).
    pub fn sizeof(&self, ty: &Type) -> Result<u64, LayoutError> {
        self.layout(ty).map(|layout| layout.size)
    }

    /// The alignment that a member of the type has.
    ///
    /// # Errors
    /// As [`layout`](Self::layout).
    pub fn alignof(&self, ty: &Type) -> Result<u64, LayoutError> {
        self.layout(ty).map(|layout| layout.align)
    }

    /// The size of a var-sized type with room for `count` items: RPython's `llmemory.sizeof(T, n)`.
    /// Of another type, it is the size of `count` of them.
    ///
    /// ```
    /// use lltype::{ArrayLength, Scalar, Target, Type};
    /// let chars = Type::array_of(&Scalar::Char.into(), ArrayLength::Header)?;
    /// assert_eq!(Target::X86_64_LINUX_GNU.sizeof_n(&chars, 5)?, 8 + 5);
    /// # Ok::<(), lltype::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`layout`](Self::layout).
    pub fn sizeof_n(&self, ty: &Type, count: u64) -> Result<u64, LayoutError> {
        Engine::new(self).size_with(ty, count)
    }

    /// Where each member of a struct or union lies.
    ///
    /// # Errors
    /// As [`layout`](Self::layout), and [`LayoutError::NoMembers`] if it is neither.
    pub fn record_layout(&self, ty: &Type) -> Result<RecordLayout, LayoutError> {
        let Some(record) = ty.as_record() else {
            return Err(LayoutError::NoMembers {
                ty: ty.to_string(),
                step: "layout of members".to_owned(),
            });
        };
        let mut fields = Vec::with_capacity(record.len());
        let extent = Engine::new(self).record(ty, &record, 0, |field| fields.push(field))?;
        Ok(RecordLayout {
            whole: extent.layout,
            fields,
        })
    }
}

/// One question to a target. It remembers structs inside of structs, so that a type which holds
/// another many times, on every level, does not take forever.
pub(super) struct Engine<'t> {
    target: &'t Target,
    known: HashMap<(usize, u32), Extent>,
}

impl<'t> Engine<'t> {
    pub(super) fn new(target: &'t Target) -> Self {
        Engine {
            target,
            known: HashMap::new(),
        }
    }

    pub(super) fn extent(&mut self, ty: &Type, depth: u32) -> Result<Extent, LayoutError> {
        self.of_kind(ty, ty.kind(), depth)
    }

    /// The extent of a type whose kind is known.
    fn of_kind(&mut self, ty: &Type, kind: Kind<'_>, depth: u32) -> Result<Extent, LayoutError> {
        match kind {
            Kind::Scalar(scalar) => self.scalar(scalar),
            Kind::Pointer { .. } => Ok(Extent::new(self.target.pointer_layout())),
            Kind::Enum(enumeration) => self.enumeration(ty, &enumeration),
            Kind::Vector(vector) => self.of_layout(ty, self.target.vector_layout(vector)),
            Kind::Array { item, length, .. } => self.array(ty, &item, length, depth),
            Kind::Opaque {
                layout: Some(layout),
                ..
            } => self.of_layout(ty, layout),
            Kind::Record(record) => self.known_record(ty, &record, depth),
            Kind::Opaque { .. } | Kind::Void | Kind::Function(_) => {
                Err(LayoutError::Incomplete(ty.to_string()))
            }
        }
    }

    /// A struct or union: worked out once, where it is inside of others.
    fn known_record(
        &mut self,
        ty: &Type,
        record: &Record<'_>,
        depth: u32,
    ) -> Result<Extent, LayoutError> {
        if depth == 0 {
            return self.record(ty, record, depth, drop);
        }
        if let Some(known) = self.known.get(&ty.place()) {
            return Ok(*known);
        }
        let extent = self.record(ty, record, depth, drop)?;
        self.known.insert(ty.place(), extent);
        Ok(extent)
    }

    #[inline]
    fn scalar(&self, scalar: Scalar) -> Result<Extent, LayoutError> {
        match scalar.exists(self.target) {
            true => Ok(Extent::new(scalar.layout(self.target))),
            false => Err(LayoutError::NoSuchType {
                ty: scalar.c_name(),
                target: self.target.name,
            }),
        }
    }

    /// A type of which somebody says what it takes.
    fn of_layout(&self, ty: &Type, layout: Layout) -> Result<Extent, LayoutError> {
        match layout.size <= self.target.max_size() {
            _ if !layout.is_possible() => Err(bad_alignment(ty, layout.align)),
            true => Ok(Extent::new(layout)),
            false => Err(LayoutError::TooLarge(ty.to_string())),
        }
    }

    fn enumeration(&self, ty: &Type, enumeration: &Enum<'_>) -> Result<Extent, LayoutError> {
        match enumeration.fits(self.target) {
            true => self.scalar(enumeration.base(self.target)),
            false => Err(LayoutError::NoInteger(ty.to_string())),
        }
    }

    fn array(
        &mut self,
        ty: &Type,
        item: &Type,
        length: ArrayLength,
        depth: u32,
    ) -> Result<Extent, LayoutError> {
        let count = match length {
            ArrayLength::Fixed(count) => count,
            ArrayLength::NoLength => return Err(LayoutError::Incomplete(ty.to_string())),
            ArrayLength::Header => {
                let header = self.header(item, depth)?;
                return Ok(Extent::new(header));
            }
        };
        let item = self.member(item, item.kind(), depth)?;
        let size = item.layout.size.checked_mul(count);
        size.filter(|size| *size <= self.target.max_size())
            .map(|size| item.resized(size))
            .ok_or_else(|| LayoutError::TooLarge(ty.to_string()))
    }

    /// What stands before the items of an array with a header.
    fn header(&mut self, item: &Type, depth: u32) -> Result<Layout, LayoutError> {
        let item = self.member(item, item.kind(), depth)?.layout;
        let word = self.target.pointer_layout();
        let align = word.align.max(item.align);
        Ok(Layout {
            size: word.size.next_multiple_of(align),
            align,
        })
    }

    /// A type inside of another: there, `void` is what a translator leaves out.
    fn member(&mut self, ty: &Type, kind: Kind<'_>, depth: u32) -> Result<Extent, LayoutError> {
        match kind {
            Kind::Void => Ok(Extent::NOTHING),
            _ if depth >= MAX_DEPTH => Err(LayoutError::TooDeep(ty.to_string())),
            kind => self.of_kind(ty, kind, depth + 1),
        }
    }

    /// Places the members, and shows `see` each of them.
    fn record(
        &mut self,
        ty: &Type,
        record: &Record<'_>,
        depth: u32,
        mut see: impl FnMut(FieldLayout),
    ) -> Result<Extent, LayoutError> {
        let attrs = record.attrs();
        let mut placer = Placer::new(self.target, record.kind(), &attrs);
        for (index, field) in record.fields().enumerate() {
            let place = match field.bits {
                Some(width) => self.bits(ty, index, &field, width, &mut placer)?,
                None => placer.field(self.field(&field.ty, depth)?, field.align),
            };
            see(place);
        }
        match placer.finish(attrs.align) {
            Ok(extent) if extent.layout.size <= self.target.max_size() => Ok(extent),
            Ok(_) | Err(Fault::TooLarge) => Err(LayoutError::TooLarge(ty.to_string())),
            Err(Fault::Alignment(align)) => Err(bad_alignment(ty, align)),
        }
    }

    /// What a member takes; an array without a length at the end takes nothing.
    #[inline]
    fn field(&mut self, ty: &Type, depth: u32) -> Result<Extent, LayoutError> {
        match ty.kind() {
            Kind::Array {
                item,
                length: ArrayLength::NoLength,
                ..
            } => Ok(self.member(&item, item.kind(), depth)?.resized(0)),
            // What most members are: without the way through all kinds.
            Kind::Scalar(scalar) => self.scalar(scalar),
            kind => self.member(ty, kind, depth),
        }
    }

    fn bits(
        &mut self,
        ty: &Type,
        index: usize,
        field: &Field<'_>,
        width: u32,
        placer: &mut Placer,
    ) -> Result<FieldLayout, LayoutError> {
        let integer = match field.ty.kind() {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Enum(enumeration) => {
                self.enumeration(&field.ty, &enumeration)?;
                Some(enumeration.base(self.target))
            }
            _ => None,
        };
        let most = integer.map_or(0, |integer| integer.bit_width(self.target));
        match integer {
            Some(integer) if u64::from(width) <= most => {
                let layout = self.scalar(integer)?.layout;
                let (named, align) = (field.name.is_some(), field.align);
                let bits = Bits {
                    width,
                    named,
                    align,
                };
                Ok(placer.bits(layout, bits))
            }
            _ => Err(too_wide(ty, index, field, width, most)),
        }
    }

    fn size_with(&mut self, ty: &Type, count: u64) -> Result<u64, LayoutError> {
        let too_large = || LayoutError::TooLarge(ty.to_string());
        let max = self.target.max_size();
        let sum = |start: u64, size: u64| {
            let size = size.checked_mul(count)?.checked_add(start)?;
            (size <= max).then_some(size)
        };
        let (start, item) = match ty.kind() {
            Kind::Array {
                item,
                length: ArrayLength::Header,
                ..
            } => (self.header(&item, 0)?.size, item),
            Kind::Array {
                item,
                length: ArrayLength::NoLength,
                ..
            } => (0, item),
            Kind::Record(record) if ty.is_var_sized() => {
                let mut offset = 0;
                let whole = self.record(ty, &record, 0, |field| offset = field.offset)?;
                let items = record.last().map_or(Type::VOID, |field| field.ty);
                let tail = self.size_with(&items, count)?;
                let size = offset.checked_add(tail).filter(|size| *size <= max);
                return Ok(size.ok_or_else(too_large)?.max(whole.layout.size));
            }
            _ => (0, ty.clone()),
        };
        let size = self.member(&item, item.kind(), 0)?.layout.size;
        sum(start, size).ok_or_else(too_large)
    }
}

impl Engine<'_> {
    /// The bytes before an item of an array.
    pub(super) fn items_before(&mut self, array: &Type, index: u64) -> Result<u64, LayoutError> {
        match array.kind() {
            Kind::Array {
                item,
                length: ArrayLength::Fixed(_),
                ..
            } => self.size_with(&item, index),
            _ => self.size_with(array, index),
        }
    }
}

impl Target {
    /// The largest size of an object.
    pub(super) const fn max_size(&self) -> u64 {
        match self.pointer {
            4 => (1 << 31) - 1,
            // Sizes are counted in bits on the way.
            _ => (1 << 59) - 1,
        }
    }

    pub(super) const fn pointer_layout(&self) -> Layout {
        Layout {
            size: self.pointer as u64,
            align: self.pointer as u64,
        }
    }

    pub(super) const fn vector_layout(&self, vector: VectorDesc) -> Layout {
        let size = vector.item.size(self) as u64 * vector.lanes as u64;
        let most = self.vector_align as u64;
        Layout {
            size,
            align: if size < most { size } else { most },
        }
    }
}

impl Scalar {
    /// How many bits a bit-field of the type can have: none, if it is no integer.
    pub(super) const fn bit_width(self, target: &Target) -> u64 {
        match self {
            Scalar::Bool => 1,
            _ if self.is_integer() => self.size(target) as u64 * 8,
            _ => 0,
        }
    }
}

fn bad_alignment(ty: &Type, align: u64) -> LayoutError {
    LayoutError::Alignment {
        ty: ty.to_string(),
        align,
    }
}

fn too_wide(ty: &Type, index: usize, field: &Field<'_>, width: u32, bits: u64) -> LayoutError {
    let name = field
        .name
        .map_or_else(|| format!("#{index}"), str::to_owned);
    LayoutError::BitFieldTooWide {
        field: format!("{ty}.{name}"),
        width,
        bits,
    }
}
