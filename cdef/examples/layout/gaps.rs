//! [`Gaps`]: what lies between the members of a struct.

use cdef::{Member, RecordView};
use lltype::{BitRange, RecordAttrs, RecordKind};

/// What no member takes, between two of them or at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gap {
    /// What is left of the unit of a bit-field.
    pub(crate) bits: u128,
    /// What is left out behind it, to align what follows.
    pub(crate) bytes: u128,
}

/// A member, seen from the struct.
pub(crate) struct Step {
    /// What is before it.
    pub(crate) gap: Option<Gap>,
    /// The byte at which it begins; of a bit-field, at which its unit does.
    pub(crate) offset: u64,
    /// The bit in the unit at which a bit-field begins.
    pub(crate) bit: Option<u64>,
}

/// What a compiler loads for a bit-field: as many bytes as its type has.
#[derive(Clone, Copy)]
struct Unit {
    start: u64,
    size: u64,
}

impl Unit {
    fn end(self) -> u128 {
        (u128::from(self.start) + u128::from(self.size)) * 8
    }

    fn holds(self, bits: BitRange) -> bool {
        u128::from(bits.position) + u128::from(bits.width) <= self.end()
    }
}

/// Walks over the members of a struct, and sees what is between them.
///
/// ```text
/// unsigned char a : 3;   |aaa     |                ends at 3, its unit at 8
///                            ^^^^^                 5 bits
/// int b;                 |aaa     |        |..     starts at 32: 3 bytes
/// ```
pub(crate) struct Gaps {
    kind: RecordKind,
    attrs: RecordAttrs,
    /// Where the members end, in bits.
    end: u128,
    /// The unit of the last member, if that is a bit-field.
    unit: Option<Unit>,
    pub(crate) members: usize,
    pub(crate) sums: Sums,
}

/// What all members and all gaps take.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) bytes: u128,
    pub(crate) bits: u128,
    pub(crate) holes: usize,
    pub(crate) hole_bytes: u128,
    pub(crate) bit_holes: usize,
    pub(crate) hole_bits: u128,
}

impl Gaps {
    pub(crate) fn new(record: &RecordView<'_>) -> Self {
        Gaps {
            kind: record.kind(),
            attrs: record.attrs(),
            end: 0,
            unit: None,
            members: 0,
            sums: Sums::default(),
        }
    }

    /// Where the members end, in bytes.
    pub(crate) fn end(&self) -> u128 {
        self.end.div_ceil(8)
    }

    /// Goes over the next member.
    pub(crate) fn step(&mut self, member: &Member<'_>) -> Step {
        let (start, width) = match member.bits {
            Some(bits) => (u128::from(bits.position), u128::from(bits.width)),
            None => (u128::from(member.offset) * 8, u128::from(member.size) * 8),
        };
        let gap = match self.kind {
            RecordKind::Struct => self.until(start),
            RecordKind::Union => None,
        };
        self.end = self.end.max(start + width);
        self.unit = member.bits.map(|bits| self.unit_of(bits, member.size));
        self.count(member, width);
        self.sums.add(gap);
        Step {
            gap,
            offset: self.unit.map_or(member.offset, |unit| unit.start),
            bit: self
                .unit
                .zip(member.bits)
                .map(|(unit, bits)| bits.position - unit.start * 8),
        }
    }

    /// The last member's unit, if the bits lie in it; else it begins where its type is aligned, unless
    /// the bits go beyond that, as those of packed structs do.
    fn unit_of(&self, bits: BitRange, size: u64) -> Unit {
        let first = bits.first_byte();
        let pack = self.attrs.pack.map_or(size, u64::from);
        let align = if self.attrs.packed { 1 } else { size.min(pack) };
        let start = first - first.checked_rem(align).unwrap_or(0);
        let last = self
            .unit
            .filter(|last| last.size == size && last.start <= first);
        let possible = [last, Some(Unit { start, size })].into_iter().flatten();
        let mut fitting = possible.filter(|unit| unit.holds(bits));
        fitting.next().unwrap_or(Unit { start: first, size })
    }

    fn count(&mut self, member: &Member<'_>, width: u128) {
        let is_padding = member.bits.is_some() && member.name.is_empty();
        self.members += usize::from(!is_padding);
        match member.bits {
            Some(_) if is_padding => {}
            Some(_) => self.sums.bits += width,
            None => self.sums.bytes += width / 8,
        }
    }

    /// What is between the members so far and the end of the struct.
    pub(crate) fn behind(&self, size: u64) -> Option<Gap> {
        self.until(u128::from(size) * 8)
    }

    fn until(&self, start: u128) -> Option<Gap> {
        let unit_end = self.unit.map_or(0, Unit::end);
        let unit_end = unit_end.max(self.end.next_multiple_of(8)).min(start);
        let gap = Gap {
            bits: unit_end.saturating_sub(self.end),
            bytes: start.saturating_sub(unit_end.max(self.end)) / 8,
        };
        (gap.bits > 0 || gap.bytes > 0).then_some(gap)
    }
}

impl Sums {
    fn add(&mut self, gap: Option<Gap>) {
        let Some(gap) = gap else { return };
        self.holes += usize::from(gap.bytes > 0);
        self.hole_bytes += gap.bytes;
        self.bit_holes += usize::from(gap.bits > 0);
        self.hole_bits += gap.bits;
    }
}
