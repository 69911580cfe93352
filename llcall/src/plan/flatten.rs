//! [`flatten`]: the one or two numbers that a struct is made of, which RISC-V passes as if they were
//! arguments by themselves.

use lltype::{
    ArrayLength, Class, Field, FieldLayout, Kind, Record, RecordKind, Scalar, Target, Type,
};

use super::Unsupported;

/// A number in a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) offset: u64,
    pub(super) size: u64,
    pub(super) is_float: bool,
}

/// The numbers of a type that has no more than two, none wider than a register, at least one of which
/// is a floating-point number ("Hardware floating-point calling convention").
///
/// # Errors
/// There is something without bits in it that GCC and Clang do not both overlook, or a floating-point
/// number of 16 bits.
pub(super) fn flatten(ty: &Type, target: &Target) -> Result<Option<Vec<Part>>, Unsupported> {
    let mut walk = Walk {
        target,
        parts: Vec::new(),
        has_no_bits: false,
        has_no_items: false,
    };
    let is_flat = walk.add(ty, 0).is_some();
    let parts = walk.parts;
    if !is_flat || !parts.iter().any(|part| part.is_float) {
        return Ok(None);
    }
    // Not every machine has registers for floats of 16 bits; without them, Clang passes no `_Float16`.
    let has_halves = parts.iter().any(|part| part.is_float && part.size < 4);
    let is_settled = !has_halves && !walk.has_no_items && (parts.len() == 1 || !walk.has_no_bits);
    match is_settled {
        true => Ok(Some(parts)),
        false => Err(Unsupported::NoRules),
    }
}

struct Walk<'t> {
    target: &'t Target,
    parts: Vec<Part>,
    /// Whether there is a bit-field of no bits.
    has_no_bits: bool,
    /// Whether there is an array of no items, or a union of no members.
    has_no_items: bool,
}

/// The widest number that a register holds.
const WIDEST: u64 = 8;

impl Walk<'_> {
    /// `None` if there is more than fits, or something else than numbers.
    fn add(&mut self, ty: &Type, offset: u64) -> Option<()> {
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar, offset),
            Kind::Enum(enumeration) => self.scalar(enumeration.base(self.target), offset),
            Kind::Array { item, length, .. } => self.array(&item, length, offset),
            Kind::Record(record) => self.record(ty, record, offset),
            // A pointer is no number here, to all compilers.
            _ => None,
        }
    }

    fn scalar(&mut self, scalar: Scalar, offset: u64) -> Option<()> {
        let size = scalar.layout(self.target).size;
        match scalar.class(self.target) {
            Class::Float => self.push(offset, size, true),
            Class::Signed | Class::Unsigned => self.push(offset, size, false),
            Class::Complex => {
                self.push(offset, size / 2, true)?;
                self.push(offset + size / 2, size / 2, true)
            }
        }
    }

    fn push(&mut self, offset: u64, size: u64, is_float: bool) -> Option<()> {
        let fits = self.parts.len() < 2 && size <= WIDEST;
        fits.then(|| {
            self.parts.push(Part {
                offset,
                size,
                is_float,
            });
        })
    }

    fn array(&mut self, item: &Type, length: ArrayLength, offset: u64) -> Option<()> {
        let ArrayLength::Fixed(count) = length else {
            return None;
        };
        let size = self.target.sizeof(item).ok()?;
        self.has_no_items |= count == 0;
        // Of nothing there may be any number.
        let count = if size == 0 { 0 } else { count };
        (0..count).try_for_each(|index| self.add(item, offset + index * size))
    }

    fn record(&mut self, ty: &Type, record: Record<'_>, offset: u64) -> Option<()> {
        let layout = self.target.record_layout(&ty.unaliased()).ok()?;
        if record.kind() == RecordKind::Union {
            self.has_no_items = true;
            return (layout.whole.size == 0).then_some(());
        }
        let mut fields = record.fields().zip(&layout.fields);
        fields.try_for_each(|(field, place)| self.field(&field, place, offset))
    }

    fn field(&mut self, field: &Field<'_>, place: &FieldLayout, offset: u64) -> Option<()> {
        match place.bits {
            Some(bits) if bits.width == 0 => {
                self.has_no_bits = true;
                Some(())
            }
            Some(bits) => {
                let first = offset + bits.first_byte();
                self.push(first, u64::from(bits.byte_count()), false)
            }
            None => self.add(&field.ty, offset + place.offset),
        }
    }
}
