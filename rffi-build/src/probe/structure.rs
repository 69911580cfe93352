//! [`StructFact`]: a struct, as the compiler lays it out.

use core::ops::Range;

use lltype::{BitRange, RecordKind, Target, Type};

use super::ProbeError;

/// A struct or union, as the compiler lays it out.
#[derive(Debug, Clone, PartialEq)]
pub struct StructFact {
    /// What C calls it.
    pub name: String,
    /// Whether members lie behind each other.
    pub kind: RecordKind,
    /// The size in bytes.
    pub size: u64,
    /// The alignment in bytes.
    pub align: u64,
    /// The members, in order; those of members without a name are the struct's own.
    pub fields: Vec<StructField>,
    /// The type, with all members; `None` where lltype cannot describe one.
    pub ty: Option<Type>,
}

/// A member of a [`StructFact`].
#[derive(Debug, Clone, PartialEq)]
pub struct StructField {
    /// The name.
    pub name: String,
    /// The type that it truly has.
    pub ty: Type,
    /// The offset in bytes; for a bit-field, of the byte in which it begins.
    pub offset: u64,
    /// The size in bytes; for a bit-field, of the bytes that it lies in.
    pub size: u64,
    /// The bits, if it is a bit-field.
    pub bits: Option<BitRange>,
}

impl StructField {
    /// The bytes that it lies in.
    #[must_use]
    pub fn bytes(&self) -> Range<u64> {
        self.offset..self.offset + self.size
    }
}

impl StructFact {
    /// A member by its name.
    ///
    /// # Errors
    /// If there is none, or it was not asked for.
    pub fn field(&self, name: &str) -> Result<&StructField, ProbeError> {
        let mut fields = self.fields.iter();
        let found = fields.find(|field| field.name == name);
        found.ok_or_else(|| ProbeError::NoField {
            structure: self.name.clone(),
            field: name.to_owned(),
        })
    }

    /// The bytes in which no member lies.
    #[must_use]
    pub fn padding(&self) -> Vec<Range<u64>> {
        let mut bytes: Vec<Range<u64>> = self.fields.iter().map(StructField::bytes).collect();
        bytes.sort_by_key(|range| range.start);
        let (mut gaps, mut end) = (Vec::new(), 0);
        for range in bytes {
            if range.start > end {
                gaps.push(end..range.start);
            }
            end = end.max(range.end);
        }
        if end < self.size {
            gaps.push(end..self.size);
        }
        gaps
    }
}

/// The members of a struct or union, also those of members without a name, from `start` on.
pub(super) fn fields(ty: &Type, target: &Target, start: u64) -> Option<Vec<StructField>> {
    let unaliased = ty.unaliased();
    let record = unaliased.as_record()?;
    let layout = target.record_layout(&unaliased).ok()?;
    let mut found = Vec::new();
    for (field, place) in record.fields().zip(&layout.fields) {
        let offset = start + place.offset;
        if field.is_anonymous() {
            found.extend(fields(&field.ty, target, offset)?);
            continue;
        }
        let Some(name) = field.name else { continue };
        let bits = place.bits.map(|bits| BitRange {
            position: start * 8 + bits.position,
            ..bits
        });
        let size = match bits {
            Some(bits) => u64::from(bits.byte_count()),
            // An array without length adds nothing.
            None => target.sizeof(&field.ty).unwrap_or(0),
        };
        found.push(StructField {
            name: name.to_owned(),
            offset: bits.map_or(offset, BitRange::first_byte),
            size,
            bits,
            ty: field.ty,
        });
    }
    Some(found)
}
