//! What the owner of a callback that C keeps can do with it, whatever threads it is for.

use super::body::{Body, Failure};
use super::panic::CallbackPanic;

/// What a callback's owner asks of it, whatever the closure.
pub(crate) trait Failing {
    fn take_panic(&self) -> Option<CallbackPanic>;
}

impl<F, R: Copy, H: Fn(&CallbackPanic) -> Option<R>> Failing for Body<F, R, H> {
    fn take_panic(&self) -> Option<CallbackPanic> {
        Failure::take(self.failure())
    }
}

/// The methods of an owner: a struct with `function`, `key` and `failing`. Its callback is C's until the
/// end of its `life`, if it is left to C.
macro_rules! owner {
    ($name:ident, $life:literal) => {
        impl<Function: Copy> $name<Function> {
            /// The function for C.
            #[inline]
            #[must_use]
            pub fn ptr(&self) -> Function {
                self.function
            }

            /// The `void *` that C passes to the function.
            #[inline]
            #[must_use]
            pub fn data(&self) -> $crate::VOIDP {
                $crate::VOIDP::from(self.key.as_ptr())
            }

            /// The panic that happened in a call, if one did. From now on the closure is run again.
            #[must_use = "dropped, it is forgotten"]
            pub fn take_panic(&self) -> Option<CallbackPanic> {
                self.failing.take_panic()
            }

            /// Lets a panic that happened in a call go on here: after a call of C that may have called back.
            ///
            /// # Panics
            /// If the closure did.
            pub fn resume_panic(&self) {
                if let Some(panic) = self.take_panic() {
                    panic.resume();
                }
            }

            #[doc = concat!("Leaves the callback to C for the rest of the ", $life, ": the function and its `void *`.")]
            #[must_use = "nobody can call what nobody has"]
            pub fn leak(self) -> (Function, $crate::VOIDP) {
                let both = (self.function, self.data());
                core::mem::forget(self);
                both
            }
        }

        impl<Function> Drop for $name<Function> {
            fn drop(&mut self) {
                // It is there: nobody else has this key as its own.
                let _ = $crate::handle::table::remove(self.key);
            }
        }

        impl<Function> core::fmt::Debug for $name<Function> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let data = self.key.as_ptr();
                f.debug_struct(stringify!($name))
                    .field("data", &data)
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(super) use owner;
