//! [`Extent`]: what a type takes inside of another.

use super::Layout;

/// What a type takes inside of another: its layout, with what Microsoft's rules need to know of it.
///
/// ```
/// use lltype::{Extent, Scalar, Target};
///
/// let int = Extent::of(Scalar::Int.layout(&Target::HOST));
/// // typedef int unaligned __attribute__((aligned(1)));
/// let unaligned = int.with_align(1).array(3).unwrap().layout();
/// assert_eq!((unaligned.size, unaligned.align), (12, 1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extent {
    pub(super) layout: Layout,
    /// The alignment that was asked for by an attribute, here or deeper inside: no packing goes below.
    pub(super) required: Power,
    /// What attributes deeper inside, and the number in the struct's own, ask for: a typedef that lowers the
    /// alignment takes the place of the rest alone.
    pub(super) inner: Power,
    /// The alignment without that of a typedef, which for Microsoft only raises that of a member.
    pub(super) plain: Power,
}

/// An alignment in one byte: extents are copied for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Power(u8);

impl Power {
    const ONE: Power = Power(0);

    /// Of what is no alignment it is 1: there is no layout anyway.
    #[expect(clippy::cast_possible_truncation, reason = "at most 64")]
    pub(super) const fn of(align: u64) -> Power {
        match Layout::is_alignment(align) {
            true => Power(align.trailing_zeros() as u8),
            false => Power::ONE,
        }
    }

    pub(super) const fn bytes(self) -> u64 {
        1 << self.0
    }
}

impl Extent {
    /// Of what C does not see.
    pub const NOTHING: Extent = Extent::of(Layout { size: 0, align: 1 });

    /// Of a type that no attribute aligns.
    #[inline]
    #[must_use]
    pub const fn of(layout: Layout) -> Extent {
        Extent {
            layout,
            required: Power::ONE,
            inner: Power::ONE,
            plain: Power::of(layout.align),
        }
    }

    /// Size and alignment.
    #[inline]
    #[must_use]
    pub const fn layout(self) -> Layout {
        self.layout
    }

    /// Of a typedef with `__attribute__((aligned(n)))`: the alignment is `n`, be it more or less than
    /// before, and the size stays.
    #[must_use]
    pub const fn with_align(self, n: u64) -> Extent {
        let asked = Power::of(n);
        Extent {
            layout: Layout {
                align: n,
                ..self.layout
            },
            required: if asked.0 > self.inner.0 {
                asked
            } else {
                self.inner
            },
            ..self
        }
    }

    /// Of an array of so many; `None` if its size is more than 64 bits can say.
    #[must_use]
    pub const fn array(self, count: u64) -> Option<Extent> {
        match self.layout.size.checked_mul(count) {
            Some(size) => Some(Extent {
                layout: Layout {
                    size,
                    ..self.layout
                },
                plain: Power::of(self.layout.align),
                ..self
            }),
            None => None,
        }
    }
}
