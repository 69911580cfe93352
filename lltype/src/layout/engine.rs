//! Layouts at run time, of any type.

use std::collections::HashMap;

use super::{Extent, FieldLayout, Layout, LayoutError, PlaceError, Placer, RecordLayout};
use crate::desc::{ArrayLength, Desc, VectorDesc};
use crate::ty::{Enum, Place, Record, RecordMember, Shape};
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
        Ok(Engine::new(self).extent(Place::of(ty), 0)?.layout)
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
        Engine::new(self).size_with(Place::of(ty), count)
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
        let place = Place::of(ty);
        let extent = Engine::new(self).record(place, &record, 0, |field| fields.push(field))?;
        Ok(RecordLayout {
            whole: aligned(extent, ty.typedef_align()).layout,
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

    fn extent(&mut self, place: Place<'_>, depth: u32) -> Result<Extent, LayoutError> {
        let (behind, align) = place.aligned();
        self.of_shape(place, behind.shape(), align, depth)
    }

    /// The extent of a type whose shape is known, with the alignment that a typedef gives it.
    fn of_shape(
        &mut self,
        place: Place<'_>,
        shape: Shape<'_>,
        align: Option<u32>,
        depth: u32,
    ) -> Result<Extent, LayoutError> {
        let extent = match shape {
            Shape::Scalar(scalar) => self.scalar(scalar),
            Shape::Pointer { .. } => Ok(Extent::of(self.target.pointer_layout())),
            Shape::Enum(enumeration) => self.enumeration(place, &enumeration),
            Shape::Vector(vector) => self.of_layout(place, self.target.vector_layout(vector)),
            Shape::Array { item, length, .. } => self.array(place, item, length, depth),
            Shape::Opaque {
                layout: Some(layout),
                ..
            } => self.of_layout(place, layout),
            Shape::Record(record) => self.known_record(place, &record, depth),
            Shape::Opaque { .. } | Shape::Void | Shape::Function(_) => {
                Err(LayoutError::Incomplete(text(place)))
            }
        };
        Ok(aligned(extent?, align))
    }

    /// A struct or union: worked out once, where it is inside of others.
    fn known_record(
        &mut self,
        place: Place<'_>,
        record: &Record<'_>,
        depth: u32,
    ) -> Result<Extent, LayoutError> {
        if depth == 0 {
            return self.record(place, record, depth, drop);
        }
        let key = place.unaliased().key();
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let extent = self.record(place, record, depth, drop)?;
        self.known.insert(key, extent);
        Ok(extent)
    }

    #[inline]
    fn scalar(&self, scalar: Scalar) -> Result<Extent, LayoutError> {
        match scalar.exists(self.target) {
            true => Ok(Extent::of(scalar.layout(self.target))),
            false => Err(LayoutError::NoSuchType {
                ty: scalar.c_name(),
                target: self.target.name,
            }),
        }
    }

    /// A type of which somebody says what it takes.
    fn of_layout(&self, place: Place<'_>, layout: Layout) -> Result<Extent, LayoutError> {
        match layout.size <= self.target.max_size() {
            _ if !layout.is_possible() => Err(bad_alignment(place, layout.align)),
            true => Ok(Extent::of(layout)),
            false => Err(LayoutError::TooLarge(text(place))),
        }
    }

    fn enumeration(&self, place: Place<'_>, enumeration: &Enum<'_>) -> Result<Extent, LayoutError> {
        match enumeration.fits(self.target) {
            true => self.scalar(enumeration.base(self.target)),
            false => Err(LayoutError::NoInteger(text(place))),
        }
    }

    fn array(
        &mut self,
        place: Place<'_>,
        item: Place<'_>,
        length: ArrayLength,
        depth: u32,
    ) -> Result<Extent, LayoutError> {
        let count = match length {
            ArrayLength::Fixed(count) => count,
            ArrayLength::NoLength => return Err(LayoutError::Incomplete(text(place))),
            ArrayLength::Header => {
                let header = self.header(item, depth)?;
                return Ok(Extent::of(header));
            }
        };
        let item = self.member(item, depth)?;
        item.array(count)
            .filter(|array| array.layout.size <= self.target.max_size())
            .ok_or_else(|| LayoutError::TooLarge(text(place)))
    }

    /// What stands before the items of an array with a header.
    fn header(&mut self, item: Place<'_>, depth: u32) -> Result<Layout, LayoutError> {
        let item = self.member(item, depth)?.layout;
        let word = self.target.pointer_layout();
        let align = word.align.max(item.align);
        Ok(Layout {
            size: word.size.next_multiple_of(align),
            align,
        })
    }

    /// A type inside of another: there, `void` is what a translator leaves out.
    fn member(&mut self, place: Place<'_>, depth: u32) -> Result<Extent, LayoutError> {
        let (behind, align) = place.aligned();
        match behind.shape() {
            Shape::Void => Ok(Extent::NOTHING),
            _ if depth >= MAX_DEPTH => Err(LayoutError::TooDeep(text(place))),
            shape => self.of_shape(place, shape, align, depth + 1),
        }
    }

    /// Places the members, and shows `see` each of them.
    fn record(
        &mut self,
        place: Place<'_>,
        record: &Record<'_>,
        depth: u32,
        mut see: impl FnMut(FieldLayout),
    ) -> Result<Extent, LayoutError> {
        let attrs = record.attrs();
        let mut placer = Placer::new(self.target, record.kind(), &attrs);
        for (index, field) in record.members().enumerate() {
            let layout = match field.bits {
                Some(width) => self.bits(place, index, &field, width, &mut placer)?,
                None => placer.place(self.field(field.place, depth)?, field.attrs()),
            };
            see(layout);
        }
        match placer.finish(attrs.align) {
            Ok(extent) => Ok(extent),
            Err(PlaceError::TooLarge) => Err(LayoutError::TooLarge(text(place))),
            Err(PlaceError::Alignment(align)) => Err(bad_alignment(place, align)),
        }
    }

    /// What a member takes; an array without a length at the end takes nothing.
    #[expect(
        clippy::inline_always,
        reason = "else it waits for the place in memory"
    )]
    #[inline(always)]
    fn field(&mut self, place: Place<'_>, depth: u32) -> Result<Extent, LayoutError> {
        let (behind, align) = place.aligned();
        match behind.shape() {
            Shape::Array {
                item,
                length: ArrayLength::NoLength,
                ..
            } => {
                let items = self.member(item, depth)?.array(0);
                Ok(aligned(items.unwrap_or(Extent::NOTHING), align))
            }
            // What most members are: without the way through all shapes.
            Shape::Scalar(scalar) => Ok(aligned(self.scalar(scalar)?, align)),
            _ => self.member(place, depth),
        }
    }

    fn bits(
        &mut self,
        place: Place<'_>,
        index: usize,
        field: &RecordMember<'_>,
        width: u32,
        placer: &mut Placer,
    ) -> Result<FieldLayout, LayoutError> {
        let (behind, align) = field.place.aligned();
        let integer = match behind.shape() {
            Shape::Scalar(scalar) => Some(scalar),
            Shape::Enum(enumeration) => {
                self.enumeration(field.place, &enumeration)?;
                Some(enumeration.base(self.target))
            }
            _ => None,
        };
        let most = integer.map_or(0, |integer| integer.bit_width(self.target));
        match integer {
            Some(integer) if u64::from(width) <= most => {
                let layout = aligned(self.scalar(integer)?, align).layout;
                Ok(placer.place_bits(layout, width, field.name.is_some(), field.attrs()))
            }
            _ => Err(too_wide(place, index, field, width, most)),
        }
    }

    fn size_with(&mut self, place: Place<'_>, count: u64) -> Result<u64, LayoutError> {
        let too_large = || LayoutError::TooLarge(text(place));
        let max = self.target.max_size();
        let sum = |start: u64, size: u64| {
            let size = size.checked_mul(count)?.checked_add(start)?;
            (size <= max).then_some(size)
        };
        let shape = place.shape();
        let is_var_sized = shape.is_var_sized();
        let (start, item) = match shape {
            Shape::Array {
                item,
                length: ArrayLength::Header,
                ..
            } => (self.header(item, 0)?.size, item),
            Shape::Array {
                item,
                length: ArrayLength::NoLength,
                ..
            } => (0, item),
            Shape::Record(record) if is_var_sized => {
                let mut offset = 0;
                let whole = self.record(place, &record, 0, |field| offset = field.offset)?;
                let items = record
                    .last()
                    .map_or(Place::Static(&Desc::Void), |last| last.place);
                let tail = self.size_with(items, count)?;
                let size = offset.checked_add(tail).filter(|size| *size <= max);
                return Ok(size.ok_or_else(too_large)?.max(whole.layout.size));
            }
            _ => (0, place),
        };
        let size = self.member(item, 0)?.layout.size;
        sum(start, size).ok_or_else(too_large)
    }
}

impl Engine<'_> {
    /// The bytes before an item of an array.
    pub(super) fn items_before(
        &mut self,
        array: Place<'_>,
        index: u64,
    ) -> Result<u64, LayoutError> {
        match array.shape() {
            Shape::Array {
                item,
                length: ArrayLength::Fixed(_),
                ..
            } => self.size_with(item, index),
            _ => self.size_with(array, index),
        }
    }
}

impl Target {
    /// The largest size of an object: half of the address space.
    #[must_use]
    pub const fn max_size(&self) -> u64 {
        match self.pointer {
            4 => (1 << 31) - 1,
            // Sizes are counted in bits on the way.
            _ => (1 << 59) - 1,
        }
    }

    /// The layout of a pointer, to whatever it points.
    #[must_use]
    pub const fn pointer_layout(&self) -> Layout {
        Layout {
            size: self.pointer as u64,
            align: self.pointer as u64,
        }
    }

    /// The layout of a vector. Of one that is none, by its number of lanes, it is not to be used.
    ///
    /// ```
    /// use lltype::{Layout, Scalar, Target, VectorDesc};
    /// let floats = VectorDesc { item: Scalar::Float, lanes: 4 };
    /// let layout = Target::ARMV7_LINUX_GNUEABIHF.vector_layout(floats);
    /// assert_eq!(layout, Layout { size: 16, align: 8 });
    /// ```
    #[must_use]
    pub const fn vector_layout(&self, vector: VectorDesc) -> Layout {
        let size = vector.item.size(self) as u64 * vector.lanes as u64;
        let most = self.vector_align as u64;
        Layout {
            size,
            align: if size < most { size } else { most },
        }
    }
}

/// With the alignment that a typedef gives the type.
#[inline]
fn aligned(extent: Extent, align: Option<u32>) -> Extent {
    match align {
        Some(align) => extent.with_align(align.into()),
        None => extent,
    }
}

#[cold]
fn text(place: Place<'_>) -> String {
    place.to_type().to_string()
}

fn bad_alignment(place: Place<'_>, align: u64) -> LayoutError {
    LayoutError::Alignment {
        ty: text(place),
        align,
    }
}

fn too_wide(
    place: Place<'_>,
    index: usize,
    field: &RecordMember<'_>,
    width: u32,
    bits: u64,
) -> LayoutError {
    let name = field
        .name
        .map_or_else(|| format!("#{index}"), str::to_owned);
    LayoutError::BitFieldTooWide {
        field: format!("{}.{name}", text(place)),
        width,
        bits,
    }
}
