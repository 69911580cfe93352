//! [`ClosureFn`]: closures whose types say the C function that they become.

use llcall::Incoming;
use lltype::{Passed, ReturnType, Signature};

use crate::spelling::is_never_null;

/// A closure that can be a C function of the same arguments and result: at most 8, of types that C
/// passes, structs by value among them.
///
/// C may pass null for any pointer: an argument is `Ptr<T>` or `Option<NonNull<T>>`, and a `NonNull<T>`
/// does not compile.
#[diagnostic::on_unimplemented(
    message = "C cannot call `{Self}`",
    label = "not a C function",
    note = "a C function is made of a closure that can be called again while it runs (`Fn`), of at \
            most 8 arguments, all of C's types (`INT`, `VOIDP`, ..) and written out: \
            `|x: INT| x + 1`"
)]
pub trait ClosureFn<Args> {
    /// What it returns.
    type Result: ReturnType + Copy;

    /// The type of the C function.
    type Function: Signature;

    /// Calls the closure with the arguments that came.
    ///
    /// # Safety
    /// The call is one of a function of this type.
    #[doc(hidden)]
    unsafe fn receive(&self, call: &mut Incoming<'_>) -> Self::Result;
}

macro_rules! closure {
    ($($arg:ident $index:literal)*) => {
        #[diagnostic::do_not_recommend]
        impl<Closure, R, $($arg),*> ClosureFn<($($arg,)*)> for Closure
        where
            Closure: Fn($($arg),*) -> R,
            R: ReturnType + Copy,
            $($arg: Passed,)*
        {
            type Result = R;
            type Function = unsafe extern "C" fn($($arg),*) -> R;

            #[inline]
            #[allow(unused_variables, reason = "there may be no arguments")]
            unsafe fn receive(&self, call: &mut Incoming<'_>) -> R {
                const {
                    $(assert!(
                        !is_never_null::<$arg>(),
                        "C may pass null, which an argument of this closure cannot be; take \
                         `Ptr<T>` or `Option<NonNull<T>>`"
                    );)*
                }
                // SAFETY: arguments of these types came.
                self($(unsafe { call.pointer($index).cast::<$arg>().read_unaligned() }),*)
            }
        }
    };
}

closure!();
closure!(A0 0);
closure!(A0 0 A1 1);
closure!(A0 0 A1 1 A2 2);
closure!(A0 0 A1 1 A2 2 A3 3);
closure!(A0 0 A1 1 A2 2 A3 3 A4 4);
closure!(A0 0 A1 1 A2 2 A3 3 A4 4 A5 5);
closure!(A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6);
closure!(A0 0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7);

/// Leaves a result where C will find it.
///
/// # Safety
/// The call is one of a function with this result.
#[inline]
pub(super) unsafe fn answer<R: ReturnType>(call: &mut Incoming<'_>, result: R) {
    let place = call.result();
    // SAFETY: what is written to memory has room there, aligned as any number.
    let value = unsafe { result.into_result(place) };
    if !R::BY_POINTER {
        call.set_word(value.word());
    }
}
