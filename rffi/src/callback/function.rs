//! [`CallbackFn`]: the C function that a closure becomes.

use lltype::{Primitive, ReturnType};

use crate::VOIDP;
use crate::spelling::is_never_null;

/// C passes the `void *` before the other arguments, as `sqlite3_exec` does.
#[derive(Debug, Clone, Copy, Default)]
pub struct First;

/// C passes the `void *` behind the other arguments, as `qsort_r` does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Last;

/// A closure that can be a callback: of at most 8 arguments that C can pass and a result that C can
/// take. `Place` is where C passes the `void *` that goes with the function: [`First`] or [`Last`].
///
/// C may pass null for any pointer: an argument is `Ptr<T>` or `Option<NonNull<T>>`, and a `NonNull<T>`
/// does not compile.
#[diagnostic::on_unimplemented(
    message = "C cannot call `{Self}`",
    label = "not a callback",
    note = "a callback is a closure that can be called again while it runs (`Fn`), of at most 8 \
            arguments, all of C's types (`INT`, `VOIDP`, ..) and written out: `|x: INT| x + 1`"
)]
pub trait CallbackFn<Place, Args> {
    /// What it returns.
    type Result: ReturnType + Copy;

    /// The type of the C function: that of the closure, and a [`VOIDP`] more.
    type Function: Copy;

    /// The function that finds the closure by way of `E`.
    #[doc(hidden)]
    fn function<E: Enter<Closure = Self, Result = Self::Result>>() -> Self::Function;
}

/// How a function finds its closure.
#[doc(hidden)]
pub trait Enter {
    type Closure: ?Sized;
    type Result;

    /// # Safety
    /// `data` is what goes with the function.
    unsafe fn enter(data: VOIDP, call: impl FnOnce(&Self::Closure) -> Self::Result)
    -> Self::Result;
}

macro_rules! callback {
    ($($arg:ident)*) => {
        callback!(@ First data [$($arg)*] [data: VOIDP, $($arg: $arg,)*] [VOIDP, $($arg,)*]);
        callback!(@ Last data [$($arg)*] [$($arg: $arg,)* data: VOIDP,] [$($arg,)* VOIDP,]);
    };
    (@ $place:ident $data:ident [$($arg:ident)*] [$($param:ident: $ty:ty,)*] [$($type:ty,)*]) => {
        #[diagnostic::do_not_recommend]
        impl<Closure, R, $($arg),*> CallbackFn<$place, ($($arg,)*)> for Closure
        where
            Closure: Fn($($arg),*) -> R,
            R: ReturnType + Copy,
            $($arg: Primitive,)*
        {
            type Result = R;
            type Function = unsafe extern "C" fn($($type),*) -> R;

            fn function<Way: Enter<Closure = Self, Result = R>>() -> Self::Function {
                const {
                    $(assert!(
                        !is_never_null::<$arg>(),
                        "C may pass null, which an argument of this closure cannot be; take \
                         `Ptr<T>` or `Option<NonNull<T>>`"
                    );)*
                }
                #[allow(non_snake_case, reason = "named as its type parameter")]
                unsafe extern "C" fn call<Way, Closure, R, $($arg),*>($($param: $ty),*) -> R
                where
                    Way: Enter<Closure = Closure, Result = R>,
                    Closure: Fn($($arg),*) -> R,
                {
                    // SAFETY: C passes what goes with the function: so says who gave it to C.
                    unsafe { Way::enter($data, |closure| closure($($arg),*)) }
                }
                call::<Way, Closure, R, $($arg),*>
            }
        }
    };
}

callback!();
callback!(A0);
callback!(A0 A1);
callback!(A0 A1 A2);
callback!(A0 A1 A2 A3);
callback!(A0 A1 A2 A3 A4);
callback!(A0 A1 A2 A3 A4 A5);
callback!(A0 A1 A2 A3 A4 A5 A6);
callback!(A0 A1 A2 A3 A4 A5 A6 A7);
