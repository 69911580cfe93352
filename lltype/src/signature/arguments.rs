//! [`Arguments`]: the parameters of a function as a tuple.

use core::any::Any;
use core::ffi::c_void;

use super::passed::passed;
use super::{ArgumentError, Passed, ReturnType, perform};
use crate::{ParamDesc, Value};

/// The types of a C function's parameters, as a tuple of at most 16 [`Passed`] types.
///
/// # Safety
/// `PARAMS` describes the parts of the tuple.
pub unsafe trait Arguments: Copy + 'static {
    /// The parameters, in order.
    const PARAMS: &'static [ParamDesc];

    /// The arguments that values stand for.
    ///
    /// # Errors
    /// The count, a class, a range or a pointer is wrong.
    ///
    /// # Safety
    /// As for [`Passed::from_argument`].
    unsafe fn from_values(values: &[Value]) -> Result<Self, Box<ArgumentError>>;

    /// Calls a `Box<dyn Fn(..) -> R>` of these parameters with checked values; `None` if `closure` is
    /// something else.
    ///
    /// # Errors
    /// As for [`from_values`](Self::from_values), and if there is no room for the result.
    ///
    /// # Safety
    /// As for [`from_values`](Self::from_values), and `result` is null or points to room for `R`.
    unsafe fn call_closure<R: ReturnType>(
        closure: &dyn Any,
        values: &[Value],
        result: *mut c_void,
    ) -> Option<Result<Value, Box<ArgumentError>>>;
}

#[cold]
fn wrong_count(expected: usize, got: usize) -> Box<ArgumentError> {
    Box::new(ArgumentError::Count { expected, got })
}

macro_rules! arguments {
    ($count:literal $($arg:ident $index:literal)*) => {
        // SAFETY: each parameter is described by its own type.
        #[allow(non_snake_case, reason = "variables are named as their types")]
        unsafe impl<$($arg: Passed),*> Arguments for ($($arg,)*) {
            const PARAMS: &'static [ParamDesc] =
                &[$(ParamDesc { name: "", desc: passed($arg::DESC) }),*];

            #[inline]
            #[allow(unused_unsafe, clippy::unused_unit, reason = "there may be none")]
            unsafe fn from_values(values: &[Value]) -> Result<Self, Box<ArgumentError>> {
                let [$($arg),*] = values else {
                    return Err(wrong_count($count, values.len()));
                };
                $(
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    let $arg = match unsafe { $arg::from_argument(*$arg, $index) } {
                        Ok(argument) => argument,
                        Err(error) => return Err(error),
                    };
                )*
                Ok(($($arg,)*))
            }

            #[inline]
            unsafe fn call_closure<R: ReturnType>(
                closure: &dyn Any,
                values: &[Value],
                result: *mut c_void,
            ) -> Option<Result<Value, Box<ArgumentError>>> {
                let closure = closure.downcast_ref::<Box<dyn Fn($($arg),*) -> R>>()?;
                let call = |($($arg,)*): Self| closure($($arg),*);
                // SAFETY: the caller keeps this function's promise, which is the same.
                Some(unsafe { perform(values, result, call) })
            }
        }
    };
}

arguments!(0);
arguments!(1 A 0);
arguments!(2 A 0 B 1);
arguments!(3 A 0 B 1 C 2);
arguments!(4 A 0 B 1 C 2 D 3);
arguments!(5 A 0 B 1 C 2 D 3 E 4);
arguments!(6 A 0 B 1 C 2 D 3 E 4 F 5);
arguments!(7 A 0 B 1 C 2 D 3 E 4 F 5 G 6);
arguments!(8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
arguments!(9 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
arguments!(10 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
arguments!(11 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
arguments!(12 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
arguments!(13 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
arguments!(14 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
arguments!(15 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
arguments!(16 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
