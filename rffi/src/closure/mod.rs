//! Closures as bare C functions, which no `void *` goes with: feature `dynamic`.

mod dynamic;
mod error;
mod kept;
mod local;
mod scoped;
mod shared;
mod typed;

use std::sync::Arc;

use llcall::{CallbackError, Callee};
use lltype::{Prototype, Signature};

pub use error::ClosureError;
pub use local::LocalClosure;
pub use scoped::with_closure;
pub use shared::Closure;
pub use typed::ClosureFn;

/// The signature of a function type, made ready.
fn callee_of<F: Signature>(name: &'static str) -> Result<Arc<Callee>, ClosureError> {
    let callee = Callee::new(&Prototype::of::<F>(name)).map_err(CallbackError::from)?;
    Ok(Arc::new(callee))
}

/// The methods of an owner: a struct with `callback`, `function` and `failing`.
macro_rules! owner {
    ($name:ident) => {
        impl<Function: Copy> $name<Function> {
            /// The function for C.
            #[inline]
            #[must_use]
            pub fn ptr(&self) -> Function {
                self.function
            }

            /// The panic that happened in a call, if one did. From now on the closure is run again.
            #[must_use = "dropped, it is forgotten"]
            pub fn take_panic(&self) -> Option<$crate::CallbackPanic> {
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

            /// Leaves the function to C for ever.
            #[must_use = "nobody can call what nobody has"]
            pub fn leak(self) -> Function {
                let function = self.function;
                core::mem::forget(self);
                function
            }
        }

        impl<Function> core::fmt::Debug for $name<Function> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("function", &self.callback.address())
                    .finish_non_exhaustive()
            }
        }
    };
}

use owner;
