//! Bit-fields: whose rules put them where.

use super::placer::{Unit, max};
use super::{BitRange, FieldLayout, Layout, MemberAttrs, Placer};
use crate::RecordRules;

/// What is asked of a bit-field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    pub(super) width: u32,
    pub(super) is_named: bool,
    pub(super) attrs: MemberAttrs,
}

impl Bits {
    const fn width(self) -> u64 {
        self.width as u64
    }
}

impl Placer {
    /// Puts a bit-field of a type of this layout.
    pub(super) const fn bits(&mut self, layout: Layout, bits: Bits) -> FieldLayout {
        let asked = self.asked(bits.attrs.align);
        let position = match self.rules {
            RecordRules::Gnu { unnamed_bits_align } | RecordRules::Clang { unnamed_bits_align } => {
                let aligns_whole = bits.is_named || unnamed_bits_align;
                match bits.width {
                    0 => self.gnu_no_bits(max(layout.align, asked), aligns_whole),
                    _ => self.gnu_bits(layout, bits, asked, aligns_whole),
                }
            }
            RecordRules::MinGw => self.mingw_bits(layout, bits, asked),
            RecordRules::Microsoft => self.microsoft_bits(layout, bits, asked),
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
    const fn gnu_bits(
        &mut self,
        layout: Layout,
        bits: Bits,
        asked: u64,
        aligns_whole: bool,
    ) -> u64 {
        let packed = self.packed || bits.attrs.packed;
        let natural = self.gnu_natural(layout, packed);
        if aligns_whole {
            self.raise(max(natural, self.capped(asked)));
        }
        let asked = self.gnu_asked(bits, asked);
        let start = self.start(asked);
        // Clang looks at where it would lie without its attribute.
        let from = match self.rules {
            RecordRules::Clang { .. } => self.start(1),
            _ => start,
        };
        let unit = layout.align * 8;
        let is_split = self.is_split(from & (unit - 1), layout, bits);
        let start = match is_split && !packed && self.pack.is_none() {
            true => self.start(max(unit, asked)),
            false => start,
        };
        self.advance(start, bits.width());
        start
    }

    /// Whether a bit-field that begins so many bits behind a boundary of its type lies in more of its
    /// units than it needs. GCC counts by the alignment: a typedef may have one above the size. (It then
    /// still leaves some where they are, by how it will access them.)
    const fn is_split(&self, behind: u64, layout: Layout, bits: Bits) -> bool {
        let end = behind + bits.width();
        match self.rules {
            RecordRules::Clang { .. } => end > layout.size * 8,
            _ => end.div_ceil(layout.align * 8) > layout.size / layout.align,
        }
    }

    /// Where the attribute moves a bit-field, in bits: without one to the next bit, and with one of 1
    /// byte to the next byte. Clang ignores one that `#pragma pack` does not allow.
    const fn gnu_asked(&self, bits: Bits, asked: u64) -> u64 {
        let capped = self.capped(asked);
        let ignores = matches!(self.rules, RecordRules::Clang { .. }) && capped < asked;
        match bits.attrs.align.is_some() && !ignores {
            true => capped * 8,
            false => 1,
        }
    }

    /// A bit-field of no bits begins a new unit of its type; no packing changes that.
    const fn gnu_no_bits(&mut self, align: u64, aligns_whole: bool) -> u64 {
        if aligns_whole {
            self.raise(align);
        }
        let start = self.start(align * 8);
        self.advance(start, 0);
        start
    }

    /// The alignment of the type, as far as packing lets it count: `#pragma pack` says how far, also
    /// beside `packed`.
    const fn gnu_natural(&self, layout: Layout, packed: bool) -> u64 {
        match self.pack {
            None if packed => 1,
            _ => self.capped(layout.align),
        }
    }

    /// Bit-fields share a unit as Microsoft's do; attributes mean what they mean to GCC. In a union,
    /// they take the bytes that they need.
    const fn mingw_bits(&mut self, layout: Layout, bits: Bits, asked: u64) -> u64 {
        let is_first = self.unit.is_none();
        let aligns_whole = match bits.width {
            0 => !is_first,
            _ => !self.packed && !bits.attrs.packed,
        };
        if aligns_whole {
            self.raise(self.capped(max(layout.align, asked)));
        }
        if self.is_union {
            self.advance(0, bits.width());
            return 0;
        }
        if let Some(position) = self.go_on(layout, bits) {
            return position;
        }
        // Behind a full unit of the same size follows the next, wherever a packed one before began.
        let natural = match bits.width == 0 && is_first || self.is_in_unit_of(layout) {
            true => 1,
            false => self.natural(layout, bits.attrs.packed),
        };
        let start = self.mingw_start(self.capped(asked), natural);
        self.begin_unit(start, layout, bits)
    }

    /// Where a member begins behind the unit of the bit-field before: aligned to its type, and, unless
    /// the last bits of the unit end so by chance, to what is asked.
    pub(super) const fn mingw_start(&self, asked: u64, natural: u64) -> u64 {
        let left = match self.unit {
            Some(unit) => unit.left,
            None => 0,
        };
        let ends_so = (self.next - left) & (asked * 8 - 1) == 0;
        self.start(if ends_so {
            natural * 8
        } else {
            max(natural, asked) * 8
        })
    }

    /// Alignment attributes raise the alignment of the unit, and packing does not lower it. In a
    /// union, alignment does not count.
    const fn microsoft_bits(&mut self, layout: Layout, bits: Bits, asked: u64) -> u64 {
        // A bit-field of no bits counts only behind one that has some.
        if bits.width == 0 && self.unit.is_none() {
            return self.start(1);
        }
        if self.is_union {
            return self.begin_unit(0, layout, bits);
        }
        if let Some(position) = self.go_on(layout, bits) {
            return position;
        }
        // An integer is aligned to its size: another alignment is one that a typedef asks for.
        let asked = match layout.align == layout.size {
            true => asked,
            false => max(layout.align, asked),
        };
        let natural = match bits.attrs.packed {
            true => 1,
            false => max(layout.size, asked),
        };
        let align = max(self.capped(natural), asked);
        self.raise(align);
        self.begin_unit(self.start(align * 8), layout, bits)
    }

    const fn is_in_unit_of(&self, layout: Layout) -> bool {
        matches!(self.unit, Some(unit) if unit.size == layout.size)
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
    const fn begin_unit(&mut self, start: u64, layout: Layout, bits: Bits) -> u64 {
        let size = layout.size;
        if bits.width == 0 {
            self.unit = None;
            self.advance(start, if self.is_union { size * 8 } else { 0 });
            return start;
        }
        self.advance(start, size * 8);
        let left = size * 8 - bits.width();
        self.unit = Some(Unit { size, left });
        start
    }
}
