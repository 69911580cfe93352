//! Callbacks: closures that C calls, at once and later.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rffi::{
    Callback, CallbackMisuse, DOUBLE, First, INT, LONG, Last, LocalCallback, Ptr, SIZE_T, VOIDP,
    llexternal, new_handle, set_misuse_hook, try_with_callback, with_callback,
};
use std::ffi::{c_schar, c_short};
use tests::callbacks::*;

llexternal! {
    unsafe extern "C" {
        unsafe fn qsort(
            base: VOIDP, count: SIZE_T, size: SIZE_T,
            compare: Option<unsafe extern "C" fn(VOIDP, VOIDP) -> INT>,
        );
    }
}

/// Calls a closure through C.
fn apply(f: impl Fn(INT) -> INT, error: INT, x: INT) -> INT {
    // SAFETY: C calls it before it returns.
    with_callback(Last, f, error, |f, data| unsafe {
        callbacks_apply(Some(f), data, x)
    })
}

#[test]
fn b074_c_calls_a_closure() {
    assert_eq!(apply(|i| i + 3, -1, 3), 6);
    let calls = RefCell::new(vec![]);
    assert_eq!(
        apply(
            |i| {
                calls.borrow_mut().push(i);
                i
            },
            -1,
            8
        ),
        8
    );
    assert_eq!(calls.into_inner(), [8]);
}

#[test]
fn b075_each_callback_gives_its_own_result() {
    let (three, four) = (|i: INT| i + 3, |i: INT| i + 4);
    assert_eq!(apply(three, -1, 3), 6);
    assert_eq!(apply(four, -1, 3), 7);
    let both = with_callback(Last, three, -1, |f, data| {
        with_callback(Last, four, -1, |g, more| {
            // SAFETY: C calls them before it returns.
            unsafe {
                [
                    callbacks_apply(Some(g), more, 3),
                    callbacks_apply(Some(f), data, 3),
                ]
            }
        })
    });
    assert_eq!(both, [7, 6]);
}

#[test]
fn b076_c_gets_the_error_value_of_a_callback_that_panics() {
    let seen = Cell::new(0);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        with_callback(
            Last,
            |_: INT| -> INT { panic!("in a callback") },
            -1,
            |f, data| {
                // SAFETY: C calls it before it returns.
                seen.set(unsafe { callbacks_apply(Some(f), data, 3) });
            },
        )
    }));
    assert_eq!(seen.get(), -1);
    let payload = outcome.unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"in a callback"));
}

extern "C" fn three_more(x: INT) -> INT {
    x + 3
}

extern "C" fn twice(x: INT) -> INT {
    x * 2
}

#[test]
fn b077_a_function_is_passed_as_it_is() {
    // SAFETY: it takes any number.
    assert_eq!(unsafe { callbacks_apply_plain(Some(three_more), 4) }, 7);
}

extern "C" fn compare(a: VOIDP, b: VOIDP) -> INT {
    // SAFETY: C compares two of the numbers.
    let (a, b) = unsafe { (a.cast::<INT>().read(), b.cast::<INT>().read()) };
    a.cmp(&b) as INT
}

#[test]
fn b078_qsort_sorts_with_a_function() {
    let mut numbers: Vec<INT> = (0..100).map(|i| i * 37 % 101).collect();
    let base = Ptr::from(numbers.as_mut_ptr()).cast();
    // SAFETY: there are so many numbers, of that size.
    unsafe { qsort(base, numbers.len(), size_of::<INT>(), Some(compare)) };
    assert!(numbers.is_sorted());
}

#[test]
fn b080_a_failure_comes_out_with_what_c_returned() {
    let failing = |_: INT| -> INT { panic!("cause {}", 42) };
    // SAFETY: C calls it before it returns.
    let failed = try_with_callback(Last, failing, -7, |f, data| unsafe {
        callbacks_apply(Some(f), data, 3)
    });
    let failed = failed.unwrap_err();
    assert_eq!(failed.returned, -7);
    assert_eq!(failed.panic.message(), Some("cause 42"));
    assert!(failed.panic.name().contains("b080"), "{failed}");
}

#[test]
fn b081_functions_read_from_an_array_are_those_that_were_there() {
    let mut functions: [Option<unsafe extern "C" fn(INT) -> INT>; 2] =
        [Some(three_more), Some(twice)];
    let array = Ptr::from(functions.as_mut_ptr());
    // SAFETY: the array has two functions, which take any number.
    unsafe {
        let (first, second) = (array.read(), array.add(1).read());
        array.write(second);
        array.add(1).write(first);
        assert_eq!([first, second].map(|f| f.unwrap()(10)), [13, 20]);
        assert_eq!(callbacks_call_item(array, 0, 10), 20);
        assert_eq!(callbacks_call_item(array, 1, 10), 13);
    }
}

/// C has no parameters of type `void`, and neither has Rust: what RPython passes there is a constant,
/// which a closure has by itself.
#[test]
fn b082_what_c_cannot_pass_the_closure_has() {
    let void = ();
    let with_void = |x: INT, (): ()| x * 10;
    let closure = move |x: INT| with_void(x, void);
    let callback = Callback::new(Last, closure, -1);
    let function: Function = callback.ptr();
    // SAFETY: the callback's own data.
    let result = unsafe { callbacks_apply(Some(function), callback.data(), 4) };
    assert_eq!(result, 40);
}

#[test]
fn data_may_come_first_or_alone() {
    // SAFETY: as above.
    let first = with_callback(
        First,
        |x: INT| x - 1,
        0,
        |f, data| unsafe { callbacks_apply_first(Some(f), data, 5) },
    );
    assert_eq!(first, 4);
    let told = Cell::new(false);
    // SAFETY: as above.
    with_callback(
        Last,
        || told.set(true),
        (),
        |f, data| unsafe {
            callbacks_tell(Some(f), data);
        },
    );
    assert!(told.get());
}

#[test]
fn arguments_of_every_class_arrive() {
    let seven = |a: c_schar, b: c_short, c: INT, d: LONG, e: f32, f: DOUBLE, data: VOIDP| {
        assert!(!data.is_null());
        f64::from(i32::from(a) + i32::from(b) + c) + d as f64 + f64::from(e) + f
    };
    // SAFETY: as above.
    let sum = with_callback(Last, seven, 0.0, |f, data| unsafe {
        callbacks_seven(Some(f), data)
    });
    assert_eq!(sum, 2.75);
}

#[test]
fn a_callback_may_be_entered_again() {
    fn depth(left: INT) -> INT {
        apply(|x| if x == 0 { 0 } else { depth(x - 1) + 1 }, -1, left)
    }
    assert_eq!(depth(50), 50);
    let calls = Cell::new(0);
    let again: RefCell<Option<(Function, VOIDP)>> = RefCell::default();
    let closure = |x: INT| {
        calls.set(calls.get() + 1);
        let (f, data) = again.borrow().unwrap();
        if x == 0 {
            return 7;
        }
        // SAFETY: this runs inside of the call that it was given to.
        unsafe { callbacks_apply(Some(f), data, x - 1) }
    };
    let result = with_callback(Last, closure, -1, |f, data| {
        again.replace(Some((f, data)));
        // SAFETY: as above.
        unsafe { callbacks_apply(Some(f), data, 9) }
    });
    assert_eq!((result, calls.get()), (7, 10));
}

#[test]
fn after_a_panic_the_closure_is_not_run_again() {
    let calls = Cell::new(0);
    let closure = |x: INT| {
        calls.set(calls.get() + 1);
        assert!(x < 3, "enough");
        x
    };
    // SAFETY: as above.
    let failed = try_with_callback(Last, closure, 100, |f, data| unsafe {
        callbacks_sum(Some(f), data, 10)
    });
    assert_eq!(calls.get(), 4);
    assert_eq!(failed.unwrap_err().returned, 1 + 2 + 7 * 100);
}

#[test]
fn a_panic_of_the_body_goes_first() {
    let outcome = catch_unwind(|| {
        with_callback(
            Last,
            |_: INT| -> INT { panic!("callback") },
            -1,
            |f, data| {
                // SAFETY: as above.
                unsafe { callbacks_apply(Some(f), data, 1) };
                panic!("body");
            },
        )
    });
    assert_eq!(outcome.unwrap_err().downcast_ref(), Some(&"body"));
}

#[test]
fn c_keeps_errno_across_a_callback() {
    let disturb = |_: INT| {
        // SAFETY: the descriptor is wrong.
        unsafe { libc::close(-1) };
        assert_eq!(
            std::io::Error::last_os_error().raw_os_error(),
            Some(libc::EBADF)
        );
        0
    };
    let errno = with_callback(Last, disturb, 0, |f, data| {
        // SAFETY: as above.
        unsafe { callbacks_errno(Some(f), data) }
    });
    assert_eq!(errno, 11);
}

#[test]
fn ten_thousand_callbacks_live_at_once() {
    let make = |i: INT| Callback::new(Last, move |x: INT| x + i, -1);
    let callbacks: Vec<_> = (0..10_000).map(make).collect();
    for (callback, i) in callbacks.iter().zip(0..) {
        // SAFETY: the callback's own data.
        let result = unsafe { callbacks_apply(Some(callback.ptr()), callback.data(), 1) };
        assert_eq!(result, i + 1);
    }
}

#[test]
fn c_calls_later_on_any_thread() {
    let sum = Arc::new(AtomicI32::new(0));
    let shared = Arc::clone(&sum);
    let callback = Callback::new(
        Last,
        move |x: INT| shared.fetch_add(x, Ordering::Relaxed) + x,
        -1,
    );
    // SAFETY: place 0 is this test's; the callback is alive while C calls it.
    unsafe {
        callbacks_store(0, Some(callback.ptr()), callback.data());
        assert_eq!(callbacks_fire(0, 5), 5);
        assert_eq!(callbacks_fire_on_a_thread(0, 6), 11);
        let threads: Vec<_> = (0..4)
            .map(|_| thread::spawn(|| (0..1000).map(|_| callbacks_fire(0, 1)).max()))
            .collect();
        for thread in threads {
            assert!(thread.join().unwrap() > Some(1000));
        }
    }
    assert_eq!(sum.load(Ordering::Relaxed), 4011);
    drop(callback);
    assert_eq!(Arc::strong_count(&sum), 1);
}

#[test]
fn an_owned_callback_keeps_its_panic() {
    let callback = Callback::new(Last, |x: INT| 10 / x, -1);
    // SAFETY: the callback's own data.
    let call = |x| unsafe { callbacks_apply(Some(callback.ptr()), callback.data(), x) };
    assert_eq!(call(5), 2);
    assert!(callback.take_panic().is_none());
    assert_eq!(call(0), -1);
    assert_eq!(call(5), -1, "it does not run until the panic is taken");
    let panic = callback.take_panic().unwrap();
    assert_eq!(panic.message(), Some("attempt to divide by zero"));
    assert_eq!(call(5), 2);
    assert_eq!(call(0), -1);
    let resumed = catch_unwind(AssertUnwindSafe(|| callback.resume_panic()));
    assert!(resumed.is_err());
    callback.resume_panic();
}

#[test]
fn a_hook_may_give_the_result() {
    let told = Arc::new(Mutex::new(vec![]));
    let log = Arc::clone(&told);
    let callback = Callback::with_on_error(
        Last,
        |x: INT| 10 / x - 1,
        -1,
        move |panic| {
            log.lock().unwrap().push(panic.to_string());
            panic.message()?.contains("zero").then_some(77)
        },
    );
    // SAFETY: the callback's own data.
    let call = |x| unsafe { callbacks_apply(Some(callback.ptr()), callback.data(), x) };
    assert_eq!([call(0), call(5)], [77, 1]);
    assert!(callback.take_panic().is_none());
    let told = told.lock().unwrap();
    assert!(
        told[0].ends_with("panicked: attempt to divide by zero"),
        "{told:?}"
    );
}

#[test]
fn a_panic_of_the_hook_counts() {
    let callback = Callback::with_on_error(
        Last,
        |_: INT| -> INT { panic!("first") },
        -1,
        |_| panic!("second"),
    );
    // SAFETY: the callback's own data.
    let result = unsafe { callbacks_apply(Some(callback.ptr()), callback.data(), 0) };
    assert_eq!(result, -1);
    assert_eq!(callback.take_panic().unwrap().message(), Some("second"));
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a payload that panics");
    }
}

#[test]
fn what_was_thrown_may_panic_in_its_turn() {
    let callback = Callback::with_on_error(
        Last,
        |_: INT| -> INT { std::panic::panic_any(Bomb) },
        -1,
        |_| Some(1),
    );
    // SAFETY: the callback's own data.
    let result = unsafe { callbacks_apply(Some(callback.ptr()), callback.data(), 0) };
    assert_eq!(result, 1);
}

/// The misuses that were reported, in this process.
static MISUSES: Mutex<Vec<CallbackMisuse>> = Mutex::new(Vec::new());

fn hear_misuses() {
    set_misuse_hook(Some(|misuse| MISUSES.lock().unwrap().push(*misuse)));
}

/// Those of callbacks that a function made.
fn misuses(of: &str) -> Vec<String> {
    let misuses = MISUSES.lock().unwrap();
    let texts = misuses.iter().map(ToString::to_string);
    texts.filter(|text| text.contains(of)).collect()
}

#[test]
fn a_callback_that_is_gone_gives_its_error_value() {
    hear_misuses();
    let make = |i: INT| Callback::new(Last, move |x: INT| x + i, -3);
    let (first, second) = (make(1), make(2));
    let (function, data, others) = (first.ptr(), first.data(), second.data());
    drop(first);
    // The place of the first is used again, for others.
    let more: Vec<_> = (0..1000).map(make).collect();
    let handle = new_handle(5);
    let mut on_the_stack = 0_u8;
    let foreign = Ptr::from(&raw mut on_the_stack).cast();
    // SAFETY: any data is checked.
    let call = |data| unsafe { callbacks_apply(Some(function), data, 4) };
    assert_eq!(call(data), -3);
    assert_eq!(call(others), 6, "it is of the same type");
    assert_eq!(
        [call(VOIDP::NULL), call(handle.as_ptr()), call(foreign)],
        [-3; 3]
    );
    drop(more);
    let misuses = misuses("a_callback_that_is_gone");
    assert_eq!(misuses.len(), 4, "{misuses:#?}");
    assert!(misuses[0].contains("after it was dropped"), "{misuses:#?}");
    assert!(
        misuses[1].contains("with 0x0, which is not its `data()`"),
        "{misuses:#?}"
    );
}

#[test]
fn a_callback_may_drop_itself_while_it_runs() {
    let slot: Arc<Mutex<Option<Callback<Function>>>> = Arc::default();
    let alive = Arc::new(5);
    let (inside, kept) = (Arc::clone(&slot), Arc::clone(&alive));
    let callback = Callback::new(
        Last,
        move |x: INT| {
            drop(inside.lock().unwrap().take());
            x + *kept
        },
        -1,
    );
    let (function, data) = (callback.ptr(), callback.data());
    *slot.lock().unwrap() = Some(callback);
    // SAFETY: any data is checked.
    assert_eq!(unsafe { callbacks_apply(Some(function), data, 1) }, 6);
    assert_eq!(Arc::strong_count(&alive), 1);
}

/// Disturbs errno when it is dropped, and panics.
struct LastWords(Arc<AtomicI32>);

impl Drop for LastWords {
    fn drop(&mut self) {
        // SAFETY: the descriptor is wrong.
        unsafe { libc::close(-1) };
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("last words");
    }
}

#[test]
fn what_a_callback_that_drops_itself_leaves_cannot_disturb_c() {
    let dropped = Arc::new(AtomicI32::new(0));
    let slot: Arc<Mutex<Option<Callback<Function>>>> = Arc::default();
    let (inside, words) = (Arc::clone(&slot), LastWords(Arc::clone(&dropped)));
    let last = move |_: INT| {
        let _words = &words;
        drop(inside.lock().unwrap().take());
        0
    };
    let callback = Callback::new(Last, last, -1);
    let (function, data) = (callback.ptr(), callback.data());
    *slot.lock().unwrap() = Some(callback);
    // SAFETY: any data is checked.
    assert_eq!(unsafe { callbacks_errno(Some(function), data) }, 11);

    let slot: Rc<RefCell<Option<LocalCallback<Function>>>> = Rc::default();
    let (inside, words) = (Rc::clone(&slot), LastWords(Arc::clone(&dropped)));
    let last = move |_: INT| {
        let _words = &words;
        inside.take();
        0
    };
    let callback = LocalCallback::new(Last, last, -1);
    let (function, data) = (callback.ptr(), callback.data());
    slot.replace(Some(callback));
    // SAFETY: any data is checked.
    assert_eq!(unsafe { callbacks_errno(Some(function), data) }, 11);
    assert_eq!(dropped.load(Ordering::Relaxed), 2);
}

#[test]
fn a_local_callback_is_of_its_thread() {
    hear_misuses();
    let sum = Rc::new(Cell::new(0));
    let inside = Rc::clone(&sum);
    let add = move |x: INT| {
        inside.set(inside.get() + x);
        inside.get()
    };
    let callback = LocalCallback::new(Last, add, -9);
    // SAFETY: place 1 is this test's; any thread and data are checked.
    unsafe {
        callbacks_store(1, Some(callback.ptr()), callback.data());
        assert_eq!(callbacks_fire(1, 5), 5);
        assert_eq!(callbacks_fire_on_a_thread(1, 6), -9);
        assert_eq!(sum.get(), 5);
        drop(callback);
        assert_eq!(Rc::strong_count(&sum), 1);
        assert_eq!(callbacks_fire(1, 5), -9);
    }
    let misuses = misuses("a_local_callback");
    assert!(
        misuses[0].contains("on a thread that it does not belong to"),
        "{misuses:#?}"
    );
    assert!(misuses[1].contains("after it was dropped"), "{misuses:#?}");
}

#[test]
fn a_local_callback_may_drop_itself_while_it_runs() {
    let slot: Rc<RefCell<Option<LocalCallback<Function>>>> = Rc::default();
    let inside = Rc::clone(&slot);
    let closure = move |x: INT| {
        inside.take();
        x + 1
    };
    let callback = LocalCallback::new(Last, closure, -1);
    let (function, data) = (callback.ptr(), callback.data());
    slot.replace(Some(callback));
    // SAFETY: any data is checked.
    assert_eq!(unsafe { callbacks_apply(Some(function), data, 1) }, 2);
    assert_eq!(Rc::strong_count(&slot), 1);
}

#[test]
fn a_leaked_callback_of_a_thread_that_ended_belongs_to_nobody() {
    hear_misuses();
    let leaked = thread::spawn(|| {
        let local = LocalCallback::new(Last, |x: INT| x, -4);
        let (function, data) = local.leak();
        (function, data.addr())
    });
    let (function, data) = leaked.join().unwrap();
    let call = move || {
        let data = VOIDP::from(std::ptr::without_provenance_mut(data));
        // SAFETY: any thread and data are checked.
        unsafe { callbacks_apply(Some(function), data, 1) }
    };
    assert_eq!(call(), -4);
    // This thread may well have the stack and the thread-locals of the one that ended.
    assert_eq!(thread::spawn(call).join().unwrap(), -4);
}

#[test]
fn a_scoped_callback_refuses_other_threads() {
    hear_misuses();
    let calls = Cell::new(0);
    let count = |x: INT| {
        calls.set(calls.get() + 1);
        x
    };
    let results = with_callback(Last, count, -5, |f, data| {
        // SAFETY: place 2 is this test's, and used in this body alone.
        unsafe {
            callbacks_store(2, Some(f), data);
            [callbacks_fire(2, 1), callbacks_fire_on_a_thread(2, 1)]
        }
    });
    assert_eq!((results, calls.get()), ([1, -5], 1));
    assert_eq!(misuses("a_scoped_callback_refuses").len(), 1);
}

#[test]
fn callbacks_end_while_others_call_them() {
    hear_misuses();
    let slots: Vec<_> = (0..4).map(|_| Arc::new(Mutex::new(None))).collect();
    let make = || Callback::new(Last, |x: INT| x + 1, -1);
    let first = make();
    let function: Function = first.ptr();
    let data = first.data().addr();
    let threads: Vec<_> = (slots.iter().cloned())
        .map(|slot: Arc<Mutex<Option<Callback<Function>>>>| {
            thread::spawn(move || {
                for _ in 0..500 {
                    *slot.lock().unwrap() = Some(make());
                    let data = VOIDP::from(std::ptr::without_provenance_mut(data));
                    // SAFETY: any data is checked.
                    let result = unsafe { callbacks_apply(Some(function), data, 1) };
                    assert!([2, -1].contains(&result));
                }
            })
        })
        .collect();
    drop(first);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}
