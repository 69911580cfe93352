//! RPython's names of types, and Rust types for numbers of C that Rust does not have.

use core::ffi::c_char;
use core::fmt;

use crate::{Desc, LowLevelType, Scalar, Target};

/// A machine word with a sign: C's `intptr_t`.
pub type Signed = isize;
/// A machine word without a sign: C's `uintptr_t`.
pub type Unsigned = usize;
/// 64 bits with a sign.
pub type SignedLongLong = i64;
/// 64 bits without a sign.
pub type UnsignedLongLong = u64;
/// 128 bits with a sign: C's `__int128`.
pub type SignedLongLongLong = i128;
/// 128 bits without a sign: C's `unsigned __int128`.
pub type UnsignedLongLongLong = u128;
/// C's `double`.
pub type Float = f64;
/// C's `float`.
pub type SingleFloat = f32;
/// C's `char`.
pub type Char = c_char;
/// C's `wchar_t`.
pub type UniChar = libc::wchar_t;
/// C's `_Bool`.
pub type Bool = bool;
/// C's `void`, as the result of a function.
pub type Void = ();

/// C's `long double`, as bytes: it can be a member, an item of an array, what a pointer points to.
/// Rust cannot compute with it, nor pass it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(target_arch = "x86", repr(C, align(4)))]
#[cfg_attr(
    any(
        target_arch = "s390x",
        target_arch = "arm",
        target_env = "msvc",
        all(target_arch = "aarch64", target_vendor = "apple")
    ),
    repr(C, align(8))
)]
#[cfg_attr(
    not(any(
        target_arch = "x86",
        target_arch = "s390x",
        target_arch = "arm",
        target_env = "msvc",
        all(target_arch = "aarch64", target_vendor = "apple")
    )),
    repr(C, align(16))
)]
pub struct LongFloat(pub [u8; LONG_DOUBLE.size as usize]);

const LONG_DOUBLE: crate::LongDouble = Target::HOST.long_double;

// What no compiler of this machine runs is checked here.
const _: () = {
    assert!(size_of::<LongFloat>() == LONG_DOUBLE.size as usize);
    assert!(align_of::<LongFloat>() == LONG_DOUBLE.align as usize);
};

// SAFETY: the size and alignment of the target's `long double`, asserted above; any bits are one.
unsafe impl LowLevelType for LongFloat {
    const DESC: &'static Desc = Scalar::LongDouble.desc();
}

impl fmt::Debug for LongFloat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LongFloat({:02x?})", self.0)
    }
}

/// C's complex numbers: `Complex<f32>` is `float _Complex`, `Complex<f64>` is `double _Complex`.
///
/// It can be a member, an item of an array, what a pointer points to. Rust passes it as a struct,
/// which is not always as C does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(C)]
pub struct Complex<T> {
    /// The real part.
    pub re: T,
    /// The imaginary part.
    pub im: T,
}

// SAFETY: C's complex numbers are laid out as an array of their two parts.
unsafe impl LowLevelType for Complex<f32> {
    const DESC: &'static Desc = Scalar::FloatComplex.desc();
}

// SAFETY: as above.
unsafe impl LowLevelType for Complex<f64> {
    const DESC: &'static Desc = Scalar::DoubleComplex.desc();
}

// SAFETY: as above.
unsafe impl LowLevelType for Complex<LongFloat> {
    const DESC: &'static Desc = Scalar::LongDoubleComplex.desc();
}
