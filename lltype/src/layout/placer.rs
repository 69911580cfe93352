//! [`Placer`]: puts the members of a struct or union, one after the other.

use super::{BitRange, FieldLayout, Layout};
use crate::desc::{RecordAttrs, RecordKind};
use crate::{RecordRules, Target};

/// A layout, with what Microsoft's rules need to know of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) layout: Layout,
    /// The alignment that was asked for by an attribute, here or deeper inside: no packing goes below.
    pub(crate) required: u64,
}

impl Extent {
    pub(crate) const fn new(layout: Layout) -> Self {
        Extent {
            layout,
            required: 1,
        }
    }
}

/// What is asked of a bit-field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bits {
    pub(crate) width: u32,
    pub(crate) named: bool,
}

/// No object is larger than half of the address space of 64 bits; in bits that still fits.
const MAX_BITS: u64 = 1 << 62;

/// The members that are placed so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placer {
    rules: RecordRules,
    is_union: bool,
    is_64_bit: bool,
    packed: bool,
    /// `#pragma pack`, in bytes.
    pack: Option<u64>,
    /// The alignment of the whole so far, in bytes.
    align: u64,
    /// What attributes ask for: see [`Extent::required`].
    required: u64,
    /// Where the next member of a struct can begin, in bits.
    next: u64,
    /// The end of the largest member, in bits.
    end: u64,
    /// The unit of the bit-field before, with Microsoft's rules.
    unit: Option<Unit>,
    overflow: bool,
}

/// The integer that bit-fields share, with Microsoft's rules.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// Its size in bytes; only bit-fields of this size go on in it.
    size: u64,
    /// The bits that are left in it.
    left: u64,
}

impl Placer {
    pub(crate) const fn new(target: &Target, kind: RecordKind, attrs: &RecordAttrs) -> Self {
        let mut placer = Placer {
            rules: target.records,
            is_union: matches!(kind, RecordKind::Union),
            is_64_bit: target.pointer == 8,
            packed: attrs.packed,
            pack: None,
            align: 1,
            required: 1,
            next: 0,
            end: 0,
            unit: None,
            overflow: false,
        };
        if let Some(pack) = attrs.pack {
            let ignored = placer.is_microsoft() && pack > target.pointer as u32;
            if !ignored {
                placer.pack = Some(pack as u64);
            }
        }
        if placer.is_microsoft() && placer.packed {
            placer.pack = Some(1);
        }
        placer
    }

    const fn is_microsoft(&self) -> bool {
        matches!(self.rules, RecordRules::Microsoft)
    }

    /// Puts a member that is no bit-field.
    pub(crate) const fn field(&mut self, extent: Extent, align: Option<u32>) -> FieldLayout {
        let align = self.field_align(extent, align);
        self.close_unit();
        self.raise(align);
        let start = self.start(align * 8);
        self.advance(start, extent.layout.size as u128 * 8);
        FieldLayout {
            offset: start / 8,
            bits: None,
        }
    }

    /// The alignment of a member, in bytes.
    const fn field_align(&mut self, extent: Extent, attribute: Option<u32>) -> u64 {
        let attribute = match attribute {
            Some(align) => align as u64,
            None => 1,
        };
        let natural = match self.packed {
            true => 1,
            false => extent.layout.align,
        };
        if self.is_microsoft() {
            let required = max(extent.required, attribute);
            self.required = max(self.required, required);
            return max(self.capped(natural), required);
        }
        self.capped(max(natural, attribute))
    }

    /// No more than `#pragma pack` allows.
    const fn capped(&self, align: u64) -> u64 {
        match self.pack {
            Some(pack) if pack < align => pack,
            _ => align,
        }
    }

    /// Puts a bit-field of a type of this layout.
    pub(crate) const fn bits(
        &mut self,
        layout: Layout,
        bits: Bits,
        align: Option<u32>,
    ) -> FieldLayout {
        let attribute = match align {
            Some(align) => align as u64,
            None => 1,
        };
        let position = match self.rules {
            RecordRules::Gnu { unnamed_bits_align } => {
                self.gnu_bits(layout, bits, align, unnamed_bits_align)
            }
            RecordRules::MinGw => self.mingw_bits(layout, bits, attribute),
            RecordRules::Microsoft => self.microsoft_bits(layout, bits, attribute),
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
    /// needs begins a new one, unless members are packed. One of no bits begins a new one always.
    const fn gnu_bits(
        &mut self,
        layout: Layout,
        bits: Bits,
        align: Option<u32>,
        unnamed_bits_align: bool,
    ) -> u64 {
        let attribute = match align {
            Some(align) => align as u64,
            None => 1,
        };
        let aligns_whole = bits.named || unnamed_bits_align;
        let unit = layout.align * 8;
        if bits.width == 0 {
            // Packing does not change what a bit-field of no bits does.
            let align = max(layout.align, attribute);
            if aligns_whole {
                self.raise(align);
            }
            let start = self.start(align * 8);
            self.advance(start, 0);
            return start;
        }
        let own = match (self.packed, self.pack) {
            (_, Some(_)) => self.capped(layout.align),
            (true, None) => 1,
            (false, None) => layout.align,
        };
        let asked = self.capped(attribute);
        if aligns_whole {
            self.raise(max(own, asked));
        }
        let mut start = self.start(if align.is_some() { asked * 8 } else { 1 });
        let is_packed = self.packed || self.pack.is_some();
        let units = (start % unit + bits.width as u64).div_ceil(unit);
        if !is_packed && units > layout.size * 8 / unit {
            start = self.start(unit);
        }
        self.advance(start, bits.width as u128);
        start
    }

    /// Bit-fields share a unit as Microsoft's do; attributes mean what they mean to GCC.
    const fn mingw_bits(&mut self, layout: Layout, bits: Bits, attribute: u64) -> u64 {
        let natural = self.capped(match self.packed {
            true => 1,
            false => layout.align,
        });
        let align = max(natural, self.capped(attribute));
        self.unit_bits(layout, bits, align)
    }

    /// Alignment attributes raise the alignment of the unit, and packing does not lower it.
    const fn microsoft_bits(&mut self, layout: Layout, bits: Bits, attribute: u64) -> u64 {
        let align = max(self.capped(max(layout.align, attribute)), attribute);
        self.unit_bits(layout, bits, align)
    }

    /// Takes bits of the unit of the bit-field before, or of a new one.
    const fn unit_bits(&mut self, layout: Layout, bits: Bits, align: u64) -> u64 {
        let width = bits.width as u64;
        if width == 0 {
            return self.end_of_units(layout, align);
        }
        if self.is_union {
            self.advance(0, layout.size as u128 * 8);
            return 0;
        }
        match self.unit {
            Some(Unit { size, left }) if size == layout.size && width <= left => {
                self.unit = Some(Unit {
                    size,
                    left: left - width,
                });
                self.next - left
            }
            _ => {
                self.raise(align);
                let start = self.start(align * 8);
                self.advance(start, layout.size as u128 * 8);
                self.unit = Some(Unit {
                    size: layout.size,
                    left: layout.size * 8 - width,
                });
                start
            }
        }
    }

    /// A bit-field of no bits counts only behind one that has some.
    const fn end_of_units(&mut self, layout: Layout, align: u64) -> u64 {
        let had_unit = self.unit.is_some();
        self.close_unit();
        if !had_unit {
            return if self.is_union { 0 } else { self.next };
        }
        if self.is_union {
            self.advance(0, layout.size as u128 * 8);
            return 0;
        }
        self.raise(align);
        let start = self.start(align * 8);
        self.advance(start, 0);
        start
    }

    const fn close_unit(&mut self) {
        self.unit = None;
    }

    const fn raise(&mut self, align: u64) {
        self.align = max(self.align, align);
    }

    /// Where a member can begin, at a multiple of `align` bits.
    const fn start(&self, align: u64) -> u64 {
        match self.is_union {
            true => 0,
            false => self.next.next_multiple_of(align),
        }
    }

    const fn advance(&mut self, start: u64, bits: u128) {
        let end = start as u128 + bits;
        if end > MAX_BITS as u128 {
            self.overflow = true;
            return;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let end = end as u64;
        self.end = max(self.end, end);
        self.next = end;
    }

    /// Ordinary members begin at a byte; their alignment sees to it.
    pub(crate) const fn finish(mut self, align: Option<u32>) -> Option<Extent> {
        if self.overflow {
            return None;
        }
        let attribute = match align {
            Some(align) => align as u64,
            None => 1,
        };
        let bytes = self.end.div_ceil(8);
        let size = match self.is_microsoft() {
            true => self.microsoft_size(bytes, attribute),
            false => {
                self.raise(attribute);
                bytes.next_multiple_of(self.align)
            }
        };
        Some(Extent {
            layout: Layout {
                size,
                align: self.align,
            },
            required: self.required,
        })
    }

    /// The size is rounded up to what the members need, and to what attributes ask for. A struct
    /// without members has 4 bytes.
    const fn microsoft_size(&mut self, bytes: u64, attribute: u64) -> u64 {
        let size = bytes.next_multiple_of(self.align);
        let asked = max(self.required, attribute);
        self.required = asked;
        if asked > 1 || self.is_64_bit {
            self.raise(asked);
        }
        if size == 0 {
            return if asked >= 4 { self.align } else { 4 };
        }
        size.next_multiple_of(max(self.capped(self.align), asked))
    }
}

const fn max(a: u64, b: u64) -> u64 {
    if a > b { a } else { b }
}
