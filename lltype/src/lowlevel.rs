//! Which Rust types C can hold, and which it can pass.

use core::ffi::c_void;
use core::mem::ManuallyDrop;

use crate::layout::host_layout;
use crate::value::Tag;
use crate::{
    ArrayDesc, ArrayLength, Desc, PointerDesc, Qualifiers, Scalar, Value, ValueError, VectorDesc,
};

/// A Rust type that lies in memory as a C type does.
///
/// # Safety
/// `DESC` describes a C type with the size, alignment and layout that `Self` has on the target the
/// crate is compiled for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no C counterpart",
    label = "not a C type",
    note = "use a C type from `rffi`, such as `INT`, `SIZE_T` or `CCHARP`, a Rust number or a \
            pointer; text crosses as `CCHARP` (see `str2charp`)"
)]
pub unsafe trait LowLevelType: 'static {
    /// The C type.
    const DESC: &'static Desc;
}

/// A C type that is passed to functions and returned by them: a number or a pointer.
///
/// # Safety
/// As for [`LowLevelType`]; and `DESC` is a scalar or a pointer, of one machine word or less.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to C",
    label = "not a C type",
    note = "use a C type from `rffi`, such as `INT`, `SIZE_T` or `CCHARP`, a Rust number or a \
            pointer; text crosses as `CCHARP` (see `str2charp`)"
)]
pub unsafe trait Primitive: LowLevelType + Copy {
    /// The value with its type's tag.
    fn into_value(self) -> Value;

    /// The value again.
    ///
    /// Any integer that fits is accepted for an integer type. Nothing else is converted.
    ///
    /// # Errors
    /// The value is of another class, or out of range.
    fn from_value(value: Value) -> Result<Self, ValueError>;
}

// SAFETY: C's `void`, which has no value.
unsafe impl LowLevelType for () {
    const DESC: &'static Desc = &Desc::Void;
}

// SAFETY: what `void *` points to: bytes of no type, one byte as in GNU C's arithmetic.
unsafe impl LowLevelType for c_void {
    const DESC: &'static Desc = &Desc::Void;
}

macro_rules! integers {
    ($($ty:ty, $scalar:ident, $tag:ident;)*) => {
        $(
            // SAFETY: the exact-width C type of the same width and sign.
            unsafe impl LowLevelType for $ty {
                const DESC: &'static Desc = Scalar::$scalar.desc();
            }

            // SAFETY: an integer of at most 64 bits.
            unsafe impl Primitive for $ty {
                #[inline]
                fn into_value(self) -> Value {
                    Value::from(self)
                }

                #[inline]
                fn from_value(value: Value) -> Result<Self, ValueError> {
                    if value.tag() == Tag::$tag {
                        // The word holds the value extended to 64 bits.
                        #[allow(
 clippy::cast_possible_truncation,
 clippy::cast_possible_wrap,
                            reason = "the tag says that the value fits"
                        )]
                        return Ok(value.word() as $ty);
                    }
                    value.fit_integer(Self::DESC)
                }
            }
        )*
    };
}

integers! {
    i8, Int8, I8;
    u8, UInt8, U8;
    i16, Int16, I16;
    u16, UInt16, U16;
    i32, Int32, I32;
    u32, UInt32, U32;
    i64, Int64, I64;
    u64, UInt64, U64;
}

macro_rules! in_memory {
    ($($(#[$cfg:meta])* $ty:ty, $desc:expr;)*) => {
        $(
            $(#[$cfg])*
            // SAFETY: the C type of the same representation.
            unsafe impl LowLevelType for $ty {
                const DESC: &'static Desc = $desc;
            }
        )*
    };
}

#[cfg(target_arch = "x86_64")]
const fn vector(item: Scalar, lanes: u32) -> Desc {
    Desc::Vector(VectorDesc { item, lanes })
}

// Too wide for a `Value`: they are passed in memory.
in_memory! {
    #[cfg(target_pointer_width = "64")] i128, Scalar::Int128.desc();
    #[cfg(target_pointer_width = "64")] u128, Scalar::UInt128.desc();
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m128, &vector(Scalar::Float, 4);
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m128d, &vector(Scalar::Double, 2);
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m128i, &vector(Scalar::LongLong, 2);
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m256, &vector(Scalar::Float, 8);
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m256d, &vector(Scalar::Double, 4);
    #[cfg(target_arch = "x86_64")] core::arch::x86_64::__m256i, &vector(Scalar::LongLong, 4);
}

// SAFETY: C's array of as many items.
unsafe impl<T: LowLevelType, const N: usize> LowLevelType for [T; N] {
    const DESC: &'static Desc = {
        let desc = &Desc::Array(ArrayDesc {
            item: T::DESC,
            length: ArrayLength::Fixed(N as u64),
            gc: false,
        });
        // C's `void` has no bytes, and Rust's `c_void` has one.
        if let Some(layout) = host_layout(desc) {
            assert!(
                layout.size == size_of::<Self>() as u64,
                "C has no array of such items as Rust lays it out; for bytes use `[u8; N]`"
            );
        }
        desc
    };
}

// SAFETY: `repr(transparent)`. A union of Rust holds its structs in it.
unsafe impl<T: LowLevelType> LowLevelType for ManuallyDrop<T> {
    const DESC: &'static Desc = T::DESC;
}

/// `isize` and `usize` share tags with the fixed-width integer of their size.
macro_rules! word_integers {
    ($($ty:ty, $scalar:ident, $as:ty;)*) => {
        $(
            // SAFETY: C's integer of a pointer's size, on every target that Rust has.
            unsafe impl LowLevelType for $ty {
                const DESC: &'static Desc = Scalar::$scalar.desc();
            }

            // SAFETY: an integer of a machine word.
            unsafe impl Primitive for $ty {
                #[inline]
                fn into_value(self) -> Value {
                    Value::from(self)
                }

                #[inline]
                fn from_value(value: Value) -> Result<Self, ValueError> {
                    let fixed = <$as as Primitive>::from_value(value);
                    match fixed.map(<$ty>::try_from) {
                        Ok(Ok(word)) => Ok(word),
                        _ => value.fit_integer(Self::DESC),
                    }
                }
            }
        )*
    };
}

word_integers! {
    isize, IntPtr, i64;
    usize, UIntPtr, u64;
}

macro_rules! by_tag {
    ($($ty:ty, $scalar:ident, $tag:ident, $value:ident => $from_word:expr;)*) => {
        $(
            // SAFETY: the C type of the same representation.
            unsafe impl LowLevelType for $ty {
                const DESC: &'static Desc = Scalar::$scalar.desc();
            }

            // SAFETY: a scalar of at most 64 bits.
            unsafe impl Primitive for $ty {
                #[inline]
                fn into_value(self) -> Value {
                    Value::from(self)
                }

                #[inline]
                fn from_value($value: Value) -> Result<Self, ValueError> {
                    match $value.tag() {
                        Tag::$tag => Ok($from_word),
                        _ => Err(ValueError::wrong_class(Self::DESC, $value)),
                    }
                }
            }
        )*
    };
}

by_tag! {
    bool, Bool, Bool, value => value.word() != 0;
    f32, Float, F32, value => value.float_bits();
    f64, Double, F64, value => f64::from_bits(value.word());
}

/// A raw pointer to `T`, described.
pub(crate) const fn pointer<T: LowLevelType>(qualifiers: Qualifiers) -> Desc {
    Desc::Pointer(PointerDesc {
        pointee: || T::DESC,
        qualifiers,
    })
}

macro_rules! raw_pointers {
    ($($ty:ty, $qualifiers:ident, $self:ident => $to_mut:expr;)*) => {
        $(
            // SAFETY: a thin pointer: `T` is sized, as every `LowLevelType` is.
            unsafe impl<T: LowLevelType> LowLevelType for $ty {
                const DESC: &'static Desc = &pointer::<T>(Qualifiers::$qualifiers);
            }

            // SAFETY: one machine word.
            unsafe impl<T: LowLevelType> Primitive for $ty {
                #[inline]
                fn into_value($self) -> Value {
                    Value::from_pointer($to_mut.cast())
                }

                #[inline]
                fn from_value(value: Value) -> Result<Self, ValueError> {
                    match value.as_pointer() {
                        Some(pointer) => Ok(pointer.cast()),
                        None => Err(ValueError::wrong_class(Self::DESC, value)),
                    }
                }
            }
        )*
    };
}

raw_pointers! {
    *const T, CONST, self => self.cast_mut();
    *mut T, NONE, self => self;
}
