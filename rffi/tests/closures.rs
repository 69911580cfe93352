//! Closures as bare C functions: panics, errno, threads, structs.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::cell::Cell;
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

use lltype::{FunctionSpec, Prototype, RecordSpec, Scalar, Type, Value};
use rffi::{Closure, INT, LocalClosure, live_callbacks, set_misuse_hook, with_closure};

type Unary = unsafe extern "C" fn(INT) -> INT;

fn unary() -> Prototype {
    Prototype::of::<Unary>("unary")
}

/// The function at an address.
fn at(address: *const ()) -> Unary {
    // SAFETY: all that is called so here is of this type.
    unsafe { std::mem::transmute::<*const (), Unary>(address) }
}

#[test]
fn a_panic_gives_c_the_error_value_until_it_is_taken() {
    let closure = Closure::typed("third", |number: INT| 90 / number, -7).unwrap();
    // SAFETY: it takes any number.
    let call = |number| unsafe { closure.ptr()(number) };
    assert_eq!(call(3), 30);
    assert_eq!(call(0), -7);
    assert_eq!(call(3), -7);
    let panic = closure.take_panic().unwrap();
    assert!(panic.to_string().contains("divide by zero"), "{panic}");
    assert_eq!(call(3), 30);
}

#[test]
fn a_panic_goes_on_after_c_returned() {
    let before = live_callbacks().len();
    let mut returned = 0;
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        with_closure(
            "panics",
            |_: INT| -> INT { panic!("on purpose") },
            5,
            |function| {
                // SAFETY: it takes any number.
                returned = unsafe { function(1) };
            },
        )
    }));
    assert_eq!(returned, 5);
    assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"on purpose"));
    assert!(live_callbacks().len() <= before + 8);
}

#[test]
fn on_error_may_give_the_result() {
    let closure = Closure::with_on_error(
        &unary(),
        |_| panic!("on purpose"),
        Value::from(-1),
        |panic| (panic.message() == Some("on purpose")).then(|| Value::from(42)),
    );
    let closure = closure.unwrap();
    // SAFETY: it takes any number.
    assert_eq!(unsafe { at(closure.ptr())(1) }, 42);
    assert!(closure.take_panic().is_none());
}

#[test]
fn a_result_of_another_type_is_a_panic() {
    let closure = Closure::new(&unary(), |_| Value::from(1_i64 << 40), Value::from(-1)).unwrap();
    // SAFETY: it takes any number.
    assert_eq!(unsafe { at(closure.ptr())(1) }, -1);
    assert_eq!(
        closure.take_panic().unwrap().message(),
        Some(
            "the closure of `unary` returned no result of its type: 1099511627776 does not fit in \
             `int32_t`"
        )
    );
}

#[test]
fn an_error_value_of_another_type_is_refused() {
    let error = Closure::new(&unary(), |_| Value::from(1), Value::from(0.5)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`unary`: the error value: expected `int32_t`, got 0.5 (a double)"
    );
}

#[test]
fn errno_is_after_the_closure_what_it_was_before() {
    fn errno() -> *mut c_int {
        // SAFETY: it only gives an address.
        unsafe { libc::__errno_location() }
    }
    let spoil = |_: INT| {
        // SAFETY: this thread's.
        unsafe { *errno() = 99 };
        0
    };
    let closure = Closure::typed("spoil", spoil, 0).unwrap();
    // SAFETY: this thread's; it takes any number.
    unsafe {
        *errno() = 5;
        closure.ptr()(1);
        assert_eq!(*errno(), 5);
    }
}

#[test]
fn other_threads_call_what_is_shared() {
    static SUM: AtomicI32 = AtomicI32::new(0);
    let add = |number: INT| SUM.fetch_add(number, Ordering::SeqCst);
    let closure = Closure::typed("add", add, 0).unwrap();
    let function = closure.ptr();
    let threads = (1..=4).map(|number| {
        // SAFETY: it takes any number, on any thread.
        thread::spawn(move || unsafe { function(number) })
    });
    let threads: Vec<_> = threads.collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(SUM.load(Ordering::SeqCst), 10);
}

#[test]
fn another_thread_does_not_get_to_what_is_local() {
    set_misuse_hook(Some(|_| {}));
    let count = Rc::new(Cell::new(0));
    let shared = Rc::clone(&count);
    let closure = LocalClosure::typed(
        "count",
        move |_: INT| {
            shared.set(shared.get() + 1);
            shared.get()
        },
        -3,
    );
    let closure = closure.unwrap();
    let function = closure.ptr();
    // SAFETY: it takes any number; on another thread it refuses.
    let elsewhere = thread::spawn(move || unsafe { function(0) })
        .join()
        .unwrap();
    assert_eq!(elsewhere, -3);
    // SAFETY: as above.
    assert_eq!(unsafe { function(0) }, 1);
    drop(closure);
    assert_eq!(Rc::strong_count(&count), 1);
}

#[test]
fn structs_come_and_go_by_value() {
    let double = Type::from(Scalar::Double);
    let point = RecordSpec::structure("struct point").field("x", Scalar::Long.into());
    let point = Type::record(point.field("y", double.clone())).unwrap();
    let spec = FunctionSpec::returning(point.clone())
        .param("p", point)
        .param("by", double);
    let prototype = Prototype::new("scale", Type::function_of(spec).unwrap()).unwrap();

    #[repr(C)]
    #[derive(Debug, PartialEq, Clone, Copy)]
    struct Point {
        x: i64,
        y: f64,
    }
    let closure = Closure::with_call(
        &prototype,
        |call| {
            let by = f64::from_bits(call.word(1));
            let (from, to) = (
                call.pointer(0).cast::<Point>(),
                call.result().cast::<Point>(),
            );
            // SAFETY: a point comes, and there is room for one.
            unsafe {
                let Point { x, y } = from.read_unaligned();
                assert!(x >= 0, "negative");
                to.write(Point {
                    x: x * 2,
                    y: y * by,
                });
            }
        },
        Value::VOID,
    );
    let closure = closure.unwrap();
    // SAFETY: the prototype is this type.
    let function = unsafe {
        std::mem::transmute::<*const (), unsafe extern "C" fn(Point, f64) -> Point>(closure.ptr())
    };
    // SAFETY: it takes any point.
    let scaled = unsafe { function(Point { x: 3, y: 0.5 }, 4.0) };
    assert_eq!(scaled, Point { x: 6, y: 2.0 });
    // SAFETY: as above.
    let error = unsafe { function(Point { x: -1, y: 0.5 }, 4.0) };
    assert_eq!(error, Point { x: 0, y: 0.0 });
    assert!(closure.take_panic().is_some());
}

#[test]
fn a_closure_may_borrow() {
    let mut seen = Vec::new();
    let cell = std::cell::RefCell::new(&mut seen);
    with_closure(
        "see",
        |number: INT| cell.borrow_mut().push(number),
        (),
        |function| {
            // SAFETY: it takes any number.
            unsafe {
                function(1);
                function(2);
            }
        },
    )
    .unwrap();
    assert_eq!(seen, [1, 2]);
}
