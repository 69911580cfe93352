//! [`Placer`]: puts the members of a struct or union, one after the other.

use super::{FieldLayout, Layout};
use crate::desc::{RecordAttrs, RecordKind};
use crate::{RecordRules, Target};

/// A layout, with what Microsoft's rules need to know of it.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub(crate) layout: Layout,
    /// The alignment that was asked for by an attribute, here or deeper inside: no packing goes below.
    pub(crate) required: u64,
}

impl Extent {
    /// Of what C does not see.
    pub(crate) const NOTHING: Extent = Extent::new(Layout { size: 0, align: 1 });

    pub(crate) const fn new(layout: Layout) -> Self {
        Extent {
            layout,
            required: 1,
        }
    }

    /// The same of another size.
    pub(crate) const fn resized(self, size: u64) -> Self {
        let Layout { align, .. } = self.layout;
        Extent {
            layout: Layout { size, align },
            ..self
        }
    }
}

/// Why there is no layout.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// The size is more than an object can have.
    TooLarge,
    /// An attribute asks for an alignment that is no power of two.
    Alignment(u64),
}

/// No object is larger than half of the address space of 64 bits; in bits that still fits.
const MAX_BITS: u64 = 1 << 62;

/// The members that are placed so far.
///
/// What the rules of all compilers share is here; those of bit-fields are in `bits.rs`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placer {
    pub(super) rules: RecordRules,
    pub(super) is_union: bool,
    /// `__attribute__((packed))`.
    pub(super) packed: bool,
    /// `#pragma pack`, in bytes.
    pub(super) pack: Option<u64>,
    /// The alignment of the whole so far, in bytes.
    align: u64,
    /// What attributes ask for: see [`Extent::required`].
    required: u64,
    /// Where the next member of a struct can begin, in bits.
    pub(super) next: u64,
    /// The end of the largest member, in bits.
    end: u64,
    /// What the bit-field before, if there is one directly before, left of its unit, for compilers
    /// for Windows. The unit ends at `next`.
    pub(super) unit: Option<Unit>,
    fault: Option<Fault>,
}

/// The integer that bit-fields share on Windows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Its size in bytes; only bit-fields of this size go on in it.
    pub(super) size: u64,
    /// The bits that are left in it.
    pub(super) left: u64,
}

impl Placer {
    pub(crate) const fn new(target: &Target, kind: RecordKind, attrs: &RecordAttrs) -> Self {
        let mut placer = Placer {
            rules: target.records,
            is_union: matches!(kind, RecordKind::Union),
            packed: attrs.packed,
            pack: None,
            align: 1,
            required: 1,
            next: 0,
            end: 0,
            unit: None,
            fault: None,
        };
        placer.pack = placer.pack_of(attrs, target);
        placer
    }

    /// Microsoft's compilers pack no wider than pointers, and know no `packed` of its own.
    const fn pack_of(&mut self, attrs: &RecordAttrs, target: &Target) -> Option<u64> {
        let is_microsoft = self.is_microsoft();
        match attrs.pack {
            _ if is_microsoft && attrs.packed => Some(1),
            Some(bytes) if is_microsoft && bytes > target.pointer as u32 => None,
            Some(_) => Some(self.asked(attrs.pack)),
            None => None,
        }
    }

    const fn is_microsoft(&self) -> bool {
        matches!(self.rules, RecordRules::Microsoft)
    }

    /// Puts a member that is no bit-field.
    #[inline]
    pub(crate) const fn field(&mut self, extent: Extent, align: Option<u32>) -> FieldLayout {
        let align = self.field_align(extent, align);
        let start = match self.rules {
            RecordRules::MinGw => self.mingw_start(align, self.natural(extent.layout)),
            _ => self.start(align * 8),
        };
        self.unit = None;
        self.raise(align);
        self.advance(start, extent.layout.size.saturating_mul(8));
        FieldLayout {
            offset: start / 8,
            bits: None,
        }
    }

    /// The alignment of a member, in bytes.
    const fn field_align(&mut self, extent: Extent, attribute: Option<u32>) -> u64 {
        let asked = self.asked(attribute);
        let natural = match self.packed {
            true => 1,
            false => extent.layout.align,
        };
        if self.is_microsoft() {
            let required = max(extent.required, asked);
            self.required = max(self.required, required);
            return max(self.capped(natural), required);
        }
        self.capped(max(natural, asked))
    }

    /// The alignment of a type, as far as packing lets it count.
    pub(super) const fn natural(&self, layout: Layout) -> u64 {
        match self.packed {
            true => 1,
            false => self.capped(layout.align),
        }
    }

    /// What an alignment attribute asks for, in bytes.
    pub(super) const fn asked(&mut self, attribute: Option<u32>) -> u64 {
        match attribute {
            None => 1,
            Some(bytes) if bytes.is_power_of_two() => bytes as u64,
            Some(bytes) => {
                self.fault = Some(Fault::Alignment(bytes as u64));
                1
            }
        }
    }

    /// No more than `#pragma pack` allows.
    pub(super) const fn capped(&self, align: u64) -> u64 {
        match self.pack {
            Some(pack) if pack < align => pack,
            _ => align,
        }
    }

    pub(super) const fn raise(&mut self, align: u64) {
        self.align = max(self.align, align);
    }

    /// Where a member can begin, at a multiple of `align` bits.
    pub(super) const fn start(&self, align: u64) -> u64 {
        match self.is_union {
            true => 0,
            false => round_up(self.next, align),
        }
    }

    pub(super) const fn advance(&mut self, start: u64, bits: u64) {
        match start.checked_add(bits) {
            Some(end) if end <= MAX_BITS => {
                self.end = max(self.end, end);
                self.next = end;
            }
            _ => self.fault = Some(Fault::TooLarge),
        }
    }

    /// The whole, with its `aligned` attribute.
    pub(crate) const fn finish(mut self, attribute: Option<u32>) -> Result<Extent, Fault> {
        let asked = self.asked(attribute);
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let bytes = self.end.div_ceil(8);
        if self.is_microsoft() {
            return Ok(self.microsoft_finish(bytes, asked, attribute.is_some()));
        }
        self.raise(asked);
        Ok(Extent::new(Layout {
            size: round_up(bytes, self.align),
            align: self.align,
        }))
    }

    /// The size is rounded up to what the members need, and to what attributes ask for. A struct
    /// without members has 4 bytes.
    const fn microsoft_finish(&mut self, bytes: u64, asked: u64, has_attribute: bool) -> Extent {
        let size = round_up(bytes, self.align);
        let asked = max(self.required, asked);
        self.raise(asked);
        let size = match size {
            0 if asked >= 4 => self.align,
            0 => 4,
            _ => round_up(size, max(self.capped(self.align), asked)),
        };
        let align = self.align;
        // With an attribute, of 1 byte even, the whole alignment is one that was asked for.
        let required = if has_attribute { align } else { asked };
        Extent {
            layout: Layout { size, align },
            required,
        }
    }
}

pub(super) const fn max(a: u64, b: u64) -> u64 {
    if a > b { a } else { b }
}

/// The next multiple of a power of two.
pub(super) const fn round_up(number: u64, align: u64) -> u64 {
    (number + (align - 1)) & !(align - 1)
}
