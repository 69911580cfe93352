//! Unwinding through the entries and the relays: each way to call, and callbacks.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::backtrace::Backtrace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use llcall::{Callback, Caller};
use lltype::{FunctionSpec, Prototype, Scalar, Type, Value};

static COMPLEX: [f64; 2] = [1.0, 2.0];

/// A function of these parameters that returns nothing, and values for it.
fn signature(params: &[Scalar]) -> (Caller, Vec<Value>) {
    let spec = params
        .iter()
        .fold(FunctionSpec::returning(Type::VOID), |spec, scalar| {
            spec.param("", (*scalar).into())
        });
    let function = Type::function_of(spec).unwrap();
    let caller = Caller::new(&Prototype::new("f", function).unwrap()).unwrap();
    let values = params.iter().map(|scalar| match scalar {
        Scalar::Int => Value::from(1),
        Scalar::DoubleComplex => Value::from(&raw const COMPLEX),
        _ => Value::from(1.0),
    });
    (caller, values.collect())
}

/// One for each way to call: by the entries that load words, pairs and by a table, from an image of the
/// registers, from a frame.
const WAYS: [&[Scalar]; 9] = [
    &[],
    &[Scalar::Int],
    &[Scalar::Double; 3],
    &[Scalar::DoubleComplex; 2],
    &[Scalar::DoubleComplex, Scalar::Int],
    &[Scalar::Int, Scalar::Double],
    &[Scalar::Int; 8],
    &[Scalar::Double; 11],
    &[Scalar::LongDouble, Scalar::Int],
];

#[test]
fn what_the_function_throws_gets_to_the_caller() {
    unsafe extern "C-unwind" fn throw() {
        std::panic::resume_unwind(Box::new("thrown"));
    }
    for params in WAYS {
        let (caller, values) = signature(params);
        // SAFETY: it takes anything.
        let call = || unsafe { caller.call(throw as *const (), &values) };
        let thrown = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
        assert_eq!(thrown.downcast_ref(), Some(&"thrown"), "{params:?}");
    }
}

#[inline(never)]
fn here_it_begins(work: impl FnOnce()) {
    work();
    std::hint::black_box(());
}

/// What a backtrace from inside shows.
fn assert_seen_from_inside(trace: &str) {
    assert!(trace.contains("here_it_begins"), "{trace}");
}

#[test]
fn a_backtrace_leads_through_a_call() {
    static TRACE: Mutex<String> = Mutex::new(String::new());
    unsafe extern "C" fn look() {
        *TRACE.lock().unwrap() = Backtrace::force_capture().to_string();
    }
    for params in WAYS {
        let (caller, values) = signature(params);
        here_it_begins(|| {
            // SAFETY: it takes anything.
            unsafe { caller.call(look as *const (), &values) }.unwrap();
        });
        assert_seen_from_inside(&TRACE.lock().unwrap());
    }
}

#[test]
fn a_backtrace_leads_through_a_callback() {
    static TRACE: Mutex<String> = Mutex::new(String::new());
    for params in WAYS {
        let (caller, values) = signature(params);
        let look = |_: &mut llcall::Incoming<'_>| {
            *TRACE.lock().unwrap() = Backtrace::force_capture().to_string();
        };
        let callback = Callback::new(caller.prototype(), look).unwrap();
        here_it_begins(|| {
            // SAFETY: it is of this type.
            unsafe { caller.call(callback.address(), &values) }.unwrap();
        });
        assert_seen_from_inside(&TRACE.lock().unwrap());
    }
}
