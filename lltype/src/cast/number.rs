//! [`cast`]: C's cast.

use crate::{ConstPtr, Ptr};

/// A number or a pointer that [`cast`] converts. Implemented for Rust's numbers, `bool`, pointers
/// and pointers to unsafe functions.
pub trait Number: Copy + sealed::Sealed {
    #[doc(hidden)]
    fn widen(self) -> Wide;
    #[doc(hidden)]
    fn narrow(wide: Wide) -> Self;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// Any number, without loss.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Wide {
    /// An integer with a sign.
    Signed(i128),
    /// An integer without a sign, or an address.
    Unsigned(u128),
    /// A float.
    Float(f64),
}

impl Wide {
    /// The integer modulo 2^128.
    #[inline]
    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "C's cast"
    )]
    pub(crate) fn integer(self) -> u128 {
        match self {
            Wide::Signed(value) => value as u128,
            Wide::Unsigned(value) => value,
            Wide::Float(value) => value as u128,
        }
    }

    #[inline]
    pub(crate) fn is_zero(self) -> bool {
        match self {
            Wide::Float(value) => value == 0.0,
            other => other.integer() == 0,
        }
    }
}

/// C's cast from one number or pointer type to another: RPython's `rffi.cast`. It never fails.
///
/// Integers keep the low bits, floats lose what is behind the point, `bool` is whether the value is
/// not zero, pointers become addresses and back.
///
/// ```
/// use lltype::{Ptr, cast};
///
/// assert_eq!(cast::<i8>(0x12_3481), -127);
/// assert_eq!(cast::<u32>(-1_i64), u32::MAX);
/// assert_eq!(cast::<i32>(-42.5), -42);
/// assert!(cast::<bool>(0.5));
/// assert_eq!(cast::<usize>(Ptr::<u8>::NULL), 0);
/// ```
///
/// A float that no integer of the type is near to, which is undefined in C, becomes the nearest one
/// that there is, and a NaN becomes 0, as with Rust's `as`.
#[inline]
pub fn cast<T: Number>(value: impl Number) -> T {
    T::narrow(value.widen())
}

macro_rules! integers {
    ($($ty:ident $wide:ident $as:ty;)*) => {
        $(
            impl sealed::Sealed for $ty {}

            impl Number for $ty {
                #[inline]
                #[allow(clippy::cast_lossless, reason = "one form for all")]
                fn widen(self) -> Wide {
                    Wide::$wide(self as $as)
                }

                #[inline]
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_possible_wrap,
                    clippy::cast_sign_loss,
                    reason = "C's cast"
                )]
                fn narrow(wide: Wide) -> Self {
                    match wide {
                        Wide::Float(value) => value as $ty,
                        other => other.integer() as $ty,
                    }
                }
            }
        )*
    };
}

integers! {
    i8 Signed i128;
    u8 Unsigned u128;
    i16 Signed i128;
    u16 Unsigned u128;
    i32 Signed i128;
    u32 Unsigned u128;
    i64 Signed i128;
    u64 Unsigned u128;
    i128 Signed i128;
    u128 Unsigned u128;
    isize Signed i128;
    usize Unsigned u128;
}

macro_rules! floats {
    ($($ty:ident)*) => {
        $(
            impl sealed::Sealed for $ty {}

            impl Number for $ty {
                #[inline]
                fn widen(self) -> Wide {
                    Wide::Float(self.into())
                }

                #[inline]
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_precision_loss,
                    reason = "C's cast"
                )]
                fn narrow(wide: Wide) -> Self {
                    match wide {
                        Wide::Signed(value) => value as $ty,
                        Wide::Unsigned(value) => value as $ty,
                        Wide::Float(value) => value as $ty,
                    }
                }
            }
        )*
    };
}

floats!(f32 f64);

impl sealed::Sealed for bool {}

impl Number for bool {
    #[inline]
    fn widen(self) -> Wide {
        Wide::Unsigned(self.into())
    }

    #[inline]
    fn narrow(wide: Wide) -> Self {
        !wide.is_zero()
    }
}

macro_rules! pointers {
    ($($ty:ty, $pointer:ident => $raw:expr, $address:ident => $made:expr;)*) => {
        $(
            impl<T> sealed::Sealed for $ty {}

            impl<T> Number for $ty {
                #[inline]
                fn widen(self) -> Wide {
                    let $pointer = self;
                    Wide::Unsigned($raw.expose_provenance() as u128)
                }

                #[inline]
                fn narrow(wide: Wide) -> Self {
                    let $address = usize::narrow(wide);
                    $made.into()
                }
            }
        )*
    };
}

pointers! {
    Ptr<T>, p => p.as_ptr(), a => core::ptr::with_exposed_provenance_mut::<T>(a);
    ConstPtr<T>, p => p.as_ptr(), a => core::ptr::with_exposed_provenance::<T>(a);
    *mut T, p => p, a => core::ptr::with_exposed_provenance_mut::<T>(a);
    *const T, p => p, a => core::ptr::with_exposed_provenance::<T>(a);
}
