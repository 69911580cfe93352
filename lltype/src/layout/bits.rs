//! Bit-fields: whose rules put them where.

use super::placer::{Placer, Unit, max};
use super::{BitRange, FieldLayout, Layout};
use crate::RecordRules;

/// What is asked of a bit-field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    pub(super) width: u32,
    pub(super) named: bool,
    /// `__attribute__((aligned(n)))`.
    pub(super) align: Option<u32>,
}

impl Bits {
    const fn width(self) -> u64 {
        self.width as u64
    }

    /// The attribute in bytes.
    const fn attribute(self) -> u64 {
        match self.align {
            Some(align) => align as u64,
            None => 1,
        }
    }

    /// Whether the type aligns the whole: C says nothing of bit-fields without a name.
    const fn aligns_whole(self, unnamed_bits_align: bool) -> bool {
        self.named || unnamed_bits_align
    }
}

impl Placer {
    /// Puts a bit-field of a type of this layout.
    pub(super) const fn bits(&mut self, layout: Layout, bits: Bits) -> FieldLayout {
        let position = match self.rules {
            RecordRules::Gnu { unnamed_bits_align } => {
                self.gnu_bits(layout, bits, unnamed_bits_align)
            }
            RecordRules::Clang { unnamed_bits_align } => {
                self.clang_bits(layout, bits, unnamed_bits_align)
            }
            RecordRules::MinGw => self.mingw_bits(layout, bits),
            RecordRules::Microsoft => self.microsoft_bits(layout, bits),
        };
        FieldLayout {
            offset: position / 8,
            bits: Some(BitRange {
                position,
                width: bits.width,
            }),
        }
    }

    /// Bit-fields follow each other bit by bit. One that would lie in more units of its type than it
    /// needs begins a new one, unless members are packed.
    const fn gnu_bits(&mut self, layout: Layout, bits: Bits, unnamed_bits_align: bool) -> u64 {
        let aligns_whole = bits.aligns_whole(unnamed_bits_align);
        if bits.width == 0 {
            return self.gnu_no_bits(layout, bits, aligns_whole);
        }
        let natural = self.gnu_natural(layout);
        let asked = self.capped(bits.attribute());
        if aligns_whole {
            self.raise(max(natural, asked));
        }
        // An attribute of 1 byte asks for the next byte, none for the next bit.
        let start = self.start(if bits.align.is_some() { asked * 8 } else { 1 });
        let unit = layout.align * 8;
        let units = (start % unit + bits.width()).div_ceil(unit);
        let is_split = units > layout.size * 8 / unit;
        let start = match is_split && !self.packed && self.pack.is_none() {
            true => self.start(unit),
            false => start,
        };
        self.advance(start, bits.width as u128);
        start
    }

    /// A bit-field of no bits begins a new unit of its type; no packing changes that.
    const fn gnu_no_bits(&mut self, layout: Layout, bits: Bits, aligns_whole: bool) -> u64 {
        let align = max(layout.align, bits.attribute());
        if aligns_whole {
            self.raise(align);
        }
        let start = self.start(align * 8);
        self.advance(start, 0);
        start
    }

    /// The alignment of the type, as far as packing lets it count: `#pragma pack` says how far, also
    /// beside `packed`.
    const fn gnu_natural(&self, layout: Layout) -> u64 {
        match self.pack {
            None if self.packed => 1,
            _ => self.capped(layout.align),
        }
    }

    /// As GCC's, but for two differences: an attribute that is larger than `#pragma pack` allows
    /// counts for the whole only, and one that is larger than the type moves the places that a
    /// bit-field may not cross.
    const fn clang_bits(&mut self, layout: Layout, bits: Bits, unnamed_bits_align: bool) -> u64 {
        let aligns_whole = bits.aligns_whole(unnamed_bits_align);
        if bits.width == 0 {
            return self.gnu_no_bits(layout, bits, aligns_whole);
        }
        let asked = bits.attribute();
        let align = max(self.gnu_natural(layout), self.capped(asked));
        if aligns_whole {
            self.raise(align);
        }
        let is_asked = bits.align.is_some() && self.capped(asked) == asked;
        // Packed bit-fields are aligned to bits.
        let unit = match self.packed && self.pack.is_none() && bits.align.is_none() {
            true => 1,
            false => align * 8,
        };
        let is_split = self.next % unit + bits.width() > layout.size * 8;
        let start = match is_split && self.pack.is_none() {
            true => self.start(unit),
            false => self.start(if is_asked { asked * 8 } else { 1 }),
        };
        self.advance(start, bits.width as u128);
        start
    }

    /// Bit-fields share a unit as Microsoft's do; attributes mean what they mean to GCC. In a union,
    /// they take the bytes that they need.
    const fn mingw_bits(&mut self, layout: Layout, bits: Bits) -> u64 {
        let is_first = self.unit.is_none();
        let aligns_whole = match bits.width {
            0 => !is_first,
            _ => !self.packed,
        };
        if aligns_whole {
            self.raise(self.capped(max(layout.align, bits.attribute())));
        }
        if self.is_union {
            self.advance(0, bits.width as u128);
            return 0;
        }
        if let Some(position) = self.go_on(layout, bits) {
            return position;
        }
        let natural = match self.packed || (bits.width == 0 && is_first) {
            true => 1,
            false => self.capped(layout.align),
        };
        let asked = self.capped(bits.attribute());
        self.begin_unit(max(natural, asked), layout, bits)
    }

    /// Alignment attributes raise the alignment of the unit, and packing does not lower it. In a
    /// union, alignment does not count.
    const fn microsoft_bits(&mut self, layout: Layout, bits: Bits) -> u64 {
        // A bit-field of no bits counts only behind one that has some.
        if bits.width == 0 && self.unit.is_none() {
            return self.start(1);
        }
        if self.is_union {
            return self.begin_unit(1, layout, bits);
        }
        if let Some(position) = self.go_on(layout, bits) {
            return position;
        }
        let asked = bits.attribute();
        let align = max(self.capped(max(layout.align, asked)), asked);
        self.raise(align);
        self.begin_unit(align, layout, bits)
    }

    /// The next bits of the unit of the bit-field before, if it has so many left.
    const fn go_on(&mut self, layout: Layout, bits: Bits) -> Option<u64> {
        let width = bits.width();
        match self.unit {
            Some(Unit { size, left }) if size == layout.size && 0 < width && width <= left => {
                let left = left - width;
                self.unit = Some(Unit { size, left });
                Some(self.next - left - width)
            }
            _ => None,
        }
    }

    /// A new unit; a bit-field of no bits only ends the one before.
    const fn begin_unit(&mut self, align: u64, layout: Layout, bits: Bits) -> u64 {
        let size = layout.size;
        let start = self.start(align * 8);
        if bits.width == 0 {
            self.unit = None;
            self.advance(start, if self.is_union { size as u128 * 8 } else { 0 });
            return start;
        }
        self.advance(start, size as u128 * 8);
        let left = size * 8 - bits.width();
        self.unit = Some(Unit { size, left });
        start
    }
}
