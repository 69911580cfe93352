//! [`External`]: the description of a declared C function.

use core::fmt;

use lltype::{ArgumentError, Desc, Prototype, Signature, Value};

use crate::spelling::same_pointers;
use crate::{ExternalCompilationInfo, errno};

/// A C function that `llexternal!` declared: all that a code generator, an interpreter or a checker
/// needs to know, from the one declaration.
///
/// ```
/// use rffi::{LONG, llexternal};
///
/// llexternal! {
///     compilation_info = rffi::ExternalCompilationInfo::new().includes(&["stdlib.h"]);
///     unsafe extern "C" {
///         safe fn labs(number: LONG) -> LONG;
///     }
/// }
///
/// assert_eq!(labs(-3), 3);
/// assert_eq!(labs::EXTERNAL.to_string(), "long labs(long number)");
/// // SAFETY: any number may be given.
/// let result = unsafe { labs::EXTERNAL.call(&[rffi::Value::from(-3_i32)]) };
/// assert_eq!(result.unwrap().to_string(), "3");
/// ```
pub struct External {
    prototype: Prototype,
    block: &'static Block,
    line: u32,
    flags: Flags,
    address: Address,
    shim: unsafe fn(*const (), &[Value]) -> Result<Value, ArgumentError>,
    #[cfg(feature = "fakes")]
    fake_shim: crate::fake::Shim,
}

/// What the functions of one `llexternal!` have in common.
#[doc(hidden)]
pub struct Block {
    pub compilation_info: &'static ExternalCompilationInfo,
    pub file: &'static str,
    pub package_dir: &'static str,
}

/// What is special about the calls of a function.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Flags {
    /// `errno` is saved right after the call: see [`get_saved_errno`](crate::get_saved_errno).
    pub save_errno: bool,
}

impl Flags {
    /// Nothing special.
    pub const NONE: Flags = Flags { save_errno: false };

    /// `#[save_errno]`.
    pub const SAVE_ERRNO: Flags = Flags { save_errno: true };
}

/// Where a declaration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Source {
    /// The file, as the compiler named it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The folder of the package's `Cargo.toml`, when it was compiled.
    pub package_dir: &'static str,
}

impl Source {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(file: &'static str, line: u32, package_dir: &'static str) -> Self {
        Source {
            file,
            line,
            package_dir,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The address of code: it is only ever called or compared.
struct Address(*const ());

// SAFETY: code does not change, and reading the address touches no memory.
unsafe impl Send for Address {}
// SAFETY: as above.
unsafe impl Sync for Address {}

impl External {
    /// What `llexternal!` writes. `desc` is the type of `function` with its C spelling.
    #[doc(hidden)]
    #[must_use]
    pub const fn new<F: Signature>(
        name: &'static str,
        desc: &'static Desc,
        function: F,
        flags: Flags,
        block: &'static Block,
        line: u32,
    ) -> Self {
        const { assert!(size_of::<F>() == size_of::<*const ()>()) }
        assert!(
            same_pointers(desc, F::FUNCTION),
            "`Ptr` or `ConstPtr` in this scope is another type than rffi's; rename yours"
        );
        External {
            prototype: Prototype::from_desc(name, desc),
            block,
            line,
            flags,
            // SAFETY: a `Signature` is a function pointer, of the size just checked; functions and
            // data have one kind of address on every target of Rust with a C library.
            address: Address(unsafe { core::mem::transmute_copy(&function) }),
            shim: call_shim::<F>,
            #[cfg(feature = "fakes")]
            fake_shim: F::call_closure,
        }
    }

    /// The name in C.
    #[must_use]
    pub fn name(&self) -> &str {
        self.prototype.name()
    }

    /// The name and the type in C, with the names of the parameters.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        &self.prototype
    }

    /// What to include, compile and link.
    #[must_use]
    pub fn compilation_info(&self) -> &'static ExternalCompilationInfo {
        self.block.compilation_info
    }

    /// What is special about its calls.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Where it was linked to.
    #[must_use]
    pub fn address(&self) -> *const () {
        self.address.0
    }

    /// Where it was declared.
    #[must_use]
    pub fn source(&self) -> Source {
        Source::new(self.block.file, self.line, self.package_dir())
    }

    /// The folder of the package that declares it, when it was compiled: what the relative paths
    /// of its [`compilation_info`](Self::compilation_info) start at.
    #[must_use]
    pub fn package_dir(&self) -> &'static str {
        self.block.package_dir
    }

    /// Calls it with values whose types are checked here: as an interpreter does.
    ///
    /// An active fake is called in its place, and `#[save_errno]` is obeyed, as in a direct call.
    ///
    /// # Errors
    /// The count, a class or a range is wrong. The function was not called.
    ///
    /// # Safety
    /// As for the function itself: what the arguments point to must be as it wants it.
    pub unsafe fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        #[cfg(feature = "fakes")]
        if let Some(result) = crate::fake::call_values(self, self.fake_shim, args) {
            return result.map_err(|error| self.error(error));
        }
        // SAFETY: the address is of a function of the signature that the shim was made for; the
        // caller answers for the arguments.
        let result = unsafe { (self.shim)(self.address.0, args) };
        if self.flags.save_errno && result.is_ok() {
            errno::save();
        }
        result.map_err(|error| self.error(error))
    }

    #[cold]
    fn error(&self, error: ArgumentError) -> CallError {
        let error = match error {
            ArgumentError::Value { index, error } => ArgumentError::Value {
                index,
                // In the words of the declaration.
                error: match self.prototype.params().nth(index) {
                    Some(param) => error.for_type(param.ty),
                    None => error,
                },
            },
            other => other,
        };
        CallError {
            name: self.name().to_owned(),
            error,
        }
    }
}

/// One for each signature, not for each function.
///
/// # Safety
/// At `address` is a function of type `F`; the arguments are as it wants them.
unsafe fn call_shim<F: Signature>(
    address: *const (),
    args: &[Value],
) -> Result<Value, ArgumentError> {
    // SAFETY: the caller says that it is of this type.
    let function = unsafe { F::from_address(address) };
    // SAFETY: the caller answers for the arguments.
    unsafe { function.call(args) }
}

impl fmt::Display for External {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prototype.fmt(f)
    }
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("External")
            .field("prototype", &self.prototype)
            .field("compilation_info", self.compilation_info())
            .field("flags", &self.flags)
            .field("source", &self.source())
            .finish_non_exhaustive()
    }
}

/// A call with [`Value`]s did not fit the function.
#[derive(Debug, Clone, PartialEq)]
pub struct CallError {
    name: String,
    error: ArgumentError,
}

impl CallError {
    /// The C name of the function.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What does not fit.
    #[must_use]
    pub fn argument_error(&self) -> &ArgumentError {
        &self.error
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name, self.error)
    }
}

impl core::error::Error for CallError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        core::error::Error::source(&self.error)
    }
}
