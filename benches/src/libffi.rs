//! libffi, by its bare functions: what is measured is libffi, not what Rust wraps around it.

use core::ffi::{c_char, c_int, c_uint, c_void};
use core::mem::MaybeUninit;

use libffi_sys::{
    FFI_TYPE_STRUCT, ffi_abi_FFI_DEFAULT_ABI, ffi_call, ffi_cif, ffi_closure, ffi_closure_alloc,
    ffi_closure_free, ffi_prep_cif, ffi_prep_cif_var, ffi_prep_closure_loc, ffi_status_FFI_OK,
    ffi_type, ffi_type_double, ffi_type_pointer, ffi_type_sint32, ffi_type_uint64, ffi_type_void,
};

use crate::callees::{Big, Pt};

/// A signature made ready. It is never freed: libffi has pointers into it.
#[derive(Clone, Copy)]
pub(crate) struct Cif(*mut ffi_cif);

impl Cif {
    /// For so many fixed arguments; `None` if the function is not variadic.
    pub(crate) fn new(
        arguments: &[*mut ffi_type],
        fixed: Option<c_uint>,
        result: *mut ffi_type,
    ) -> Self {
        let count = c_uint::try_from(arguments.len()).expect("few arguments");
        let types = arguments.to_vec().leak().as_mut_ptr();
        let cif: *mut ffi_cif = Box::leak(Box::default());
        let abi = ffi_abi_FFI_DEFAULT_ABI;
        // SAFETY: all that is pointed to stays.
        let status = unsafe {
            match fixed {
                Some(fixed) => ffi_prep_cif_var(cif, abi, fixed, count, result, types),
                None => ffi_prep_cif(cif, abi, count, result, types),
            }
        };
        assert_eq!(status, ffi_status_FFI_OK, "libffi takes the types");
        Cif(cif)
    }

    /// Calls, and writes the result.
    ///
    /// # Safety
    /// The function is of this type, and returns an `R`; the arguments are there.
    #[inline]
    pub(crate) unsafe fn call<R: Copy>(
        self,
        target: *const (),
        arguments: &mut [*mut c_void],
        to: &mut MaybeUninit<R>,
    ) {
        // SAFETY: a function.
        let target = unsafe { core::mem::transmute::<*const (), unsafe extern "C" fn()>(target) };
        let mut call = |to| {
            // SAFETY: the caller's word; there is room for the result, and for a word.
            unsafe { ffi_call(self.0, Some(target), to, arguments.as_mut_ptr()) }
        };
        // libffi writes at least a word.
        if size_of::<R>() >= size_of::<u64>() {
            return call(to.as_mut_ptr().cast());
        }
        let mut word = 0_u64;
        call((&raw mut word).cast());
        // SAFETY: a short integer is the low part of the word.
        to.write(unsafe { (&raw const word).cast::<R>().read() });
    }
}

/// A type's description.
pub(crate) trait Described {
    fn described() -> *mut ffi_type;
}

macro_rules! described {
    ($($ty:ty: $description:ident)*) => {
        $(impl Described for $ty {
            fn described() -> *mut ffi_type {
                &raw mut $description
            }
        })*
    };
}

described! {
    (): ffi_type_void
    c_int: ffi_type_sint32
    usize: ffi_type_uint64
    f64: ffi_type_double
    *const c_char: ffi_type_pointer
    *const c_void: ffi_type_pointer
}

fn doubles(count: usize) -> *mut ffi_type {
    let mut elements = vec![f64::described(); count];
    elements.push(core::ptr::null_mut());
    Box::leak(Box::new(ffi_type {
        type_: FFI_TYPE_STRUCT as _,
        elements: elements.leak().as_mut_ptr(),
        ..ffi_type::default()
    }))
}

impl Described for Pt {
    fn described() -> *mut ffi_type {
        doubles(2)
    }
}

impl Described for Big {
    fn described() -> *mut ffi_type {
        doubles(6)
    }
}

/// What libffi calls: result, arguments, user data.
pub(crate) type Handler =
    unsafe extern "C" fn(*mut ffi_cif, *mut c_void, *mut *mut c_void, *mut c_void);

/// A function made by libffi.
pub(crate) struct Closure {
    closure: *mut ffi_closure,
    address: *mut c_void,
}

impl Closure {
    pub(crate) fn new(cif: Cif, handler: Handler, data: *mut c_void) -> Self {
        let mut address = core::ptr::null_mut();
        // SAFETY: no precondition.
        let closure = unsafe { ffi_closure_alloc(size_of::<ffi_closure>(), &raw mut address) };
        let closure = closure.cast::<ffi_closure>();
        assert!(!closure.is_null(), "libffi has memory");
        // SAFETY: it was allocated; the signature stays.
        let status = unsafe { ffi_prep_closure_loc(closure, cif.0, Some(handler), data, address) };
        assert_eq!(status, ffi_status_FFI_OK, "libffi makes closures");
        Closure { closure, address }
    }

    pub(crate) fn address(&self) -> *const () {
        self.address.cast_const().cast()
    }
}

impl Drop for Closure {
    fn drop(&mut self) {
        // SAFETY: who drops it calls it no more.
        unsafe { ffi_closure_free(self.closure.cast()) }
    }
}
