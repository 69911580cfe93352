//! [`Unit`] and [`WideUnit`]: what strings are made of.

use core::ffi::c_char;

use crate::{AllocError, LowLevelType, ScopedAlloc, scoped_alloc};

/// What a C string is made of: C's `char`, or a [`WideUnit`]. Its default is the NUL.
///
/// It is sealed: these are all.
pub trait Unit: LowLevelType + Copy + Default + PartialEq + sealed::Integer {}

/// What a wide string is made of: `u16` for UTF-16, `u32` and `i32` for UTF-32.
///
/// C's `wchar_t` is one of the three. The functions on wide strings take any of them.
pub trait WideUnit: Unit + sealed::Code {}

pub(super) mod sealed {
    /// Zero bits are its NUL.
    pub trait Integer {}

    /// A code unit of UTF-16 or UTF-32.
    pub trait Code: Sized {
        /// Whether two units, surrogates, make a character above U+FFFF.
        const PAIRS: bool;

        fn from_bits(bits: u32) -> Self;
        fn bits(self) -> u32;
    }
}

impl sealed::Integer for c_char {}
impl Unit for c_char {}

macro_rules! wide_units {
    ($($unit:ty, $pairs:literal, $bits:ident => $from:expr, $self:ident => $to:expr;)*) => {
        $(
            impl sealed::Integer for $unit {}
            impl Unit for $unit {}
            impl WideUnit for $unit {}

            impl sealed::Code for $unit {
                const PAIRS: bool = $pairs;

                #[inline]
                fn from_bits($bits: u32) -> Self {
                    $from
                }

                #[inline]
                fn bits($self) -> u32 {
                    $to
                }
            }
        )*
    };
}

wide_units! {
    u16, true, bits => low_half(bits), self => self.into();
    u32, false, bits => bits, self => self;
    i32, false, bits => bits.cast_signed(), self => self.cast_unsigned();
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the encoder splits what has more than 16 bits"
)]
fn low_half(bits: u32) -> u16 {
    bits as u16
}

/// A block for `length` units, the NUL already behind them.
#[track_caller]
pub(super) fn terminated<U: Unit>(length: usize) -> Result<ScopedAlloc<U>, AllocError> {
    let block = scoped_alloc::<U>(length.saturating_add(1))?;
    // SAFETY: the block has room for one more than `length`.
    let end = unsafe { block.add(length) };
    // SAFETY: as above, and nobody else has it.
    unsafe { end.write(U::default()) };
    Ok(block)
}
