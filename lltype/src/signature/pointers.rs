//! [`Signature`] for Rust's function pointers, and such pointers as C types.

use core::ffi::c_void;

use super::passed::wrong_value;
use super::{ArgumentError, Passed, ReturnType, Safe, Signature, Unsafe};
use crate::cast::Wide;
use crate::cast::sealed::Sealed;
use crate::desc::Convention;
use crate::{Desc, LowLevelType, Number, PointerDesc, Primitive, Qualifiers, Value, ValueError};

/// The pointer types of one number of parameters.
macro_rules! signatures {
    ($($arg:ident)*) => {
        signatures!(@impl Convention::C, Unsafe, (unsafe extern "C") $($arg)*);
        signatures!(@impl Convention::C, Safe, (extern "C") $($arg)*);
        signatures!(@passed (extern "C" fn($($arg),*) -> R) $($arg)*);
        signatures!(@impl Convention::C, Unsafe, (unsafe extern "C-unwind") $($arg)*);
        signatures!(@impl Convention::SYSTEM, Unsafe, (unsafe extern "system") $($arg)*);
        #[cfg(target_arch = "x86")]
        signatures!(@impl Convention::Stdcall, Unsafe, (unsafe extern "stdcall") $($arg)*);
    };
    (@impl $convention:expr, $safety:ident, ($($abi:tt)*) $($arg:ident)*) => {
        // SAFETY: the parameters, the result and the convention are the type's own.
        unsafe impl<R: ReturnType, $($arg: Passed),*> Signature for $($abi)* fn($($arg),*) -> R {
            type Arguments = ($($arg,)*);
            type Result = R;
            type Safety = $safety;
            const CONVENTION: Convention = $convention;

            #[inline]
            #[allow(non_snake_case, reason = "variables are named as their types")]
            #[allow(unused_unsafe, reason = "some are safe functions")]
            unsafe fn apply(self, ($($arg,)*): Self::Arguments) -> R {
                // SAFETY: the caller answers for the arguments.
                unsafe { self($($arg),*) }
            }
        }
    };
    (@passed ($function:ty) $($arg:ident)*) => {
        // SAFETY: one machine word. Not every address is that of a function that is safe to call, so that
        // it is no `Primitive`.
        #[diagnostic::do_not_recommend]
        unsafe impl<R: ReturnType, $($arg: Passed),*> Passed for Option<$function> {
            const BY_POINTER: bool = false;

            #[inline]
            unsafe fn from_argument(
                value: Value,
                index: usize,
            ) -> Result<Self, Box<ArgumentError>> {
                // SAFETY: the caller keeps this function's promise, which is the same.
                let function = unsafe { from_value(value, Self::DESC) };
                function.map_err(|error| wrong_value(index, error))
            }

            #[inline]
            unsafe fn into_result(self, _place: *mut c_void) -> Value {
                Value::from(to_address(self))
            }
        }
    };
}

signatures!();
signatures!(A);
signatures!(A B);
signatures!(A B C);
signatures!(A B C D);
signatures!(A B C D E);
signatures!(A B C D E F);
signatures!(A B C D E F G);
signatures!(A B C D E F G H);
signatures!(A B C D E F G H I);
signatures!(A B C D E F G H I J);
signatures!(A B C D E F G H I J K);
signatures!(A B C D E F G H I J K L);
signatures!(A B C D E F G H I J K L M);
signatures!(A B C D E F G H I J K L M N);
signatures!(A B C D E F G H I J K L M N O);
signatures!(A B C D E F G H I J K L M N O P);

// SAFETY: a C function pointer is a pointer to the function, and never null in Rust.
#[diagnostic::do_not_recommend]
unsafe impl<F: Signature> LowLevelType for F {
    const DESC: &'static Desc = &Desc::Pointer(PointerDesc {
        pointee: || F::FUNCTION,
        qualifiers: Qualifiers::NONE,
    });
}

// SAFETY: `Option` of a function pointer is one, with null for `None`.
#[diagnostic::do_not_recommend]
unsafe impl<F: Signature> LowLevelType for Option<F> {
    const DESC: &'static Desc = F::DESC;
}

/// The address, which is null for `None`.
#[inline]
fn to_address<F: Signature>(function: Option<F>) -> *const () {
    function.map_or(core::ptr::null(), F::address)
}

/// `None` for null.
///
/// # Safety
/// If `F` is safe to call, it is a function of this type.
#[inline]
unsafe fn from_address<F: Signature>(address: *const ()) -> Option<F> {
    // SAFETY: it is not null. For what is there, the caller answers, and for an unsafe function type
    // whoever calls it.
    (!address.is_null()).then(|| unsafe { F::from_address(address) })
}

/// # Safety
/// As for [`from_address`], of the address that the value may hold.
#[inline]
unsafe fn from_value<F: Signature>(
    value: Value,
    desc: &'static Desc,
) -> Result<Option<F>, ValueError> {
    match value.as_pointer() {
        // SAFETY: the caller keeps this function's promise, which is the same.
        Some(address) => Ok(unsafe { from_address(address.cast_const().cast::<()>()) }),
        None => Err(ValueError::wrong_class(desc, value)),
    }
}

// SAFETY: one machine word.
#[diagnostic::do_not_recommend]
unsafe impl<F: Signature<Safety = Unsafe>> Primitive for Option<F> {
    #[inline]
    fn into_value(self) -> Value {
        Value::from(to_address(self))
    }

    #[inline]
    fn from_value(value: Value) -> Result<Self, ValueError> {
        // SAFETY: `F` is unsafe to call.
        unsafe { from_value(value, Self::DESC) }
    }
}

impl<F: Signature<Safety = Unsafe>> Sealed for Option<F> {}

impl<F: Signature<Safety = Unsafe>> Number for Option<F> {
    fn widen(self) -> Wide {
        to_address(self).widen()
    }

    fn narrow(wide: Wide) -> Self {
        // SAFETY: `F` is unsafe to call.
        unsafe { from_address(<*const ()>::narrow(wide)) }
    }
}
