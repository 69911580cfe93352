//! Rust's [`NonNull`] as C's pointers: `NonNull<T>` where null is not allowed, `Option<NonNull<T>>`
//! where it is.
//!
//! Whoever declares a function as taking `NonNull<T>` says that callers must not pass null, which the
//! compiler then sees to, and a call with [`Value`]s checks. A function cannot return it: that C never
//! returns null, nothing sees to.

use core::ptr::NonNull;

use crate::{Desc, LowLevelType, Primitive, Value, ValueError};

// SAFETY: `repr(transparent)` over a thin pointer.
unsafe impl<T: LowLevelType> LowLevelType for NonNull<T> {
    const DESC: &'static Desc = <*mut T>::DESC;
}

// SAFETY: one machine word.
unsafe impl<T: LowLevelType> Primitive for NonNull<T> {
    #[inline]
    fn into_value(self) -> Value {
        self.as_ptr().into_value()
    }

    #[inline]
    fn from_value(value: Value) -> Result<Self, ValueError> {
        let pointer = NonNull::new(<*mut T>::from_value(value)?);
        pointer.ok_or_else(|| ValueError::null(Self::DESC))
    }
}

// SAFETY: `Option` of it is a pointer, with null for `None`.
#[diagnostic::do_not_recommend]
unsafe impl<T: LowLevelType> LowLevelType for Option<NonNull<T>> {
    const DESC: &'static Desc = <*mut T>::DESC;
}

// SAFETY: one machine word.
#[diagnostic::do_not_recommend]
unsafe impl<T: LowLevelType> Primitive for Option<NonNull<T>> {
    #[inline]
    fn into_value(self) -> Value {
        self.map_or(core::ptr::null_mut(), NonNull::as_ptr)
            .into_value()
    }

    #[inline]
    fn from_value(value: Value) -> Result<Self, ValueError> {
        <*mut T>::from_value(value).map(NonNull::new)
    }
}
