//! [`Placer`]: puts the members of a struct or union, one after the other.

use core::fmt;

use super::bits::Bits;
use super::extent::Power;
use super::{Extent, FieldLayout, Layout};
use crate::desc::{RecordAttrs, RecordKind};
use crate::{RecordRules, Target};

/// The attributes of one member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MemberAttrs {
    /// `__attribute__((packed))` of the member.
    pub packed: bool,
    /// `__attribute__((aligned(n)))` of the member.
    pub align: Option<u32>,
}

impl MemberAttrs {
    /// No attributes.
    pub const NONE: MemberAttrs = MemberAttrs {
        packed: false,
        align: None,
    };
}

/// Why members have no layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlaceError {
    /// The size is more than an object can have, or a bit-field has more bits than its integer.
    TooLarge,
    /// An alignment is no power of two, or more than any compiler has.
    Alignment(u64),
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("larger than half of the address space"),
            Self::Alignment(align) => write!(
                f,
                "aligned to {align} bytes: that must be a power of two up to 2^32"
            ),
        }
    }
}

impl core::error::Error for PlaceError {}

/// No object is larger than half of the address space of 64 bits; in bits that still fits.
const MAX_BITS: u64 = 1 << 62;

/// Puts the members of a struct or union one after the other, as the compilers of a target do: for
/// who knows them before there is a [`Type`](crate::Type).
///
/// What cannot be is remembered, and [`finish`](Self::finish) tells; until then members are put
/// somewhere.
///
/// ```
/// use lltype::{Extent, MemberAttrs, Placer, RecordAttrs, RecordKind, Scalar, Target};
///
/// // struct { char kind; int ready : 1; int data[3]; }
/// let target = &Target::X86_64_LINUX_GNU;
/// let int = Scalar::Int.layout(target);
/// let mut placer = Placer::new(target, RecordKind::Struct, &RecordAttrs::NONE);
/// placer.place(Extent::of(Scalar::Char.layout(target)), MemberAttrs::NONE);
/// let ready = placer.place_bits(int, 1, true, MemberAttrs::NONE);
/// let data = placer.place(Extent::of(int).array(3).unwrap(), MemberAttrs::NONE);
/// assert_eq!((ready.bits.unwrap().position, data.offset), (8, 4));
/// let whole = placer.finish(None)?.layout();
/// assert_eq!((whole.size, whole.align), (16, 4));
/// # Ok::<(), lltype::PlaceError>(())
/// ```
// What the rules of all compilers share is here; those of bit-fields are in `bits.rs`.
#[derive(Debug, Clone, Copy)]
pub struct Placer {
    pub(super) rules: RecordRules,
    pub(super) is_union: bool,
    /// `__attribute__((packed))`.
    pub(super) packed: bool,
    /// `#pragma pack`, in bytes.
    pub(super) pack: Option<u64>,
    /// The size that an object can have.
    most: u64,
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
    fault: Option<PlaceError>,
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
    /// Of a struct or union without members.
    #[must_use]
    pub const fn new(target: &Target, kind: RecordKind, attrs: &RecordAttrs) -> Self {
        let mut placer = Placer {
            rules: target.records,
            is_union: matches!(kind, RecordKind::Union),
            packed: attrs.packed,
            pack: None,
            most: target.max_size(),
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

    /// Puts a member that is no bit-field. An array without a length, at the end, is one of no items.
    #[expect(
        clippy::inline_always,
        reason = "else it waits for the extent in memory"
    )]
    #[inline(always)]
    pub const fn place(&mut self, extent: Extent, attrs: MemberAttrs) -> FieldLayout {
        let layout = self.possible(extent.layout);
        let align = self.field_align(extent, layout.align, attrs);
        let start = match self.rules {
            RecordRules::MinGw => {
                let natural = self.natural(layout, attrs.packed);
                self.mingw_start(align, natural)
            }
            _ => self.start(align * 8),
        };
        self.unit = None;
        self.raise(align);
        self.advance(start, layout.size.saturating_mul(8));
        FieldLayout {
            offset: start / 8,
            bits: None,
        }
    }

    /// Puts a bit-field of `width` bits of an integer of this layout. One without a name only pads;
    /// of no bits, it begins a new unit.
    ///
    /// How many bits the integer has is for the caller to check: `_Bool` has one.
    pub const fn place_bits(
        &mut self,
        integer: Layout,
        width: u32,
        is_named: bool,
        attrs: MemberAttrs,
    ) -> FieldLayout {
        let layout = self.possible(integer);
        let (layout, width) = match layout.size {
            // In bits that still fits.
            size if size > u32::MAX as u64 || width as u64 > size * 8 => {
                self.fault = Some(PlaceError::TooLarge);
                (Layout { size: 1, ..layout }, 0)
            }
            _ => (layout, width),
        };
        self.bits(
            layout,
            Bits {
                width,
                is_named,
                attrs,
            },
        )
    }

    /// The same with an alignment that there can be.
    #[inline]
    const fn possible(&mut self, layout: Layout) -> Layout {
        if layout.is_possible() {
            return layout;
        }
        self.fault = Some(PlaceError::Alignment(layout.align));
        Layout { align: 1, ..layout }
    }

    /// The alignment of a member, in bytes; that of its type is known to be possible.
    #[inline]
    const fn field_align(&mut self, extent: Extent, align: u64, attrs: MemberAttrs) -> u64 {
        let asked = self.asked(attrs.align);
        if self.is_microsoft() {
            let natural = if attrs.packed {
                1
            } else {
                extent.plain.bytes()
            };
            let required = max(extent.required.bytes(), asked);
            self.required = max(self.required, required);
            return max(self.capped(natural), required);
        }
        let natural = match self.packed || attrs.packed {
            true => 1,
            false => align,
        };
        self.capped(max(natural, asked))
    }

    /// The alignment of a type, as far as packing lets it count.
    pub(super) const fn natural(&self, layout: Layout, packed: bool) -> u64 {
        match self.packed || packed {
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
                self.fault = Some(PlaceError::Alignment(bytes as u64));
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
            _ => self.fault = Some(PlaceError::TooLarge),
        }
    }

    /// The whole, with its `aligned` attribute.
    ///
    /// # Errors
    /// A member, an attribute or the whole cannot be.
    pub const fn finish(mut self, align: Option<u32>) -> Result<Extent, PlaceError> {
        let asked = self.asked(align);
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let bytes = self.end.div_ceil(8);
        let extent = match self.is_microsoft() {
            true => self.microsoft_finish(bytes, asked, align.is_some()),
            false => self.gnu_finish(bytes, asked),
        };
        match extent.layout.size <= self.most {
            true => Ok(extent),
            false => Err(PlaceError::TooLarge),
        }
    }

    const fn gnu_finish(&mut self, bytes: u64, asked: u64) -> Extent {
        self.raise(asked);
        let align = self.align;
        Extent::of(Layout {
            size: round_up(bytes, align),
            align,
        })
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
            required: Power::of(required),
            inner: Power::of(asked),
            ..Extent::of(Layout { size, align })
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
