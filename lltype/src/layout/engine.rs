//! Layouts at run time, of any type.

use std::collections::HashMap;

use super::bits::Bits;
use super::{Extent, FieldLayout, Layout, LayoutError, Placer, RecordLayout};
use crate::desc::{ArrayLength, VectorDesc};
use crate::ty::{Field, Kind, Record};
use crate::{Scalar, Target, Type};

/// How deep types may lie inside of types: compilers take no more brackets, and it is far from
/// the end of the stack.
pub(super) const MAX_DEPTH: u32 = 256;

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
        if depth > MAX_DEPTH {
            return Err(LayoutError::TooDeep(ty.to_string()));
        }
        let incomplete = || Err(LayoutError::Incomplete(ty.to_string()));
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar),
            Kind::Pointer { .. } => Ok(Extent::new(self.target.pointer_layout())),
            Kind::Enum(enumeration) => self.scalar(enumeration.base(self.target)),
            Kind::Vector(vector) => Ok(Extent::new(self.target.vector_layout(vector))),
            Kind::Array { item, length, .. } => self.array(ty, &item, length, depth),
            Kind::Opaque { layout, .. } => layout.map(Extent::new).map_or_else(incomplete, Ok),
            Kind::Record(record) => match self.known.get(&ty.place()) {
                Some(known) => Ok(*known),
                None => {
                    let extent = self.record(ty, &record, depth, drop)?;
                    if depth > 0 {
                        self.known.insert(ty.place(), extent);
                    }
                    Ok(extent)
                }
            },
            Kind::Void | Kind::Function(_) => incomplete(),
        }
    }

    fn scalar(&self, scalar: Scalar) -> Result<Extent, LayoutError> {
        match scalar.exists(self.target) {
            true => Ok(Extent::new(scalar.layout(self.target))),
            false => Err(LayoutError::NoSuchType {
                ty: scalar.c_name(),
                target: self.target.name,
            }),
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
        let item = self.member(item, depth)?;
        match item.layout.size.checked_mul(count) {
            Some(size) if size <= self.target.max_size() => Ok(Extent {
                layout: Layout {
                    size,
                    ..item.layout
                },
                ..item
            }),
            _ => Err(LayoutError::TooLarge(ty.to_string())),
        }
    }

    /// What stands before the items of an array with a header.
    fn header(&mut self, item: &Type, depth: u32) -> Result<Layout, LayoutError> {
        let item = self.member(item, depth)?.layout;
        let word = self.target.pointer_layout();
        let align = word.align.max(item.align);
        Ok(Layout {
            size: word.size.next_multiple_of(align),
            align,
        })
    }

    /// A type inside of another: there, `void` is what a translator leaves out.
    fn member(&mut self, ty: &Type, depth: u32) -> Result<Extent, LayoutError> {
        match ty.kind() {
            Kind::Void => Ok(Extent::new(Layout { size: 0, align: 1 })),
            _ => self.extent(ty, depth + 1),
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
            see(self.field(ty, index, &field, &mut placer, depth)?);
        }
        let extent = placer.finish(attrs.align);
        extent
            .filter(|extent| extent.layout.size <= self.target.max_size())
            .ok_or_else(|| LayoutError::TooLarge(ty.to_string()))
    }

    fn field(
        &mut self,
        ty: &Type,
        index: usize,
        field: &Field<'_>,
        placer: &mut Placer,
        depth: u32,
    ) -> Result<FieldLayout, LayoutError> {
        let Some(width) = field.bits else {
            let extent = match field.ty.kind() {
                Kind::Array {
                    item,
                    length: ArrayLength::NoLength,
                    ..
                } => {
                    let item = self.member(&item, depth)?;
                    Extent {
                        layout: Layout {
                            size: 0,
                            ..item.layout
                        },
                        ..item
                    }
                }
                _ => self.member(&field.ty, depth)?,
            };
            return Ok(placer.field(extent, field.align));
        };
        let layout = self.extent(&field.ty, depth + 1)?.layout;
        let bits = self.target.bit_width(&field.ty, layout);
        if u64::from(width) > bits {
            let name = field
                .name
                .map_or_else(|| format!("#{index}"), str::to_owned);
            return Err(LayoutError::BitFieldTooWide {
                field: format!("{ty}.{name}"),
                width,
                bits,
            });
        }
        let named = field.name.is_some();
        let align = field.align;
        Ok(placer.bits(layout, Bits { width, named, align }))
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
        let size = self.member(&item, 0)?.layout.size;
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

    /// How many bits a bit-field of the type can have.
    fn bit_width(&self, ty: &Type, layout: Layout) -> u64 {
        match ty.kind() {
            Kind::Scalar(Scalar::Bool) => 1,
            _ => layout.size * 8,
        }
    }
}
