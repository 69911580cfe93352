//! Layouts in constants, of what constants describe.

use super::engine::MAX_DEPTH;
use super::{Extent, FieldLayout, Layout, MemberAttrs, Placer};
use crate::desc::{ArrayDesc, ArrayLength, Desc, EnumDesc, FieldDesc, RecordDesc};
use crate::{Scalar, Target};

/// The size and alignment of a described type; `None` if it has none.
///
/// The same as [`Target::layout`], for constants.
///
/// ```
/// use lltype::{LowLevelType, Target, layout_of};
/// const SIZE: u64 = layout_of(<[f32; 3] as LowLevelType>::DESC, &Target::HOST).unwrap().size;
/// assert_eq!(SIZE, 12);
/// ```
#[must_use]
pub const fn layout_of(desc: &Desc, target: &Target) -> Option<Layout> {
    match extent(desc, Walk::new(target)) {
        Some(extent) => Some(extent.layout),
        None => None,
    }
}

/// Where a member of a described struct or union lies; `None` if it has no layout.
///
/// # Panics
/// If there is no member of this index.
#[must_use]
pub const fn field_layout(
    record: &RecordDesc,
    index: usize,
    target: &Target,
) -> Option<FieldLayout> {
    let walk = Walk::new(target);
    let mut placer = Placer::new(target, record.kind, &record.attrs);
    let mut at = 0;
    while at < index {
        if place(&record.fields[at], &mut placer, walk).is_none() {
            return None;
        }
        at += 1;
    }
    place(&record.fields[index], &mut placer, walk)
}

/// Where the first `N` members of a described struct or union lie on this machine.
pub(crate) const fn field_layouts<const N: usize>(record: &RecordDesc) -> Option<[FieldLayout; N]> {
    let mut layouts = [FieldLayout {
        offset: 0,
        bits: None,
    }; N];
    let mut placer = Placer::new(&Target::HOST, record.kind, &record.attrs);
    let mut at = 0;
    while at < N {
        layouts[at] = match place(&record.fields[at], &mut placer, Walk::HOST) {
            Some(layout) => layout,
            None => return None,
        };
        at += 1;
    }
    Some(layouts)
}

/// The size and alignment of a described type on this machine.
pub(crate) const fn host_layout(desc: &Desc) -> Option<Layout> {
    match extent(desc, Walk::HOST) {
        Some(extent) => Some(extent.layout),
        None => None,
    }
}

/// What a described struct or union takes on this machine.
pub(crate) const fn host_extent(record: &RecordDesc) -> Option<Extent> {
    record_extent(record, Walk::HOST)
}

/// A walk into a type.
#[derive(Clone, Copy)]
struct Walk<'t> {
    target: &'t Target,
    /// Whether the target is this machine, for which descriptions may know what they take.
    is_host: bool,
    /// How much deeper it goes: a `static` may be written that contains itself.
    depth: u32,
}

impl<'t> Walk<'t> {
    const HOST: Walk<'static> = Walk {
        is_host: true,
        ..Walk::new(&Target::HOST)
    };

    const fn new(target: &'t Target) -> Self {
        Walk {
            target,
            is_host: false,
            depth: MAX_DEPTH,
        }
    }

    /// The walk into a type inside of this one.
    const fn deeper(self) -> Option<Self> {
        match self.depth.checked_sub(1) {
            Some(depth) => Some(Walk { depth, ..self }),
            None => None,
        }
    }
}

const fn extent(desc: &Desc, walk: Walk<'_>) -> Option<Extent> {
    let target = walk.target;
    match desc {
        Desc::Scalar(scalar) => scalar_extent(*scalar, target),
        Desc::Pointer(_) => Some(Extent::of(target.pointer_layout())),
        Desc::Enum(enumeration) => match base(enumeration, target) {
            Some(base) => scalar_extent(base, target),
            None => None,
        },
        Desc::Vector(vector) => of_layout(target.vector_layout(*vector), target),
        Desc::Array(array) => array_extent(array, walk),
        Desc::Opaque(opaque) => match opaque.layout {
            Some(layout) => of_layout(layout, target),
            None => None,
        },
        Desc::Record(RecordDesc {
            host: Some(extent), ..
        }) if walk.is_host => Some(*extent),
        Desc::Record(record) => record_extent(record, walk),
        Desc::Typedef(_) => extent(desc.unaliased(), walk),
        Desc::Void | Desc::Function(_) => None,
    }
}

/// A type of which somebody says what it takes.
const fn of_layout(layout: Layout, target: &Target) -> Option<Extent> {
    match layout.is_possible() && layout.size <= target.max_size() {
        true => Some(Extent::of(layout)),
        false => None,
    }
}

const fn scalar_extent(scalar: Scalar, target: &Target) -> Option<Extent> {
    match scalar.exists(target) {
        true => Some(Extent::of(scalar.layout(target))),
        false => None,
    }
}

const fn base(enumeration: &EnumDesc, target: &Target) -> Option<Scalar> {
    if enumeration.base.is_some() {
        return enumeration.base;
    }
    let (mut least, mut greatest) = (0, 0);
    let mut index = 0;
    while index < enumeration.constants.len() {
        let value = enumeration.constants[index].1;
        least = if value < least { value } else { least };
        greatest = if value > greatest { value } else { greatest };
        index += 1;
    }
    target.enum_base(least, greatest)
}

const fn array_extent(array: &ArrayDesc, walk: Walk<'_>) -> Option<Extent> {
    let target = walk.target;
    let item = match member(array.item, walk) {
        Some(item) => item,
        None => return None,
    };
    let word = target.pointer_layout();
    match array.length {
        ArrayLength::NoLength => None,
        ArrayLength::Header => {
            let align = if item.layout.align > word.align {
                item.layout.align
            } else {
                word.align
            };
            Some(Extent::of(Layout {
                size: word.size.next_multiple_of(align),
                align,
            }))
        }
        ArrayLength::Fixed(count) => match item.array(count) {
            Some(array) if array.layout.size <= target.max_size() => Some(array),
            _ => None,
        },
    }
}

const fn record_extent(record: &RecordDesc, walk: Walk<'_>) -> Option<Extent> {
    let target = walk.target;
    let mut placer = Placer::new(target, record.kind, &record.attrs);
    let mut index = 0;
    while index < record.fields.len() {
        if place(&record.fields[index], &mut placer, walk).is_none() {
            return None;
        }
        index += 1;
    }
    match placer.finish(record.attrs.align) {
        Ok(extent) => Some(extent),
        Err(_) => None,
    }
}

const fn place(field: &FieldDesc, placer: &mut Placer, walk: Walk<'_>) -> Option<FieldLayout> {
    if let Some(width) = field.bits {
        return bits(field, width, placer, walk.target);
    }
    let extent = match field.desc.unaliased() {
        // An array without a length at the end takes nothing.
        Desc::Array(array) if matches!(array.length, ArrayLength::NoLength) => {
            match member(array.item, walk) {
                Some(item) => item.array(0),
                None => None,
            }
        }
        desc => member(desc, walk),
    };
    match extent {
        Some(extent) => Some(placer.place(extent, attrs(field))),
        None => None,
    }
}

const fn bits(
    field: &FieldDesc,
    width: u32,
    placer: &mut Placer,
    target: &Target,
) -> Option<FieldLayout> {
    let Some(integer) = integer(field.desc, target) else {
        return None;
    };
    if !integer.exists(target) || width as u64 > integer.bit_width(target) {
        return None;
    }
    let is_named = !field.name.is_empty();
    Some(placer.place_bits(integer.layout(target), width, is_named, attrs(field)))
}

const fn attrs(field: &FieldDesc) -> MemberAttrs {
    MemberAttrs {
        packed: field.packed,
        align: field.align,
    }
}

const fn integer(desc: &Desc, target: &Target) -> Option<Scalar> {
    match desc.unaliased() {
        Desc::Scalar(scalar) if scalar.is_integer() => Some(*scalar),
        Desc::Enum(enumeration) => base(enumeration, target),
        _ => None,
    }
}

/// How many bits a bit-field of the type can have; `None` if it is no integer.
pub(crate) const fn bit_count(desc: &Desc, target: &Target) -> Option<u64> {
    match integer(desc, target) {
        Some(integer) => Some(integer.bit_width(target)),
        None => None,
    }
}

/// A type inside of another: there, `void` is what a translator leaves out.
const fn member(desc: &Desc, walk: Walk<'_>) -> Option<Extent> {
    match (desc.unaliased(), walk.deeper()) {
        (Desc::Void, _) => Some(Extent::NOTHING),
        (desc, Some(deeper)) => extent(desc, deeper),
        (_, None) => None,
    }
}
