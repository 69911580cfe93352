//! Functions of C and of Rust, by both backends.

use std::ffi::{c_int, c_long, c_void};
use std::thread;

use llcall::{Backend, Caller};
use lltype::{
    Complex, Convention, FunctionSpec, LongFloat, Prototype, Scalar, Signature, Type, Value,
};

use crate::types::{scalar, structure};
use crate::{callers, place, prototype};

#[link(name = "m")]
unsafe extern "C" {
    fn div();
    fn ldiv();
    fn qsort();
    fn conjf();
    fn conj();
    fn conjl();
    fn cabsf();
    fn cabs();
    fn fabsl();
    fn ldexpl();
    fn frexp();
}

/// By both backends, with values.
fn call<F: Signature>(name: &'static str, target: *const (), args: &[Value]) -> Value {
    let callers = callers(&Prototype::of::<F>(name), &[]);
    // SAFETY: the tests say what the functions are.
    let results = callers
        .iter()
        .map(|caller| unsafe { caller.call(target, args) }.unwrap());
    let mut results: Vec<_> = results.collect();
    results.dedup();
    assert_eq!(results.len(), 1, "`{name}`");
    results[0]
}

#[test]
fn numbers_and_pointers() {
    extern "C" fn mix(a: i8, b: u16, c: f32, d: i64, e: f64, f: bool, g: *const u8) -> f64 {
        let sum = f64::from(a) + f64::from(b) + f64::from(c) + d as f64 + e;
        sum + f64::from(u8::from(f)) + f64::from(u8::from(g.is_null()))
    }
    type Mix = unsafe extern "C" fn(i8, u16, f32, i64, f64, bool, *const u8) -> f64;
    let args = [
        Value::from(-3_i8),
        Value::from(9_u16),
        Value::from(0.5_f32),
        Value::from(1_i64 << 40),
        Value::from(0.25),
        Value::from(true),
        Value::NULL,
    ];
    let expected = mix(-3, 9, 0.5, 1 << 40, 0.25, true, std::ptr::null());
    assert_eq!(
        call::<Mix>("mix", mix as *const (), &args),
        Value::from(expected)
    );
    // Converted first.
    let args = [-3, 9, 1, 8, 2].map(Value::from);
    let args = [&args[..], &[Value::from(true), Value::NULL]].concat();
    let expected = mix(-3, 9, 1.0, 8, 2.0, true, std::ptr::null());
    assert_eq!(
        call::<Mix>("mix", mix as *const (), &args),
        Value::from(expected)
    );
}

#[test]
fn results_narrower_than_a_word() {
    extern "C" fn i8_of(n: i32) -> i8 {
        n as i8
    }
    extern "C" fn u16_of(n: i32) -> u16 {
        n as u16
    }
    extern "C" fn float_of(n: i32) -> f32 {
        n as f32 / 2.0
    }
    let arg = [Value::from(-2)];
    let result = call::<unsafe extern "C" fn(i32) -> i8>("i8", i8_of as *const (), &arg);
    assert_eq!(result, Value::from(-2_i8));
    let result = call::<unsafe extern "C" fn(i32) -> u16>("u16", u16_of as *const (), &arg);
    assert_eq!(result, Value::from(0xfffe_u16));
    let result = call::<unsafe extern "C" fn(i32) -> f32>("f32", float_of as *const (), &arg);
    assert_eq!(result, Value::from(-1.0_f32));
}

#[test]
fn nothing_in_and_nothing_out() {
    static CALLS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    extern "C" fn nothing() {
        CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    let result = call::<unsafe extern "C" fn()>("nothing", nothing as *const (), &[]);
    assert_eq!(result, Value::VOID);
    assert_eq!(
        CALLS.load(std::sync::atomic::Ordering::Relaxed),
        crate::backends().count()
    );
}

#[test]
fn as_many_arguments_as_there_may_be() {
    let int = scalar(Scalar::Int);
    for kind in [Scalar::Int, Scalar::Double] {
        let prototype = prototype("f", &vec![scalar(kind); 127], &int);
        assert_eq!(callers(&prototype, &[]).len(), crate::backends().count());
    }
}

#[test]
fn structs_of_the_c_library() {
    #[repr(C)]
    #[derive(Debug, Default, PartialEq)]
    struct Div<T> {
        quot: T,
        rem: T,
    }
    let int = scalar(Scalar::Int);
    let prototype_of_div = prototype(
        "div",
        &[int.clone(), int.clone()],
        &structure(&[int.clone(), int]),
    );
    for caller in callers(&prototype_of_div, &[]) {
        let mut result = Div::<c_int>::default();
        let args = [Value::from(17), Value::from(5)];
        // SAFETY: it is what the prototype says.
        let value = unsafe { caller.call_into(div as *const (), &args, place(&mut result)) };
        assert_eq!(
            (value.unwrap(), result),
            (Value::VOID, Div { quot: 3, rem: 2 })
        );
    }
    let long = scalar(Scalar::Long);
    let prototype = prototype(
        "ldiv",
        &[long.clone(), long.clone()],
        &structure(&[long.clone(), long]),
    );
    for caller in callers(&prototype, &[]) {
        let mut result = Div::<c_long>::default();
        let args = [Value::from(-17), Value::from(5)];
        // SAFETY: it is what the prototype says.
        unsafe { caller.call_into(ldiv as *const (), &args, place(&mut result)) }.unwrap();
        assert_eq!(result, Div { quot: -3, rem: -2 });
    }
}

#[test]
fn functions_that_call_back() {
    type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;
    unsafe extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
        // SAFETY: `qsort` passes pointers to two items.
        let (a, b) = unsafe { (*a.cast::<i32>(), *b.cast::<i32>()) };
        a.cmp(&b) as c_int
    }
    let compare: Compare = compare;
    for caller in callers(
        &Prototype::of::<unsafe extern "C" fn(*mut c_void, usize, usize, *const c_void)>("qsort"),
        &[],
    ) {
        let mut numbers = [3, -1, 2, 0];
        let args = [
            Value::from_pointer(place(&mut numbers)),
            Value::from(4_usize),
            Value::from(4_usize),
            Value::from_pointer(compare as *mut c_void),
        ];
        // SAFETY: the arguments are what `qsort` expects.
        unsafe { caller.call(qsort as *const (), &args) }.unwrap();
        assert_eq!(numbers, [-1, 0, 2, 3]);
    }
}

#[test]
fn a_pointer_to_a_result() {
    let mut exponent: c_int = 0;
    let args = [Value::from(12.0), Value::from_pointer(place(&mut exponent))];
    type Frexp = unsafe extern "C" fn(f64, *mut c_int) -> f64;
    let result = call::<Frexp>("frexp", frexp as *const (), &args);
    assert_eq!((result, exponent), (Value::from(0.75), 4));
}

/// A function of one argument, both wider than a word.
fn through_memory<T: Copy>(target: *const (), ty: Scalar, argument: T, mut result: T) -> Vec<T> {
    let prototype = prototype("f", &[scalar(ty)], &scalar(ty));
    let callers = callers(&prototype, &[]).into_iter();
    let results = callers.map(|caller| {
        let args = [Value::from_pointer((&raw const argument).cast_mut().cast())];
        // SAFETY: it is what the prototype says.
        unsafe { caller.call_into(target, &args, place(&mut result)) }.unwrap();
        result
    });
    results.collect()
}

#[test]
fn complex_numbers_of_the_c_library() {
    let float = Complex {
        re: 1.5_f32,
        im: 2.5,
    };
    for result in through_memory(conjf as *const (), Scalar::FloatComplex, float, float) {
        assert_eq!((result.re, result.im), (1.5, -2.5));
    }
    let double = Complex {
        re: 1.5_f64,
        im: 2.5,
    };
    for result in through_memory(conj as *const (), Scalar::DoubleComplex, double, double) {
        assert_eq!((result.re, result.im), (1.5, -2.5));
    }
    let both = [LongFloat::from(1.5), LongFloat::from(2.5)];
    for result in through_memory(conjl as *const (), Scalar::LongDoubleComplex, both, both) {
        assert_eq!(result.map(LongFloat::to_f64), [1.5, -2.5]);
    }
    let (float, double) = (
        Complex {
            re: 3.0_f32,
            im: 4.0,
        },
        Complex { re: 3.0, im: 4.0 },
    );
    let arg = [Value::from_pointer((&raw const float).cast_mut().cast())];
    for caller in callers(
        &prototype(
            "cabsf",
            &[scalar(Scalar::FloatComplex)],
            &scalar(Scalar::Float),
        ),
        &[],
    ) {
        // SAFETY: it is what the prototype says.
        let result = unsafe { caller.call(cabsf as *const (), &arg) };
        assert_eq!(result.unwrap(), Value::from(5.0_f32));
    }
    let arg = [Value::from_pointer((&raw const double).cast_mut().cast())];
    for caller in callers(
        &prototype(
            "cabs",
            &[scalar(Scalar::DoubleComplex)],
            &scalar(Scalar::Double),
        ),
        &[],
    ) {
        // SAFETY: it is what the prototype says.
        let result = unsafe { caller.call(cabs as *const (), &arg) };
        assert_eq!(result.unwrap(), Value::from(5.0));
    }
}

#[test]
fn long_double_of_the_c_library() {
    let number = LongFloat::from(-2.5);
    for result in through_memory(fabsl as *const (), Scalar::LongDouble, number, number) {
        assert_eq!(result.to_f64(), 2.5);
    }
    let long_double = scalar(Scalar::LongDouble);
    let prototype = prototype(
        "ldexpl",
        &[long_double.clone(), scalar(Scalar::Int)],
        &long_double,
    );
    for caller in callers(&prototype, &[]) {
        let mut result = LongFloat::from(0.0);
        // A number in the place of a pointer to one.
        let args = [Value::from(0.75), Value::from(3)];
        // SAFETY: it is what the prototype says.
        unsafe { caller.call_into(ldexpl as *const (), &args, place(&mut result)) }.unwrap();
        assert_eq!(result.to_f64(), 6.0);
    }
}

#[test]
fn a_struct_is_copied() {
    #[repr(C)]
    struct Large([i64; 5]);
    unsafe extern "C" fn change(mut large: Large) -> i64 {
        large.0.iter_mut().for_each(|number| *number += 1);
        std::hint::black_box(&large).0.iter().sum()
    }
    let ty = structure(&vec![scalar(Scalar::Int64); 5]);
    for caller in callers(&prototype("change", &[ty], &scalar(Scalar::Int64)), &[]) {
        let large = Large([1, 2, 3, 4, 5]);
        let args = [Value::from_pointer((&raw const large).cast_mut().cast())];
        // SAFETY: it is what the prototype says.
        let result = unsafe { caller.call(change as *const (), &args) };
        assert_eq!(
            (result.unwrap(), large.0),
            (Value::from(20_i64), [1, 2, 3, 4, 5])
        );
    }
}

#[test]
fn parameters_of_type_void_are_none() {
    extern "C" fn seven() -> i32 {
        7
    }
    for caller in callers(
        &prototype("seven", &[Type::VOID], &scalar(Scalar::Int)),
        &[],
    ) {
        // SAFETY: it is what the prototype says.
        let result = unsafe { caller.call(seven as *const (), &[]) };
        assert_eq!(result.unwrap(), Value::from(7));
    }
}

#[test]
fn panics_pass() {
    unsafe extern "C-unwind" fn panics(_: i32) {
        std::panic::panic_any(7_i32);
    }
    for caller in callers(&Prototype::of::<unsafe extern "C" fn(i32)>("panics"), &[]) {
        let caught = std::panic::catch_unwind(|| {
            // SAFETY: it is what the prototype says.
            unsafe { caller.call(panics as *const (), &[Value::from(1)]) }
        });
        assert_eq!(caught.unwrap_err().downcast_ref(), Some(&7_i32));
    }
}

#[test]
fn any_number_of_threads() {
    extern "C" fn triple(n: i32) -> i32 {
        n * 3
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(i32) -> i32>("triple");
    let caller = Caller::with_backend(&prototype, &[], Backend::Libffi).unwrap();
    thread::scope(|scope| {
        for start in 0..4 {
            let caller = &caller;
            scope.spawn(move || {
                for number in start..start + 10_000 {
                    // SAFETY: it is what the prototype says.
                    let result =
                        unsafe { caller.call(triple as *const (), &[Value::from(number)]) };
                    assert_eq!(result.unwrap(), Value::from(number * 3));
                }
            });
        }
    });
}

#[test]
fn made_by_many_threads() {
    let int = scalar(Scalar::Int);
    let ty = structure(&[int.clone(), structure(&[int.clone(), int])]);
    let spec = FunctionSpec::returning(ty.clone())
        .param("s", ty)
        .convention(Convention::C);
    let prototype = Prototype::new("f", Type::function_of(spec).unwrap()).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            let prototype = &prototype;
            scope.spawn(move || {
                for _ in 0..500 {
                    Caller::with_backend(prototype, &[], Backend::Libffi).unwrap();
                }
            });
        }
    });
}
