//! [`LLExternal`]: a declared function as a value.

use core::fmt;
use core::ops::Deref;

use crate::External;

/// The value of `llexternal!("name", ..)`: the function, and what is known of it. It is called as the
/// function that it derefs to.
///
/// ```
/// use rffi::{LLExternal, LONG, llexternal};
///
/// const LABS: LLExternal<unsafe fn(LONG) -> LONG> = llexternal!("labs", [LONG], LONG);
///
/// // SAFETY: any number may be given.
/// assert_eq!(unsafe { LABS(-9) }, 9);
/// assert_eq!(LABS.external().to_string(), "long labs(long arg0)");
/// ```
#[derive(Clone, Copy)]
pub struct LLExternal<F> {
    function: F,
    external: &'static External,
}

impl<F> LLExternal<F> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(function: F, external: &'static External) -> Self {
        LLExternal { function, external }
    }

    /// What is known of the function.
    #[must_use]
    pub const fn external(&self) -> &'static External {
        self.external
    }
}

impl<F> Deref for LLExternal<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.function
    }
}

impl<F> fmt::Debug for LLExternal<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LLExternal({})", self.external)
    }
}
