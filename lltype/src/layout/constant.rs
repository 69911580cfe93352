//! Layouts in constants, of what constants describe.

use super::bits::Bits;
use super::{Extent, FieldLayout, Layout, Placer};
use crate::desc::{ArrayDesc, ArrayLength, Desc, EnumDesc, FieldDesc, RecordDesc};
use crate::ty::default_base;
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
    match extent(desc, target) {
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
    let mut placer = Placer::new(target, record.kind, &record.attrs);
    let mut at = 0;
    while at < index {
        if place(&record.fields[at], &mut placer, target).is_none() {
            return None;
        }
        at += 1;
    }
    place(&record.fields[index], &mut placer, target)
}

/// Where the first `N` members of a described struct or union lie.
pub(crate) const fn field_layouts<const N: usize>(
    record: &RecordDesc,
    target: &Target,
) -> Option<[FieldLayout; N]> {
    let mut layouts = [FieldLayout {
        offset: 0,
        bits: None,
    }; N];
    let mut placer = Placer::new(target, record.kind, &record.attrs);
    let mut at = 0;
    while at < N {
        layouts[at] = match place(&record.fields[at], &mut placer, target) {
            Some(layout) => layout,
            None => return None,
        };
        at += 1;
    }
    Some(layouts)
}

const fn extent(desc: &Desc, target: &Target) -> Option<Extent> {
    match desc {
        Desc::Scalar(scalar) => scalar_extent(*scalar, target),
        Desc::Pointer(_) => Some(Extent::new(target.pointer_layout())),
        Desc::Enum(enumeration) => scalar_extent(base(enumeration, target), target),
        Desc::Vector(vector) => Some(Extent::new(target.vector_layout(*vector))),
        Desc::Array(array) => array_extent(array, target),
        Desc::Opaque(opaque) => match opaque.layout {
            Some(layout) if layout.is_possible() => Some(Extent::new(layout)),
            _ => None,
        },
        Desc::Record(record) => record_extent(record, target),
        Desc::Typedef(typedef) => extent(typedef.of, target),
        Desc::Void | Desc::Function(_) => None,
    }
}

const fn scalar_extent(scalar: Scalar, target: &Target) -> Option<Extent> {
    match scalar.exists(target) {
        true => Some(Extent::new(scalar.layout(target))),
        false => None,
    }
}

const fn base(enumeration: &EnumDesc, target: &Target) -> Scalar {
    if let Some(base) = enumeration.base {
        return base;
    }
    let (mut least, mut greatest) = (0, 0);
    let mut index = 0;
    while index < enumeration.constants.len() {
        let value = enumeration.constants[index].1;
        least = if value < least { value } else { least };
        greatest = if value > greatest { value } else { greatest };
        index += 1;
    }
    default_base(least, greatest, target)
}

const fn array_extent(array: &ArrayDesc, target: &Target) -> Option<Extent> {
    let item = match member(array.item, target) {
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
            Some(Extent::new(Layout {
                size: word.size.next_multiple_of(align),
                align,
            }))
        }
        ArrayLength::Fixed(count) => match item.layout.size.checked_mul(count) {
            Some(size) if size <= target.max_size() => Some(item.resized(size)),
            _ => None,
        },
    }
}

const fn record_extent(record: &RecordDesc, target: &Target) -> Option<Extent> {
    let mut placer = Placer::new(target, record.kind, &record.attrs);
    let mut index = 0;
    while index < record.fields.len() {
        if place(&record.fields[index], &mut placer, target).is_none() {
            return None;
        }
        index += 1;
    }
    match placer.finish(record.attrs.align) {
        Ok(extent) if extent.layout.size <= target.max_size() => Some(extent),
        _ => None,
    }
}

const fn place(field: &FieldDesc, placer: &mut Placer, target: &Target) -> Option<FieldLayout> {
    if let Some(width) = field.bits {
        return bits(field, width, placer, target);
    }
    let extent = match field.desc.unaliased() {
        // An array without a length at the end takes nothing.
        Desc::Array(array) if matches!(array.length, ArrayLength::NoLength) => {
            match member(array.item, target) {
                Some(item) => Some(item.resized(0)),
                None => None,
            }
        }
        desc => member(desc, target),
    };
    match extent {
        Some(extent) => Some(placer.field(extent, field.align)),
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
    let bits = Bits {
        width,
        named: !field.name.is_empty(),
        align: field.align,
    };
    if !integer.exists(target) || width as u64 > integer.bit_width(target) {
        return None;
    }
    Some(placer.bits(integer.layout(target), bits))
}

const fn integer(desc: &Desc, target: &Target) -> Option<Scalar> {
    match desc.unaliased() {
        Desc::Scalar(scalar) if scalar.is_integer() => Some(*scalar),
        Desc::Enum(enumeration) => Some(base(enumeration, target)),
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
const fn member(desc: &Desc, target: &Target) -> Option<Extent> {
    match desc.unaliased() {
        Desc::Void => Some(Extent::NOTHING),
        desc => extent(desc, target),
    }
}
