//! [`Shape`]: what the functions of one signature have in common.

use core::ffi::c_void;

use lltype::private::check_room;
use lltype::{Arguments, Desc, Outcome, ReturnType, Signature, Value};

use crate::around::{self, Until};
use crate::errno::{errno_after, errno_before};
use crate::spelling::{is_never_null, same_pointers};
use crate::{Flags, SaveErr};

/// Calls the function at an address with values.
pub(crate) type Shim = unsafe fn(*const (), &[Value], *mut c_void, Flags) -> Outcome;

/// A signature, as far as calls with values need it: made once for all functions that share it, which
/// so cost the compiler less.
#[derive(Clone, Copy)]
pub struct Shape {
    /// `None` for variadic functions.
    pub(crate) shim: Option<Shim>,
    /// What Rust cannot pass is passed by pointer, and a result of that sort written through the first.
    pub(crate) wide: bool,
    #[cfg(feature = "fakes")]
    pub(crate) fake_shim: Option<crate::fake::Shim>,
}

impl Shape {
    /// Of functions whose arguments have no fixed number or types.
    pub const VARIADIC: Shape = Shape {
        shim: None,
        wide: false,
        #[cfg(feature = "fakes")]
        fake_shim: None,
    };

    /// Of functions that Rust passes everything to as C does. `spelled` is the type of one of them, as
    /// its tokens say it.
    ///
    /// # Panics
    /// If the result cannot be null, which C does not promise; or if a `Ptr` of the tokens is none.
    #[must_use]
    pub const fn of<F: Signature>(spelled: &Desc) -> Self {
        assert!(
            same_pointers(spelled, F::FUNCTION),
            "`Ptr` or `ConstPtr` in this scope is another type than rffi's; rename yours"
        );
        assert!(
            !is_never_null::<F::Result>(),
            "C may return null, which the declared result cannot be; take `Ptr<T>` or \
             `Option<NonNull<T>>`"
        );
        Shape {
            shim: Some(call_shim::<F>),
            wide: false,
            #[cfg(feature = "fakes")]
            fake_shim: Some(F::call_closure),
        }
    }

    /// Of functions with types that Rust cannot pass: `F` takes them by pointer, and writes a result of
    /// that sort through its first parameter.
    ///
    /// # Panics
    /// As [`of`](Self::of).
    #[must_use]
    pub const fn wide<F: Signature>(spelled: &Desc) -> Self {
        Shape {
            wide: true,
            // A fake has them as Rust does.
            #[cfg(feature = "fakes")]
            fake_shim: None,
            ..Shape::of::<F>(spelled)
        }
    }
}

/// # Safety
/// At `address` is a function of type `F`; the arguments are as it wants them, and `result` is null or
/// points to room for its result.
unsafe fn call_shim<F: Signature>(
    address: *const (),
    args: &[Value],
    result: *mut c_void,
    flags: Flags,
) -> Outcome {
    // Arguments are read, and the result is written, with the program's lock, as in a direct call.
    // As `Signature::call`, without closures and `?`: each would be a function more for every signature
    // of every package.
    // SAFETY: the caller answers for the arguments.
    let arguments = match unsafe { F::Arguments::from_values(args) } {
        Ok(arguments) => arguments,
        Err(error) => return Err(error).into(),
    };
    if F::Result::BY_POINTER
        && let Err(error) = check_room::<F::Result>(result)
    {
        return Err(error).into();
    }
    // SAFETY: the caller says that it is of this type.
    let function = unsafe { F::from_address(address) };
    let around = Around::new(flags);
    // SAFETY: the caller answers for the arguments.
    let value = unsafe { function.apply(arguments) };
    drop(around);
    // SAFETY: there is room, as was just checked.
    Ok(unsafe { value.into_result(result) }).into()
}

/// What the attributes put before and behind a call, in the order of a direct one.
struct Around {
    /// `None` for nothing.
    entered: Option<(SaveErr, Until)>,
}

impl Around {
    #[inline]
    fn new(flags: Flags) -> Self {
        let entered = flags.acts().then(|| Around::enter(flags));
        Around { entered }
    }

    #[cold]
    fn enter(flags: Flags) -> (SaveErr, Until) {
        let released = match flags.release_gil() {
            true => around::release(),
            false => Until::NOTHING,
        };
        errno_before(flags.errno());
        (flags.errno(), released)
    }
}

impl Drop for Around {
    #[inline]
    fn drop(&mut self) {
        if let Some((options, released)) = self.entered.take() {
            errno_after(options);
            drop(released);
        }
    }
}
