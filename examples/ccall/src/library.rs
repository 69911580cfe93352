//! [`Library`] and [`Function`]: where functions come from.
//!
//! # Safety
//! Opening a library runs its initialisers; that a function has the type of its prototype is the word of who
//! asks for it.

use core::ffi::c_void;
use core::fmt;
use std::ffi::OsStr;
use std::sync::Arc;

use llcall::{Backend, Caller, Carried, Placement};
use lltype::{Prototype, Type};

use crate::Error;

#[cfg(unix)]
type Handle = libloading::os::unix::Library;
#[cfg(windows)]
type Handle = libloading::os::windows::Library;

/// An open library.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    handle: Arc<Handle>,
    name: String,
}

/// A function of a library, which stays open as long as this is.
#[derive(Clone)]
pub(crate) struct Function {
    address: *const (),
    caller: Arc<Caller>,
    _library: Library,
}

impl Library {
    /// The name is tried as it is.
    ///
    /// # Safety
    /// Its initialisers may be run.
    pub(crate) unsafe fn open(name: &OsStr) -> Result<Self, Error> {
        // SAFETY: the caller's word.
        let handle = unsafe { libloading::Library::new(name) };
        let text = name.to_string_lossy().into_owned();
        match handle {
            Ok(handle) => Ok(Library {
                handle: Arc::new(handle.into()),
                name: text,
            }),
            Err(error) => Err(Error::Library {
                cause: cause(&error, &text),
                name: text,
            }),
        }
    }

    /// The process itself, with all libraries that it has.
    pub(crate) fn process() -> Result<Self, Error> {
        let name = "process".to_owned();
        #[cfg(unix)]
        let handle = Handle::this();
        #[cfg(windows)]
        let handle = Handle::this().map_err(|error| Error::Library {
            cause: cause(&error, &name),
            name: name.clone(),
        })?;
        Ok(Library {
            handle: Arc::new(handle),
            name,
        })
    }

    /// The function of a prototype's name; `more` are the types of variadic arguments.
    ///
    /// # Safety
    /// If there is one, it has this type.
    pub(crate) unsafe fn function(
        &self,
        prototype: &Prototype,
        more: &[Type],
        backend: Backend,
    ) -> Result<Function, Error> {
        // SAFETY: the address is not used but as the caller says.
        let symbol = unsafe { self.handle.get::<*const ()>(prototype.name()) };
        let address = match symbol {
            Ok(symbol) => symbol.as_raw_ptr().cast_const().cast(),
            Err(error) => {
                return Err(Error::Symbol {
                    library: self.name.clone(),
                    name: prototype.name().to_owned(),
                    similar: crate::symbols::similar(&self.name, prototype.name()),
                    cause: cause(&error, prototype.name()),
                });
            }
        };
        Ok(Function {
            address,
            caller: Arc::new(Caller::with_backend(prototype, more, backend)?),
            _library: self.clone(),
        })
    }
}

/// What the system says, without what is said already.
fn cause(error: &libloading::Error, name: &str) -> String {
    let source = core::error::Error::source(error);
    let text = source.map_or_else(|| error.to_string(), |source| source.to_string());
    let prefix = format!("{name}: ");
    text.strip_prefix(&prefix).unwrap_or(&text).to_owned()
}

impl Function {
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
        match Carried::of(self.caller.result()) {
            Carried::Memory => {
                // SAFETY: the caller's word.
                unsafe { self.caller.call_slots_into(self.address, words, result) };
                0
            }
            // SAFETY: the caller's word.
            _ => unsafe { self.caller.call_slots(self.address, words) },
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({})", self.prototype())
    }
}
