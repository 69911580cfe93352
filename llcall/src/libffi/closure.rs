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

#[cfg(test)]
mod tests {
    use core::ffi::c_int;
    use core::mem::transmute;
    use core::slice;

    use lltype::{ArrayLength, RecordSpec, Scalar, Type};

    use super::*;
    use crate::{Backend, Caller, Unsupported};

    /// How often it was called.
    #[derive(Default)]
    struct Count(usize);

    fn count(user: *mut c_void) {
        // SAFETY: the tests give a pointer to one.
        unsafe { (*user.cast::<Count>()).0 += 1 };
    }

    /// The argument at `index`.
    ///
    /// # Safety
    /// It is there, and of this type.
    unsafe fn argument<T: Copy>(args: *const *const c_void, index: usize) -> T {
        // SAFETY: the caller's word.
        unsafe { (*args.add(index)).cast::<T>().read_unaligned() }
    }

    fn closure<F: lltype::Signature>(handler: Handler, user: *mut c_void) -> Closure {
        Closure::new(&Prototype::of::<F>("closure"), handler, user).unwrap()
    }

    #[test]
    fn c_sorts_with_it() {
        type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;
        extern "C" fn compare(user: *mut c_void, args: *const *const c_void, to: *mut c_void) {
            count(user);
            // SAFETY: `qsort` passes pointers to numbers.
            unsafe {
                let (a, b) = (
                    argument::<*const i32>(args, 0),
                    argument::<*const i32>(args, 1),
                );
                to.cast::<c_int>().write((*a).cmp(&*b) as c_int);
            }
        }
        let mut calls = Count::default();
        let closure = closure::<Compare>(compare, (&raw mut calls).cast());
        let mut numbers = [5, -3, 9, 0];
        // SAFETY: the closure is of this type; there are 4 numbers.
        unsafe {
            let compare = transmute::<*const (), Compare>(closure.code());
            libc::qsort(numbers.as_mut_ptr().cast(), 4, 4, Some(compare));
        }
        assert_eq!(numbers, [-3, 0, 5, 9]);
        assert!(calls.0 >= 3);
    }

    #[test]
    fn numbers_of_all_kinds() {
        type Mix = unsafe extern "C" fn(i8, f32, u16, f64, bool, i64, u32, *const u8, i8) -> f64;
        extern "C" fn mix(_: *mut c_void, args: *const *const c_void, to: *mut c_void) {
            // SAFETY: they are of these types.
            unsafe {
                let integers = f64::from(argument::<i8>(args, 0))
                    + f64::from(argument::<u16>(args, 2))
                    + argument::<i64>(args, 5) as f64
                    + f64::from(argument::<u32>(args, 6))
                    + f64::from(argument::<i8>(args, 8));
                let floats = f64::from(argument::<f32>(args, 1)) + argument::<f64>(args, 3);
                assert!(argument::<bool>(args, 4));
                assert!(argument::<*const u8>(args, 7).is_null());
                to.cast::<f64>().write(integers + floats);
            }
        }
        let closure = closure::<Mix>(mix, ptr::null_mut());
        // SAFETY: the closure is of this type.
        let sum = unsafe {
            let mix = transmute::<*const (), Mix>(closure.code());
            mix(-1, 0.5, 65535, 0.25, true, -7, u32::MAX, ptr::null(), -2)
        };
        assert_eq!(
            sum,
            -1.0 + 0.5 + 65535.0 + 0.25 - 7.0 + f64::from(u32::MAX) - 2.0
        );
    }

    /// The bytes of the argument are those of the result.
    extern "C" fn echo(user: *mut c_void, args: *const *const c_void, to: *mut c_void) {
        // SAFETY: `user` points to the size.
        unsafe { to.copy_from_nonoverlapping(*args, *user.cast::<usize>()) };
    }

    #[test]
    fn narrow_results_are_widened() {
        // As compilers read them that trust in the extension.
        let mut size = 1_usize;
        let user = (&raw mut size).cast::<c_void>();
        type Signed = unsafe extern "C" fn(i8) -> i8;
        type Unsigned = unsafe extern "C" fn(u8) -> u8;
        type Wide = unsafe extern "C" fn(c_int) -> c_int;
        let (signed, unsigned) = (
            closure::<Signed>(echo, user),
            closure::<Unsigned>(echo, user),
        );
        // SAFETY: on the machines that this is for, a narrow result fills the register.
        unsafe {
            let signed = transmute::<*const (), Wide>(signed.code());
            let unsigned = transmute::<*const (), Wide>(unsigned.code());
            if cfg!(target_arch = "x86_64") {
                assert_eq!((signed(-3), unsigned(0xfd)), (-3, 0xfd));
            }
        }
        // SAFETY: they are of these types.
        unsafe {
            let signed = transmute::<*const (), Signed>(signed.code());
            let unsigned = transmute::<*const (), Unsigned>(unsigned.code());
            assert_eq!((signed(-3), unsigned(0xfd)), (-3, 0xfd));
        }
    }

    fn structure(fields: &[Type]) -> Type {
        let spec = RecordSpec::structure("struct s");
        let members = fields.iter().zip(["a", "b", "c"]);
        let spec = members.fold(spec, |spec, (ty, name)| spec.field(name, ty.clone()));
        Type::record(spec).unwrap()
    }

    fn wide() -> Vec<(Type, usize)> {
        let [float, double, long] = [Scalar::Float, Scalar::Double, Scalar::Int64].map(Type::from);
        let bytes =
            |count| Type::array_of(&Scalar::UChar.into(), ArrayLength::Fixed(count)).unwrap();
        vec![
            (
                structure(&[float.clone(), float.clone(), float.clone()]),
                12,
            ),
            (structure(&[double.clone(), long.clone()]), 16),
            (structure(&[long.clone(), double.clone()]), 16),
            (structure(&[double.clone(), double]), 16),
            (structure(&[long.clone(), long.clone()]), 16),
            (structure(&[float.clone(), structure(&[float])]), 8),
            (structure(&[bytes(3)]), 3),
            (structure(&[bytes(40)]), 40),
            (Scalar::FloatComplex.into(), 8),
            (Scalar::DoubleComplex.into(), 16),
            (Scalar::LongDouble.into(), 10),
        ]
    }

    /// By all backends.
    #[test]
    fn values_wider_than_a_word() {
        let mut backends = vec![Backend::Own, Backend::Libffi];
        backends.retain(|backend| backend.is_available());
        let all = wide().into_iter().filter(|_| cfg!(target_arch = "x86_64"));
        for ((ty, mut size), backend) in
            all.flat_map(|case| backends.iter().map(move |b| (case.clone(), b)))
        {
            let function = Type::function(slice::from_ref(&ty), &ty, false).unwrap();
            let prototype = Prototype::new("echo", function).unwrap();
            let closure = Closure::new(&prototype, echo, (&raw mut size).cast()).unwrap();
            let caller = Caller::with_backend(&prototype, &[], *backend).unwrap();
            let (pattern, mut result) = ([0x1716_1514_1312_1110_u128; 4], [0_u128; 4]);
            let word = (&raw const pattern).expose_provenance() as u64;
            // SAFETY: the closure is of this type; there is room for the result.
            unsafe { caller.call_slots_into(closure.code(), &[word], (&raw mut result).cast()) };
            let bytes = |words: &[u128; 4]| words.map(u128::to_ne_bytes).concat();
            assert_eq!(
                bytes(&result)[..size],
                bytes(&pattern)[..size],
                "{ty} by {backend}"
            );
        }
    }

    #[test]
    fn many_are_freed() {
        type Unary = unsafe extern "C" fn(i32) -> i32;
        let mut size = 4_usize;
        for _ in 0..20_000 {
            let closure = closure::<Unary>(echo, (&raw mut size).cast());
            // SAFETY: the closure is of this type.
            let result = unsafe { transmute::<*const (), Unary>(closure.code())(7) };
            assert_eq!(result, 7);
        }
    }

    #[test]
    fn refusals() {
        let int = Type::from(Scalar::Int);
        let refused = |function: Type| {
            let prototype = Prototype::new("f", function).unwrap();
            let error = Closure::new(&prototype, echo, ptr::null_mut()).unwrap_err();
            error.problem().clone()
        };
        let variadic = Type::function(slice::from_ref(&int), &int, true).unwrap();
        assert_eq!(refused(variadic), PlanProblem::VariadicCallback);
        let wide = Type::function(&[Scalar::Float128.into()], &int, false).unwrap();
        assert!(matches!(
            refused(wide),
            PlanProblem::Type {
                problem: Unsupported::Backend(Backend::Libffi),
                ..
            }
        ));
    }
}
