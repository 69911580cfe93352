//! Conventions other than C's.

use std::ffi::c_void;

use llcall::{Backend, Caller, PlanProblem};
use lltype::{Convention, FunctionSpec, Prototype, Scalar, Target, Type, Value};

use crate::place;
use crate::types::{array, scalar, structure, union};

fn prototype(convention: Convention, params: &[Type], result: Type) -> Prototype {
    let spec = FunctionSpec::returning(result).convention(convention);
    let spec = params
        .iter()
        .fold(spec, |spec, ty| spec.param("", ty.clone()));
    Prototype::new("f", Type::function_of(spec).unwrap()).unwrap()
}

fn libffi(prototype: &Prototype) -> Result<Caller, PlanProblem> {
    let caller = Caller::with_backend(prototype, &[], Backend::Libffi);
    caller.map_err(|error| error.problem().clone())
}

#[cfg(target_arch = "x86_64")]
mod windows {
    use super::*;

    unsafe extern "win64" fn mix(a: i32, b: f64, c: i64, d: f32, e: u8, f: f64) -> f64 {
        f64::from(a) + b + c as f64 + f64::from(d) + f64::from(e) + f
    }

    #[test]
    fn numbers() {
        let kinds = [
            Scalar::Int,
            Scalar::Double,
            Scalar::Int64,
            Scalar::Float,
            Scalar::UChar,
            Scalar::Double,
        ];
        let prototype = prototype(
            Convention::Win64,
            &kinds.map(scalar),
            scalar(Scalar::Double),
        );
        let args = [
            Value::from(-1),
            Value::from(0.5),
            Value::from(100_i64),
            Value::from(0.25_f32),
            Value::from(200_u8),
            Value::from(1000.0),
        ];
        // SAFETY: it is what the prototype says.
        let result = unsafe { libffi(&prototype).unwrap().call(mix as *const (), &args) };
        assert_eq!(result.unwrap(), Value::from(1299.75));
    }

    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Bytes<const N: usize>([u8; N]);

    fn bytes(count: usize) -> Type {
        structure(&[array(&scalar(Scalar::UChar), count as u64)])
    }

    unsafe extern "win64" fn reversed<const N: usize>(mut bytes: Bytes<N>) -> Bytes<N> {
        bytes.0.reverse();
        bytes
    }

    fn check_result<const N: usize>() {
        let ty = bytes(N);
        let prototype = prototype(Convention::Win64, std::slice::from_ref(&ty), ty.clone());
        let argument = Bytes::<N>(std::array::from_fn(|index| index as u8));
        let mut result = Bytes([0; N]);
        let args = [Value::from_pointer((&raw const argument).cast_mut().cast())];
        let (caller, target) = (libffi(&prototype).unwrap(), reversed::<N> as *const ());
        // SAFETY: it is what the prototype says; there is room for the result.
        unsafe { caller.call_into(target, &args, place(&mut result)) }.unwrap();
        let mut expected = argument;
        expected.0.reverse();
        assert_eq!(result, expected);
    }

    unsafe extern "win64" fn number<const N: usize>(mut bytes: Bytes<N>, add: i64) -> i64 {
        bytes.0.reverse();
        let number = |sum: i64, byte: &u8| sum.wrapping_mul(3) + i64::from(*byte);
        std::hint::black_box(&bytes).0.iter().fold(add, number)
    }

    fn check<const N: usize>() {
        let params = [bytes(N), scalar(Scalar::Int64)];
        let prototype = prototype(Convention::Win64, &params, scalar(Scalar::Int64));
        let argument = Bytes::<N>(std::array::from_fn(|index| index as u8));
        let args = [
            Value::from_pointer((&raw const argument).cast_mut().cast()),
            Value::from(9_i64),
        ];
        let caller = libffi(&prototype).unwrap();
        // SAFETY: it is what the prototype says.
        let result = unsafe { caller.call(number::<N> as *const (), &args) };
        // SAFETY: it may be called with anything.
        let expected = unsafe { number(argument, 9) };
        assert_eq!(result.unwrap(), Value::from(expected));
        // The function changed its copy.
        assert_eq!(argument, Bytes(std::array::from_fn(|index| index as u8)));
    }

    #[test]
    fn structs() {
        check_result::<1>();
        check_result::<2>();
        check_result::<4>();
        check_result::<8>();
        check_result::<9>();
        check_result::<16>();
        check_result::<40>();
        check::<1>();
        check::<2>();
        check::<4>();
        check::<8>();
        check::<9>();
        check::<16>();
        check::<40>();
    }

    #[test]
    fn structs_that_not_all_libffis_copy() {
        if !cfg!(feature = "libffi-system") {
            check::<3>();
            check::<5>();
            check::<6>();
            check::<7>();
            return;
        }
        for size in [3, 5, 6, 7] {
            let ty = bytes(size);
            let takes = prototype(Convention::Win64, std::slice::from_ref(&ty), Type::VOID);
            crate::refusals::assert_refused(&takes, Some(0));
            assert!(libffi(&prototype(Convention::Win64, &[], ty)).is_ok());
        }
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    union Number {
        float: f64,
        integer: u64,
    }

    unsafe extern "win64" fn negated(number: Number) -> Number {
        // SAFETY: the test passes one.
        let float = unsafe { number.float };
        Number { float: -float }
    }

    #[test]
    fn unions() {
        let ty = union(&[scalar(Scalar::Double), scalar(Scalar::UInt64)]);
        let prototype = prototype(Convention::Win64, std::slice::from_ref(&ty), ty.clone());
        let (argument, mut result) = (Number { float: 1.5 }, Number { integer: 0 });
        let args = [Value::from_pointer(
            (&raw const argument).cast_mut().cast::<c_void>(),
        )];
        let target = negated as *const ();
        // SAFETY: it is what the prototype says; there is room for the result.
        unsafe {
            libffi(&prototype)
                .unwrap()
                .call_into(target, &args, place(&mut result))
        }
        .unwrap();
        // SAFETY: all bits are numbers.
        assert_eq!(unsafe { result.float }, -1.5);
    }

    #[test]
    #[cfg(unix)]
    fn refused_are_what_libffi_does_not_copy() {
        let kinds = [
            Scalar::LongDouble,
            Scalar::FloatComplex,
            Scalar::DoubleComplex,
            Scalar::LongDoubleComplex,
        ];
        for kind in kinds {
            let prototype = prototype(Convention::Win64, &[scalar(kind)], Type::VOID);
            crate::refusals::assert_refused(&prototype, Some(0));
        }
    }

    #[test]
    #[cfg(unix)]
    fn unix_by_its_name() {
        unsafe extern "sysv64" fn minus(a: i32, b: i32) -> i32 {
            a - b
        }
        let int = scalar(Scalar::Int);
        let prototype = prototype(Convention::SysV64, &[int.clone(), int.clone()], int);
        let args = [Value::from(7), Value::from(9)];
        // SAFETY: it is what the prototype says.
        let result = unsafe { libffi(&prototype).unwrap().call(minus as *const (), &args) };
        assert_eq!(result.unwrap(), Value::from(-2));
    }
}

#[test]
fn what_libffi_does_not_have() {
    let conventions = match cfg!(target_arch = "x86") {
        true => vec![Convention::Regparm3, Convention::Vectorcall],
        false if cfg!(target_arch = "x86_64") => vec![Convention::Vectorcall],
        false => vec![],
    };
    for convention in conventions {
        let problem = libffi(&prototype(convention, &[], Type::VOID)).unwrap_err();
        let target = Target::HOST.name;
        assert_eq!(problem, PlanProblem::NoAbi { convention, target });
    }
}

/// Elsewhere than on 32-bit x86, they are C's.
#[test]
fn those_of_other_machines() {
    for convention in [
        Convention::Stdcall,
        Convention::Fastcall,
        Convention::Thiscall,
    ] {
        assert!(libffi(&prototype(convention, &[scalar(Scalar::Int)], Type::VOID)).is_ok());
    }
}
