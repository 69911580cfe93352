//! Rust's C function pointers as descriptions, and calls of them with [`Value`]s.

use core::any::Any;
use core::fmt;

use crate::cast::Wide;
use crate::cast::sealed::Sealed;
use crate::desc::{Convention, FuncDesc, ParamDesc};
use crate::{
    Desc, LowLevelType, Number, PointerDesc, Primitive, Qualifiers, ReturnType, Value, ValueError,
};

/// A C function pointer of Rust, such as `unsafe extern "C" fn(c_int) -> c_int`, with at most 16
/// parameters.
///
/// The trait carries what is the same for every function of one signature: its description and the
/// call with values, which so is compiled once however many functions share it.
///
/// # Safety
/// `FUNCTION` describes `Self`, and `Self` is a function pointer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a C function pointer with at most 16 parameters",
    label = "not a C function pointer"
)]
pub unsafe trait Signature: Copy + 'static {
    /// What the function returns.
    type Result: ReturnType;

    /// The function type.
    const FUNCTION: &'static Desc;

    /// The function at an address.
    ///
    /// # Safety
    /// `address` is that of a function of this signature; for an unsafe function type, it is not
    /// null, and only whoever calls the function needs the rest.
    unsafe fn from_address(address: *const ()) -> Self;

    /// The address of the function.
    fn address(self) -> *const ();

    /// Calls the function with checked values.
    ///
    /// # Errors
    /// The count, a class or a range is wrong. The function was not called.
    ///
    /// # Safety
    /// The arguments must be ones that the function may be called with: pointers that it follows
    /// are valid for what it does with them.
    unsafe fn call(self, args: &[Value]) -> Result<Value, ArgumentError>;

    /// Calls a `Box<dyn Fn>` of the same parameters and result with checked values; `None` if
    /// `closure` is something else.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    fn call_closure(closure: &dyn Any, args: &[Value]) -> Option<Result<Value, ArgumentError>>;
}

/// Arguments do not fit a signature.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ArgumentError {
    /// Too few or too many.
    Count {
        /// How many the function takes.
        expected: usize,
        /// How many were given.
        got: usize,
    },
    /// One has the wrong class, or is out of range.
    Value {
        /// Which, counted from 0.
        index: usize,
        /// What is wrong with it.
        error: ValueError,
    },
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { expected, got } => {
                let plural = if *expected == 1 { "" } else { "s" };
                write!(f, "takes {expected} argument{plural}, got {got}")
            }
            Self::Value { index, error } => write!(f, "argument {}: {error}", index + 1),
        }
    }
}

impl core::error::Error for ArgumentError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Count { .. } => None,
            Self::Value { error, .. } => Some(error),
        }
    }
}

/// Takes argument `index`, which is there.
#[inline]
fn take_argument<T: Primitive>(args: &[Value], index: usize) -> Result<T, ArgumentError> {
    T::from_value(args[index]).map_err(|error| ArgumentError::Value { index, error })
}

/// Checks that there are `expected` arguments.
#[inline]
fn check_count(args: &[Value], expected: usize) -> Result<(), ArgumentError> {
    match args.len() {
        got if got == expected => Ok(()),
        got => Err(ArgumentError::Count { expected, got }),
    }
}

macro_rules! signature {
    ($count:literal $($arg:ident $index:literal)*) => {
        signature!(@unsafe $count (unsafe extern "C" fn($($arg),*) -> R) $($arg $index)*);
        signature!(@pointer (unsafe extern "C" fn($($arg),*) -> R) $($arg)*);
        signature!(@unsafe $count (extern "C" fn($($arg),*) -> R) $($arg $index)*);
    };
    (@pointer ($ty:ty) $($arg:ident)*) => {
        impl<R: ReturnType, $($arg: Primitive),*> Sealed for Option<$ty> {}

        impl<R: ReturnType, $($arg: Primitive),*> Number for Option<$ty> {
            fn widen(self) -> Wide {
                let address = self.map_or(core::ptr::null(), Signature::address);
                address.widen()
            }

            fn narrow(wide: Wide) -> Self {
                let address = <*const ()>::narrow(wide);
                // SAFETY: as below.
                let function = || unsafe { <$ty>::from_address(address) };
                (!address.is_null()).then(function)
            }
        }

        // SAFETY: one machine word.
        #[diagnostic::do_not_recommend]
        unsafe impl<R: ReturnType, $($arg: Primitive),*> Primitive for Option<$ty> {
            fn into_value(self) -> Value {
                let address = self.map_or(core::ptr::null(), Signature::address);
                Value::from(address.cast::<()>())
            }

            fn from_value(value: Value) -> Result<Self, ValueError> {
                let Some(address) = value.as_pointer() else {
                    return Err(ValueError::wrong_class(Self::DESC, value));
                };
                let address = address.cast_const().cast::<()>();
                // SAFETY: a pointer to an unsafe function may have any address but null: who calls
                // it answers for what is there.
                let function = || unsafe { <$ty>::from_address(address) };
                Ok((!address.is_null()).then(function))
            }
        }
    };
    (@unsafe $count:literal ($ty:ty) $($arg:ident $index:literal)*) => {
        // SAFETY: described from the same parameters and result.
        unsafe impl<R: ReturnType, $($arg: Primitive),*> Signature for $ty {
            type Result = R;

            const FUNCTION: &'static Desc = &Desc::Function(FuncDesc {
                params: &[$(ParamDesc { name: "", desc: $arg::DESC }),*],
                result: R::DESC,
                convention: Convention::C,
                variadic: false,
            });

            #[inline]
            unsafe fn from_address(address: *const ()) -> Self {
                // SAFETY: the caller says that a function of this type is there.
                unsafe { core::mem::transmute::<*const (), $ty>(address) }
            }

            #[inline]
            fn address(self) -> *const () {
                self as *const ()
            }

            #[allow(unused_unsafe, reason = "one of the two forms is a safe function")]
            unsafe fn call(self, args: &[Value]) -> Result<Value, ArgumentError> {
                check_count(args, $count)?;
                $(
                    #[allow(non_snake_case, reason = "named as its type parameter")]
                    let $arg = take_argument::<$arg>(args, $index)?;
                )*
                // SAFETY: the types are right; the caller answers for what pointers point to.
                Ok(unsafe { self($($arg),*) }.into_value())
            }

            fn call_closure(
                closure: &dyn Any,
                args: &[Value],
            ) -> Option<Result<Value, ArgumentError>> {
                let closure = closure.downcast_ref::<Box<dyn Fn($($arg),*) -> R>>()?;
                let call = || {
                    check_count(args, $count)?;
                    Ok(closure($(take_argument::<$arg>(args, $index)?),*).into_value())
                };
                Some(call())
            }
        }

        // SAFETY: a C function pointer is a pointer to the function, and never null in Rust.
        #[diagnostic::do_not_recommend]
        unsafe impl<R: ReturnType, $($arg: Primitive),*> LowLevelType for $ty {
            const DESC: &'static Desc = &Desc::Pointer(PointerDesc {
                pointee: || <Self as Signature>::FUNCTION,
                qualifiers: Qualifiers::NONE,
            });
        }

        // SAFETY: `Option` of a function pointer is one, with null for `None`.
        #[diagnostic::do_not_recommend]
        unsafe impl<R: ReturnType, $($arg: Primitive),*> LowLevelType for Option<$ty> {
            const DESC: &'static Desc = <$ty as LowLevelType>::DESC;
        }
    };
}

signature!(0);
signature!(1 A 0);
signature!(2 A 0 B 1);
signature!(3 A 0 B 1 C 2);
signature!(4 A 0 B 1 C 2 D 3);
signature!(5 A 0 B 1 C 2 D 3 E 4);
signature!(6 A 0 B 1 C 2 D 3 E 4 F 5);
signature!(7 A 0 B 1 C 2 D 3 E 4 F 5 G 6);
signature!(8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
signature!(9 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
signature!(10 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
signature!(11 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
signature!(12 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
signature!(13 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
signature!(14 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
signature!(15 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
signature!(16 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
