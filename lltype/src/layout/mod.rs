//! The layout engine: sizes, alignments, offsets and bit positions, as the C compilers of a
//! [`Target`] choose them.
//!
//! [`Placer`] puts one member after the other and knows the rules of GCC, of Clang, of GCC for Windows
//! and of Microsoft. It is used at run time, by [`Target`]'s methods, and in constants, where
//! `#[derive(CStruct)]` compares with Rust's own layout.

mod bits;
mod constant;
mod engine;
mod error;
mod extent;
mod path;
mod placer;

pub(crate) use constant::{bit_count, field_layouts, host_extent, host_layout};
pub use constant::{field_layout, layout_of};
pub(crate) use engine::MAX_DEPTH;
pub use error::LayoutError;
pub use extent::Extent;
pub use placer::{MemberAttrs, PlaceError, Placer};

use crate::Target;

/// Size and alignment, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    /// The size.
    pub size: u64,
    /// The alignment: a power of two.
    pub align: u64,
}

impl Layout {
    /// No compiler aligns to more.
    const MAX_ALIGN: u64 = 1 << 32;

    /// Whether the alignment is one that there can be: anybody can write down a layout.
    const fn is_possible(self) -> bool {
        Self::is_alignment(self.align)
    }

    const fn is_alignment(align: u64) -> bool {
        align.is_power_of_two() && align <= Self::MAX_ALIGN
    }
}

/// The layout of a struct or union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLayout {
    /// Of the whole. An array without length at the end adds nothing to it, as in C.
    pub whole: Layout,
    /// Of each member, in order.
    pub fields: Vec<FieldLayout>,
}

/// Where a member lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldLayout {
    /// The offset from the start, in bytes; for a bit-field, of the byte in which it begins.
    pub offset: u64,
    /// Where the bits of a bit-field lie.
    pub bits: Option<BitRange>,
}

/// Where the bits of a bit-field lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BitRange {
    /// The first bit, counted from the start of the struct in the order in which the target fills
    /// bytes: from the lowest bit of each on little-endian targets, from the highest on others.
    pub position: u64,
    /// How many bits.
    pub width: u32,
}

impl BitRange {
    /// The first of the bytes that the bits lie in, counted from the start of the struct.
    #[must_use]
    pub const fn first_byte(self) -> u64 {
        self.position / 8
    }

    /// How many bytes the bits lie in.
    #[must_use]
    pub const fn byte_count(self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "at most 2^29 and 1")]
        let count = (self.position % 8 + self.width as u64).div_ceil(8) as u32;
        count
    }

    /// How far the bits are shifted up in the number that those bytes are in the target's order.
    #[must_use]
    pub const fn shift(self, target: &Target) -> u32 {
        let skipped = self.position % 8;
        let bits = match target.is_little_endian() {
            true => skipped,
            false => self.byte_count() as u64 * 8 - skipped - self.width as u64,
        };
        #[expect(clippy::cast_possible_truncation, reason = "less than 8")]
        let bits = bits as u32;
        bits
    }
}
