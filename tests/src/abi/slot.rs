//! [`Slot`]: the bytes of an argument or a result, and which bits of them count.

use std::fmt::Write;

use lltype::{
    ArrayLength, Class, FloatFormat, Kind, LayoutError, RecordKind, Scalar, Tag, Target, Type,
    Value,
};

/// The bytes of an argument or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// How many there are.
    pub size: usize,
    /// How they are aligned.
    pub align: usize,
    /// The bits that count: not those of padding.
    mask: Vec<u8>,
    /// Where a `_Bool` is, which is 0 or 1.
    bools: Vec<usize>,
    /// Where a number in x87's format is, of which not all bits may be anything.
    x87: Vec<usize>,
}

impl Slot {
    /// Of a type.
    ///
    /// # Errors
    /// It has no layout.
    pub fn of(ty: &Type, target: &Target) -> Result<Slot, LayoutError> {
        let layout = target.layout(&ty.unaliased())?;
        let size = usize::try_from(layout.size).unwrap_or(usize::MAX);
        let mut slot = Slot {
            size,
            align: usize::try_from(layout.align).unwrap_or(1),
            mask: vec![0; size.min(1 << 20)],
            bools: Vec::new(),
            x87: Vec::new(),
        };
        slot.add(ty, 0, target)?;
        Ok(slot)
    }

    fn add(&mut self, ty: &Type, offset: usize, target: &Target) -> Result<(), LayoutError> {
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar, offset, target),
            Kind::Enum(enumeration) => self.scalar(enumeration.base(target), offset, target),
            Kind::Array {
                item,
                length: ArrayLength::Fixed(count),
                ..
            } => {
                let size = usize::try_from(target.sizeof(&item.unaliased())?).unwrap_or(0);
                let count = if size == 0 { 0 } else { count };
                for index in 0..usize::try_from(count).unwrap_or(0) {
                    self.add(&item, offset + index * size, target)?;
                }
            }
            Kind::Array { .. } | Kind::Void | Kind::Function(_) => {}
            Kind::Record(_) => self.record(ty, offset, target)?,
            _ => {
                let size = target.sizeof(&ty.unaliased())?;
                self.mark(offset, usize::try_from(size).unwrap_or(0));
            }
        }
        Ok(())
    }

    fn record(&mut self, ty: &Type, offset: usize, target: &Target) -> Result<(), LayoutError> {
        let Some(record) = ty.as_record() else {
            return Ok(());
        };
        let layout = target.record_layout(ty)?;
        for (field, place) in record.fields().zip(&layout.fields) {
            let start = offset + usize::try_from(place.offset).unwrap_or(0);
            match place.bits {
                Some(_) if field.name.is_none() => {}
                Some(bits) => {
                    let first = bits.position;
                    for bit in first..first + u64::from(bits.width) {
                        let byte = offset + usize::try_from(bit / 8).unwrap_or(0);
                        self.mask[byte] |= 1 << (bit % 8);
                    }
                }
                None => self.add(&field.ty, start, target)?,
            }
        }
        // What is a `_Bool` to one member may be anything to another, but need not be.
        debug_assert!(matches!(
            record.kind(),
            RecordKind::Struct | RecordKind::Union
        ));
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar, offset: usize, target: &Target) {
        let size = scalar.size(target);
        let is_x87 = target.long_double.format == FloatFormat::X87;
        match scalar {
            Scalar::LongDouble if is_x87 => self.x87(offset),
            Scalar::LongDoubleComplex if is_x87 => {
                self.x87(offset);
                self.x87(offset + size / 2);
            }
            Scalar::Bool => {
                self.bools.push(offset);
                self.mark(offset, size);
            }
            _ => self.mark(offset, size),
        }
    }

    fn x87(&mut self, offset: usize) {
        self.x87.push(offset);
        self.mark(offset, 10);
    }

    fn mark(&mut self, offset: usize, size: usize) {
        self.mask[offset..][..size].fill(0xFF);
    }

    /// Bytes that tell what they are: the high half is the index of the value, the low half that of the
    /// byte. In the second round all bits are the others.
    #[must_use]
    pub fn graffiti(&self, index: usize, round: u8) -> Vec<u8> {
        let byte = |at: usize| {
            #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
            let byte = ((index + 1) << 4 | at & 0xF) as u8;
            if round == 0 { byte } else { !byte }
        };
        let mut bytes: Vec<u8> = (0..self.size).map(byte).collect();
        for &at in &self.x87 {
            // A number has its first bit, and is neither infinite nor too small.
            bytes[at + 7] |= 0x80;
            bytes[at + 9] = bytes[at + 9] & !0x40 | 1;
        }
        for &at in &self.bools {
            bytes[at] &= 1;
        }
        bytes
    }

    /// Whether two values are the same where it counts.
    #[must_use]
    pub fn is_same(&self, one: &[u8], other: &[u8]) -> bool {
        let mut bytes = one.iter().zip(other).zip(&self.mask);
        one.len() == other.len() && bytes.all(|((one, other), mask)| (one ^ other) & mask == 0)
    }

    /// Whether some bits of some bytes count.
    #[must_use]
    pub fn counts(&self, mut bytes: std::ops::Range<usize>) -> bool {
        bytes.any(|at| self.mask.get(at).is_some_and(|mask| *mask != 0))
    }

    /// Bytes for people; those that do not count are dots.
    #[must_use]
    pub fn print(&self, bytes: &[u8]) -> String {
        let mut text = String::new();
        for (byte, mask) in bytes.iter().zip(&self.mask).take(64) {
            let _ = match mask {
                0 => write!(text, ".. "),
                _ => write!(text, "{byte:02x} "),
            };
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The tag of values of a type; `None` if they travel in memory.
#[must_use]
pub fn tag(ty: &Type) -> Option<Tag> {
    let target = &Target::HOST;
    let scalar = match ty.kind() {
        Kind::Pointer { .. } => return Some(Tag::Pointer),
        Kind::Scalar(scalar) => scalar,
        Kind::Enum(enumeration) => enumeration.base(target),
        _ => return None,
    };
    let is_signed = scalar.class(target) == Class::Signed;
    Some(match (scalar, scalar.size(target)) {
        (Scalar::Bool, _) => Tag::Bool,
        (Scalar::Float, _) => Tag::F32,
        (Scalar::Double, _) => Tag::F64,
        _ if !scalar.is_integer() => return None,
        (_, 1) if is_signed => Tag::I8,
        (_, 1) => Tag::U8,
        (_, 2) if is_signed => Tag::I16,
        (_, 2) => Tag::U16,
        (_, 4) if is_signed => Tag::I32,
        (_, 4) => Tag::U32,
        (_, 8) if is_signed => Tag::I64,
        (_, 8) => Tag::U64,
        _ => return None,
    })
}

/// The value that some bytes are.
#[must_use]
pub(super) fn value(tag: Tag, bytes: &[u8]) -> Value {
    let mut word = [0; 8];
    let count = bytes.len().min(8);
    word[..count].copy_from_slice(&bytes[..count]);
    Value::from_word(tag, u64::from_le_bytes(word))
}
