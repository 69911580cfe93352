//! Integers of any width in members: `setintfield` and `getintfield`.

use super::{BitPlace, ConstBitPlace, FieldToken, sealed};
use crate::{ConstPtr, Primitive, Ptr};

/// A Rust integer, or `bool`, that can be the type of a bit-field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a bit-field",
    label = "neither an integer of at most 64 bits nor `bool`",
    note = "use the integer of the C declaration, such as `c_uint` or `u8`"
)]
pub trait Integer: Primitive + sealed::Sealed {
    /// How many bits it has; one for `bool`.
    const BITS: u32;
    /// Whether it has a sign.
    const SIGNED: bool;

    /// The value, cut to the low bits; for `bool`, whether it is not 0. As a cast in C.
    #[must_use]
    fn truncate(value: i128) -> Self;

    /// The same number.
    #[must_use]
    fn widen(self) -> i128;
}

macro_rules! integers {
    ($($ty:ident)*) => {
        $(
            impl sealed::Sealed for $ty {}

            impl Integer for $ty {
                const BITS: u32 = $ty::BITS;
                const SIGNED: bool = $ty::MIN != 0;

                #[inline]
                fn truncate(value: i128) -> Self {
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "C's cast is what is asked for"
                    )]
                    let value = value as $ty;
                    value
                }

                #[inline]
                fn widen(self) -> i128 {
                    self as i128
                }
            }
        )*
    };
}

integers! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize }

impl sealed::Sealed for bool {}

impl Integer for bool {
    const BITS: u32 = 1;
    const SIGNED: bool = false;

    #[inline]
    fn truncate(value: i128) -> Self {
        value != 0
    }

    #[inline]
    fn widen(self) -> i128 {
        i128::from(self)
    }
}

/// Where an integer lies that can be read.
pub trait LoadInteger {
    /// The number.
    ///
    /// # Safety
    /// As [`Ptr::get`].
    #[must_use]
    unsafe fn load_integer(self) -> i128;
}

/// Where an integer lies that can be written.
pub trait StoreInteger {
    /// Stores the number, cut to what fits.
    ///
    /// # Safety
    /// As [`Ptr::set`], or [`BitPlace::set`].
    unsafe fn store_integer(self, value: i128);
}

macro_rules! places {
    ($($read:ident, $write:ident;)*) => {
        $(
            impl<T: Integer> LoadInteger for $read<T> {
                #[inline]
                unsafe fn load_integer(self) -> i128 {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    unsafe { self.get() }.widen()
                }
            }

            impl<T: Integer> StoreInteger for $write<T> {
                #[inline]
                unsafe fn store_integer(self, value: i128) {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    unsafe { self.set(T::truncate(value)) }
                }
            }
        )*
    };
}

places! {
    ConstPtr, Ptr;
    ConstBitPlace, BitPlace;
}

/// Stores an integer in a member of whichever integer type, cut to what fits: RPython's
/// `setintfield`, for members whose width differs between systems.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use lltype::{CStruct, getintfield, scoped_alloc, setintfield};
///
/// #[derive(CStruct)]
/// #[repr(C)]
/// struct Rlimit { current: u64, maximum: u8 }
///
/// let limit = scoped_alloc::<Rlimit>(1)?;
/// // SAFETY: the block is ours; what is read was written.
/// unsafe {
///     setintfield(limit.ptr(), Rlimit::CURRENT, -1);
///     setintfield(limit.ptr(), Rlimit::MAXIMUM, 257);
///     assert_eq!(getintfield(limit.ptr(), Rlimit::CURRENT), u64::MAX.into());
///     assert_eq!(getintfield(limit.ptr(), Rlimit::MAXIMUM), 1);
/// }
/// # }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Safety
/// `record` points to a struct that nothing else is using; for a bit-field, its bytes were written.
#[inline]
pub unsafe fn setintfield<S, K>(record: Ptr<S>, field: K, value: impl Integer)
where
    K: FieldToken<S, Place: StoreInteger>,
{
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { record.field(field).store_integer(value.widen()) }
}

/// Reads an integer from a member of whichever integer type: RPython's `getintfield`.
///
/// # Safety
/// `record` points to a struct that is not freed, and the member was written.
#[inline]
#[must_use]
pub unsafe fn getintfield<S, K>(record: impl Into<ConstPtr<S>>, field: K) -> i128
where
    K: FieldToken<S, ConstPlace: LoadInteger>,
{
    // SAFETY: the caller keeps this function's promise, which is the same.
    unsafe { record.into().field(field).load_integer() }
}
