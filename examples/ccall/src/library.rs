//! [`Function`]: a function of a library, with who calls it.
//!
//! # Safety
//! The function is called with words of the types of its prototype.

use core::ffi::c_void;
use core::fmt;

use llcall::{Backend, Caller, Carried, Placement};
use lltype::{Prototype, Type};
use rffi::Library;

use crate::Error;

/// A function of a library, which stays open as long as this is.
pub(crate) struct Function {
    function: rffi::Function,
    caller: Caller,
}

impl Function {
    /// The function of a prototype's name; `more` are the types of variadic arguments.
    ///
    /// # Safety
    /// If there is one, it has this type.
    pub(crate) unsafe fn find(
        library: &Library,
        prototype: &Prototype,
        more: &[Type],
        backend: Backend,
    ) -> Result<Self, Error> {
        // SAFETY: the caller's word.
        let function = unsafe { library.function(prototype) }?;
        let caller = Caller::with_backend(prototype, more, backend)?;
        Ok(Function { function, caller })
    }

    /// The types of the arguments, as they are passed.
    pub(crate) fn types(&self) -> &[Type] {
        self.caller.types()
    }

    pub(crate) fn prototype(&self) -> &Prototype {
        self.caller.prototype()
    }

    pub(crate) fn explain(&self) -> Option<&Placement> {
        self.caller.explain()
    }

    /// Calls it with a word for each argument; a result that is no word is written to `result`.
    ///
    /// # Safety
    /// The words are what the function takes, and there is room for the result.
    pub(crate) unsafe fn call_slots_into(&self, words: &[u64], result: *mut c_void) -> u64 {
        // SAFETY: it is used as long as the function lives.
        let address = unsafe { self.function.pointer() };
        match Carried::of(self.caller.result()) {
            Carried::Memory => {
                // SAFETY: the caller's word.
                unsafe { self.caller.call_slots_into(address, words, result) };
                0
            }
            // SAFETY: the caller's word.
            _ => unsafe { self.caller.call_slots(address, words) },
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({})", self.prototype())
    }
}
