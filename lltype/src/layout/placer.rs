//! [`Placer`]: puts the members of a struct or union, one after the other.

use super::{FieldLayout, Layout};
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
    overflow: bool,
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
        self.unit = None;
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
            false => self.next.next_multiple_of(align),
        }
    }

    pub(super) const fn advance(&mut self, start: u64, bits: u128) {
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

    /// The whole, with its `aligned` attribute; `None` if it is too large.
    pub(crate) const fn finish(mut self, align: Option<u32>) -> Option<Extent> {
        if self.overflow {
            return None;
        }
        let attribute = match align {
            Some(align) => align as u64,
            None => 1,
        };
        let bytes = self.end.div_ceil(8);
        if self.is_microsoft() {
            return Some(self.microsoft_finish(bytes, attribute, align.is_some()));
        }
        self.raise(attribute);
        Some(Extent::new(Layout {
            size: bytes.next_multiple_of(self.align),
            align: self.align,
        }))
    }

    /// The size is rounded up to what the members need, and to what attributes ask for. A struct
    /// without members has 4 bytes.
    const fn microsoft_finish(&mut self, bytes: u64, attribute: u64, has_attribute: bool) -> Extent {
        let size = bytes.next_multiple_of(self.align);
        let asked = max(self.required, attribute);
        self.raise(asked);
        let size = match size {
            0 if asked >= 4 => self.align,
            0 => 4,
            _ => size.next_multiple_of(max(self.capped(self.align), asked)),
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
