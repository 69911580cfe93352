//! Rust's C function pointers as descriptions, and calls of them with [`Value`]s.

mod arguments;
mod error;
mod outcome;
mod passed;
mod pointers;

use core::any::Any;
use core::ffi::c_void;

pub use arguments::Arguments;
pub use error::{ArgumentError, PlaceProblem};
pub use outcome::Outcome;
pub use passed::{Passed, ReturnType, check_room};

use crate::desc::{Convention, FuncDesc};
use crate::{Desc, LowLevelType, Value};

/// A C function pointer of Rust, such as `unsafe extern "C" fn(c_int) -> c_int`, with at most 16
/// parameters.
///
/// The trait carries what is the same for every function of one signature: its description and the
/// call with values, which so is compiled once however many functions share it.
///
/// The ABIs are `"C"`, `"C-unwind"`, `"system"`, and on 32-bit x86 `"stdcall"`. A pointer to a function that is safe to call has ABI `"C"`.
///
/// # Safety
/// `Self` is a pointer to functions with the parameters, result and convention that it names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a C function pointer with at most 16 parameters",
    label = "not a C function pointer"
)]
pub unsafe trait Signature: Copy + 'static {
    /// The types of the parameters, as a tuple.
    type Arguments: Arguments;

    /// What the function returns.
    type Result: ReturnType;

    /// [`Unsafe`] if it is unsafe to call, so that any address may be one; or [`Safe`].
    type Safety;

    /// How it is called.
    const CONVENTION: Convention;

    /// The function type.
    const FUNCTION: &'static Desc = &Desc::Function(FuncDesc {
        params: Self::Arguments::PARAMS,
        result: passed::passed(Self::Result::DESC),
        convention: Self::CONVENTION,
        variadic: false,
    });

    /// Calls the function.
    ///
    /// # Safety
    /// The arguments must be ones that the function may be called with.
    unsafe fn apply(self, arguments: Self::Arguments) -> Self::Result;

    /// The function at an address.
    ///
    /// # Safety
    /// `address` is that of a function of this signature; for an unsafe function type, it is not
    /// null, and only whoever calls the function needs the rest.
    #[inline]
    #[must_use]
    unsafe fn from_address(address: *const ()) -> Self {
        const { assert!(size_of::<Self>() == size_of::<*const ()>()) }
        // SAFETY: a function pointer has the size of an address, and the caller says what is there.
        unsafe { Word { address }.function }
    }

    /// The address of the function.
    #[inline]
    #[must_use]
    fn address(self) -> *const () {
        const { assert!(size_of::<Self>() == size_of::<*const ()>()) }
        // SAFETY: functions and data have one kind of address on every target of Rust with a C
        // library.
        unsafe { core::mem::transmute_copy(&self) }
    }

    /// Calls the function with checked values: a struct or a union as a pointer to it.
    ///
    /// A resulting struct or union is written to `result`, and the value is [`Value::VOID`]. For any other
    /// result, `result` is not used, and may be null.
    ///
    /// # Errors
    /// The count, a class, a range or a pointer to a struct is wrong, or there is no room for the
    /// result. The function was not called.
    ///
    /// # Safety
    /// The arguments must be ones that the function may be called with: pointers that it follows
    /// are valid for what it does with them. A pointer given for a struct is null or points to one,
    /// one given for a safe function is null or of that type; `result` is null, or points to room for the result.
    #[inline]
    unsafe fn call(self, args: &[Value], result: *mut c_void) -> Result<Value, Box<ArgumentError>> {
        // SAFETY: the types are right; the caller answers for what pointers point to.
        let call = |arguments| unsafe { self.apply(arguments) };
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { perform(args, result, call) }
    }

    /// Calls a `Box<dyn Fn>` of the same parameters and result with checked values; `None` if
    /// `closure` is something else.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    ///
    /// # Safety
    /// As for [`call`](Self::call), of the structs and the result.
    unsafe fn call_closure(
        closure: &dyn Any,
        args: &[Value],
        result: *mut c_void,
    ) -> Option<Result<Value, Box<ArgumentError>>> {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { Self::Arguments::call_closure::<Self::Result>(closure, args, result) }
    }
}

/// A function pointer as an address: of the same size, as is checked where it is used.
union Word<F: Copy> {
    address: *const (),
    function: F,
}

/// The [`Signature::Safety`] of functions that are unsafe to call.
#[derive(Debug)]
pub enum Unsafe {}

/// The [`Signature::Safety`] of functions that are safe to call.
#[derive(Debug)]
pub enum Safe {}

/// Calls with the arguments that `values` stand for.
///
/// # Safety
/// A pointer for a struct or a union is null or points to one, and `result` is null or points to room
/// for the result.
#[inline]
unsafe fn perform<A: Arguments, R: ReturnType>(
    values: &[Value],
    result: *mut c_void,
    call: impl FnOnce(A) -> R,
) -> Result<Value, Box<ArgumentError>> {
    // SAFETY: the caller keeps this function's promise, which is the same.
    let arguments = unsafe { A::from_values(values) }?;
    check_room::<R>(result)?;
    // SAFETY: there is room, as was just checked.
    Ok(unsafe { call(arguments).into_result(result) })
}
