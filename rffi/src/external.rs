//! [`External`]: the description of a declared C function.

use core::ffi::c_void;
use core::fmt;

use lltype::{ArgumentError, Desc, Kind, PlaceProblem, Prototype, Target, Type, Value};

use crate::call_error::{CallError, CallProblem};
use crate::shape::{Shape, Shim};
use crate::source::Block;
use crate::spelling::is_wide;
use crate::{ExternalCompilationInfo, Flags, Source};

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
    shape: &'static Shape,
}

/// The address of code: it is only ever called or compared.
struct Address(*const ());

// SAFETY: code does not change, and reading the address touches no memory.
unsafe impl Send for Address {}
// SAFETY: as above.
unsafe impl Sync for Address {}

impl External {
    /// What `llexternal!` writes. `desc` is the type of the function with its C spelling; `shape`
    /// that of the type that Rust calls it by.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        desc: &'static Desc,
        function: *const (),
        shape: &'static Shape,
        flags: Flags,
        block: &'static Block,
        line: u32,
    ) -> Self {
        External {
            prototype: Prototype::from_desc(name, desc),
            block,
            line,
            flags,
            address: Address(function),
            shape,
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

    /// Where it was linked to. Of one that is called through a function of the build script's (a
    /// macro, or one with `long double` or complex numbers), that function's.
    #[must_use]
    pub fn address(&self) -> *const () {
        self.address.0
    }

    /// Where it was declared.
    #[must_use]
    pub fn source(&self) -> Source {
        self.block.source(self.line)
    }

    /// The folder of the package that declares it, when it was compiled: what the relative paths
    /// of its [`compilation_info`](Self::compilation_info) start at.
    #[must_use]
    pub fn package_dir(&self) -> &'static str {
        self.block.package_dir
    }

    /// Calls it with values whose types are checked here: as an interpreter does.
    ///
    /// An active fake is called in its place, and the attributes of the declaration are obeyed, as in
    /// a direct call. What is wider than a value (structs and unions by value, `long double`, complex
    /// numbers) is given as a pointer to it.
    ///
    /// # Errors
    /// The count, a class, a range or a pointer is wrong; the function is variadic; its result is
    /// wider than a value: [`call_into`](Self::call_into) is for those. The function was not called.
    ///
    /// # Safety
    /// As for the function itself: what the arguments point to must be as it wants it. A pointer given
    /// for something wider than a value is null or points to one.
    #[inline]
    pub unsafe fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        // SAFETY: the caller keeps this function's promise, and null is allowed.
        unsafe { self.call_into(args, core::ptr::null_mut()) }
    }

    /// As [`call`](Self::call), for functions whose result is wider than a value: it is written to
    /// `result`, and the value is [`Value::VOID`]. For other functions `result` is not used.
    ///
    /// # Errors
    /// As for [`call`](Self::call); or `result` is null or not aligned.
    ///
    /// # Safety
    /// As for [`call`](Self::call); and `result` is null, or points to room for the result.
    #[inline]
    pub unsafe fn call_into(
        &self,
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, CallError> {
        #[cfg(feature = "fakes")]
        {
            // SAFETY: the caller answers for the structs and the room.
            let value =
                unsafe { crate::fake::call_values(self, self.shape.fake_shim, args, result) };
            if let Some(value) = value {
                return value;
            }
        }
        match *self.shape {
            Shape {
                shim: Some(shim),
                wide: false,
                ..
            } => {
                // SAFETY: the shim is of the address's signature; the rest is the caller's word.
                unsafe { self.run(shim, args, result) }
            }
            // SAFETY: the caller's word.
            _ => unsafe { self.call_otherwise(args, result) },
        }
    }

    /// What is not called directly.
    ///
    /// # Safety
    /// As for [`call_into`](Self::call_into).
    #[cold]
    unsafe fn call_otherwise(
        &self,
        args: &[Value],
        place: *mut c_void,
    ) -> Result<Value, CallError> {
        let Some(shim) = self.shape.shim else {
            return Err(CallError::new(self.name(), CallProblem::Variadic));
        };
        self.check_wide(args, place)
            .map_err(|error| self.error(error))?;
        let first = self.returns_wide().then(|| Value::from_pointer(place));
        let all: Vec<Value> = first.into_iter().chain(args.iter().copied()).collect();
        // SAFETY: wide arguments are passed by pointer, which were checked; a wide result is written
        // through the first.
        unsafe { self.run(shim, &all, place) }
    }

    /// Whether its result is of a type that Rust cannot return.
    fn returns_wide(&self) -> bool {
        match self.prototype.result().kind() {
            Kind::Scalar(scalar) => is_wide(scalar.desc()),
            _ => false,
        }
    }

    /// Whether the pointers to what is wider than a value can be followed.
    fn check_wide(&self, args: &[Value], place: *mut c_void) -> Result<(), ArgumentError> {
        let (expected, got) = (self.prototype.arity(), args.len());
        if got != expected {
            return Err(ArgumentError::Count { expected, got });
        }
        for (index, (param, arg)) in self.prototype.params().zip(args).enumerate() {
            if let Some(pointer) = arg.as_pointer()
                && let Some(problem) = place_problem(pointer, &param.ty)
            {
                let ty = param.ty;
                return Err(ArgumentError::Place { index, ty, problem });
            }
        }
        let ty = self.prototype.result();
        match place_problem(place, &ty) {
            Some(problem) => Err(ArgumentError::Result { ty, problem }),
            None => Ok(()),
        }
    }

    /// Calls through a shim, with what the attributes add.
    ///
    /// # Safety
    /// As for [`call_into`](Self::call_into); the shim is of the address's signature.
    #[inline]
    unsafe fn run(
        &self,
        shim: Shim,
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, CallError> {
        // SAFETY: the caller's word.
        let outcome = unsafe { shim(self.address.0, args, result, self.flags) };
        outcome.into_result().map_err(|error| self.error(*error))
    }

    #[cold]
    pub(crate) fn error(&self, error: ArgumentError) -> CallError {
        let first = usize::from(self.returns_wide());
        let error = match error {
            ArgumentError::Value { index, error } => {
                let index = index.saturating_sub(first);
                ArgumentError::Value {
                    index,
                    // In the words of the declaration.
                    error: match self.prototype.params().nth(index) {
                        Some(param) => error.for_type(param.ty),
                        None => error,
                    },
                }
            }
            other => other,
        };
        CallError::new(self.name(), CallProblem::Argument(error))
    }
}

/// What is wrong with a pointer to a number that Rust cannot pass; nothing, for any other type.
fn place_problem(place: *mut c_void, ty: &Type) -> Option<PlaceProblem> {
    let scalar = match ty.kind() {
        Kind::Scalar(scalar) if is_wide(scalar.desc()) => scalar,
        _ => return None,
    };
    if place.is_null() {
        return Some(PlaceProblem::Null);
    }
    let address = place.addr();
    let align = scalar.layout(&Target::HOST).align;
    let is_aligned = u64::try_from(address).is_ok_and(|address| address.is_multiple_of(align));
    (!is_aligned).then(|| PlaceProblem::Unaligned {
        address,
        align: usize::try_from(align).unwrap_or(usize::MAX),
    })
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
