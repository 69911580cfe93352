//! [`Closure`]: a function that libffi makes at run time.

use core::ffi::c_void;
use core::ptr;

use libffi_sys as ffi;
use libffi_sys::{ffi_cif, ffi_closure};
use lltype::Prototype;

use super::cif::Prepared;
use super::returned::Returned;
use crate::plan::{PlanError, PlanProblem};

/// What runs when C calls: it gets what was given to [`Closure::new`], a pointer to each argument, and
/// the place for the result, of which it writes as many bytes as the type has.
pub(crate) type Handler = extern "C" fn(*mut c_void, *const *const c_void, *mut c_void);

/// A function that C can call.
#[derive(Debug)]
pub(crate) struct Closure {
    /// libffi's memory, which it writes by this address.
    closure: *mut ffi_closure,
    /// The same as code.
    code: *const (),
    inner: *mut Inner,
}

/// What the code knows.
#[derive(Debug)]
struct Inner {
    prepared: Prepared,
    handler: Handler,
    user: *mut c_void,
}

// SAFETY: nothing changes after `new`; what `user` points to is used by the handler alone, whose author
// knows from which threads C calls.
unsafe impl Send for Closure {}
// SAFETY: as above.
unsafe impl Sync for Closure {}

impl Closure {
    /// For functions of this type, on this machine.
    ///
    /// # Errors
    /// A type cannot be passed by value, the function is variadic, or there is no memory for code.
    pub(crate) fn new(
        prototype: &Prototype,
        handler: Handler,
        user: *mut c_void,
    ) -> Result<Closure, PlanError> {
        let refused = |problem| PlanError::new(prototype.name(), problem);
        if prototype.is_variadic() {
            return Err(refused(PlanProblem::VariadicCallback));
        }
        let prepared = Prepared::new(prototype, &[])?;
        let mut code = ptr::null_mut();
        // SAFETY: it may be called at any time.
        let closure = unsafe { ffi::ffi_closure_alloc(size_of::<ffi_closure>(), &raw mut code) };
        if closure.is_null() {
            return Err(refused(PlanProblem::NoCode));
        }
        let inner = Box::into_raw(Box::new(Inner {
            prepared,
            handler,
            user,
        }));
        let closure = Closure {
            closure: closure.cast(),
            code: code.cast_const().cast(),
            inner,
        };
        // SAFETY: the memory is libffi's, the call interface and the rest live until it is freed.
        let status = unsafe {
            let cif = &raw mut (*inner).prepared.cif;
            ffi::ffi_prep_closure_loc(closure.closure, cif, Some(relay), inner.cast(), code)
        };
        match status {
            ffi::ffi_status_FFI_OK => Ok(closure),
            _ => Err(refused(PlanProblem::NoCode)),
        }
    }

    /// The function for C. It is there until the closure is dropped.
    pub(crate) fn code(&self) -> *const () {
        self.code
    }
}

impl Drop for Closure {
    fn drop(&mut self) {
        // SAFETY: both are freed once; whoever has the code must not call it any more.
        unsafe {
            ffi::ffi_closure_free(self.closure.cast());
            drop(Box::from_raw(self.inner));
        }
    }
}

/// What libffi calls.
unsafe extern "C" fn relay(
    _: *mut ffi_cif,
    result: *mut c_void,
    arguments: *mut *mut c_void,
    inner: *mut c_void,
) {
    // SAFETY: libffi hands over what it was given; the closure is alive while it is called.
    let inner = unsafe { &*inner.cast::<Inner>() };
    let arguments = arguments.cast_const().cast();
    match inner.prepared.returned {
        returned @ Returned::Integer { .. } => {
            let mut value = 0_u64;
            let place = &raw mut value;
            (inner.handler)(inner.user, arguments, place.cast());
            // SAFETY: the handler wrote the result, and libffi has room for one.
            unsafe { returned.widen(place.cast(), result.cast()) };
        }
        _ => (inner.handler)(inner.user, arguments, result),
    }
}
