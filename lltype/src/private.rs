//! What the expansions of `#[derive(CStruct)]` and `#[derive(CEnum)]` name, and `rffi`. No promise is
//! made about it.

pub use libc;

pub use crate::array::VarSized;
pub use crate::c_types::{IntFast16, IntFast32, UIntFast16, UIntFast32};
pub use crate::cenum::UnknownConstant;
pub use crate::desc::{
    ArrayDesc, ArrayLength, Convention, Desc, EnumDesc, FieldDesc, FuncDesc, ParamDesc,
    PointerDesc, Qualifiers, RecordAttrs, RecordDesc, RecordKind,
};
pub use crate::errno::{HAS_ERRNO_LOCATION, errno_location, keep_errno};
pub use crate::field::{BitField, Field, Integer};
pub use crate::layout::FieldLayout;
pub use crate::lowlevel::LowLevelType;
pub use crate::ptr::{ConstPtr, Ptr};
pub use crate::quiet::drop_quietly;
pub use crate::rules::{
    check_bits, check_enum, check_field, check_offset, check_passed, check_whole, layouts,
    storage_size,
};
pub use crate::scalar::Scalar;
pub use crate::signature::{Passed, check_room};
pub use crate::spelled;
pub use crate::spelled::{check_spelling, checked, with_item};

/// A bit-field of a value.
///
/// # Safety
/// The bits lie in a member of `S` that is an integer or bytes.
#[inline]
#[must_use]
pub unsafe fn get_bits<S, T: Integer>(record: &S, field: BitField<S, T>) -> T {
    // SAFETY: every value of `S` has its integers written, and the caller says that the bits are in one.
    unsafe { ConstPtr::from(&raw const *record).field(field).get() }
}

/// Sets a bit-field of a value.
///
/// # Safety
/// As [`get_bits`].
#[inline]
pub unsafe fn set_bits<S, T: Integer>(record: &mut S, field: BitField<S, T>, value: T) {
    // SAFETY: as above, and the value is borrowed for writing; an integer may become any other.
    unsafe { Ptr::from(&raw mut *record).field(field).set(value) }
}

/// `Copy`, asked for where the type is used by value and not where it is derived: a condition on a
/// lifetime is not looked at before.
pub trait CopyFor<'a>: Copy {}

impl<T: Copy> CopyFor<'_> for T {}
/// [`VarSized`], asked for where it is used and not where it is derived: a condition on a lifetime is
/// not looked at before. So a type of the user's may be called `Array`.
pub trait VarSizedFor<'a>: VarSized {}

impl<T: VarSized> VarSizedFor<'_> for T {}

/// The place of the length word of a struct that ends in an array at `offset`.
#[must_use]
pub const fn length_at(length: Option<usize>, offset: usize) -> Option<usize> {
    match length {
        Some(length) => Some(length + offset),
        None => None,
    }
}
