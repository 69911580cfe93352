//! Fakes of functions and of operations.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Barrier};

use extfunc::{Executor, HighValue, ll_math, ll_os};
use lltype::Value;
use rffi::{ANY, CHAR, FakeSet, get_saved_errno, set_saved_errno};
use tests::{tests_fail, tests_fill, tests_next, tests_sum16};

#[test]
fn a_fake_stands_in_until_its_guard_goes() {
    let guard = tests_fail::fake(|cause| cause + 1);
    assert_eq!(tests_fail(5), 6);
    drop(guard);
    assert_eq!(tests_fail(5), -1);
}

#[test]
fn the_last_fake_stands_in_and_any_may_go_first() {
    let first = tests_fail::fake(|_| 1);
    let second = tests_fail::fake(|_| 2);
    assert_eq!(tests_fail(0), 2);
    drop(first);
    assert_eq!(tests_fail(0), 2);
    drop(second);
    assert_eq!(tests_fail(0), -1);
}

#[test]
fn a_fake_may_call_what_it_stands_for() {
    let _outer = tests_fail::fake(|cause| tests_fail(cause) * 10);
    let _inner = tests_fail::fake(|cause| tests_fail(cause) - 1);
    assert_eq!(tests_fail(libc::EDOM), -11);
    assert_eq!(get_saved_errno(), libc::EDOM);
}

#[test]
fn other_threads_call_c() {
    let _guard = tests_fail::fake(|_| 0);
    assert_eq!(std::thread::spawn(|| tests_fail(1)).join().unwrap(), -1);
    assert_eq!(tests_fail(1), 0);
}

#[test]
fn other_functions_call_c() {
    let _guard = ll_math::sqrt::fake(|_| 0.0);
    assert_eq!(tests_fail(1), -1);
    assert_eq!(ll_math::floor(2.5), 2.0);
}

#[test]
fn a_panic_in_a_fake_leaves_it_usable() {
    let calls = Rc::new(Cell::new(0));
    let counted = Rc::clone(&calls);
    let _guard = tests_fail::fake(move |cause| {
        counted.set(counted.get() + 1);
        assert_ne!(cause, 13, "unlucky");
        cause
    });
    catch_unwind(|| tests_fail(13)).unwrap_err();
    assert_eq!(tests_fail(14), 14);
    assert_eq!(calls.get(), 2);
}

#[test]
fn a_panic_ends_the_fakes_of_its_frame() {
    catch_unwind(|| {
        let _guard = tests_fail::fake(|_| 0);
        panic!("while a fake is active");
    })
    .unwrap_err();
    assert_eq!(tests_fail(1), -1);
}

#[test]
fn a_fake_is_dropped_with_its_guard() {
    let alive = Rc::new(());
    let inside = Rc::clone(&alive);
    let guard = tests_fail::fake(move |_| i32::try_from(Rc::strong_count(&inside)).unwrap());
    assert_eq!(tests_fail(0), 2);
    drop(guard);
    assert_eq!(Rc::strong_count(&alive), 1);
}

#[test]
fn a_fake_may_end_itself_while_it_runs() {
    let slot = Rc::new(RefCell::new(None));
    let inside = Rc::clone(&slot);
    *slot.borrow_mut() = Some(tests_fail::fake(move |cause| {
        inside.take();
        cause
    }));
    assert_eq!(tests_fail(3), 3);
    assert_eq!(tests_fail(3), -1);
}

#[test]
fn calls_with_values_reach_fakes() {
    let _guard = tests_sum16::fake(|a, _, _, _, _, _, _, _, _, _, _, _, _, _, _, p| a - p);
    let args: Vec<Value> = (1..=16_i32).map(Value::from).collect();
    // SAFETY: the function takes any numbers.
    let result = unsafe { tests_sum16::EXTERNAL.call(&args) };
    assert_eq!(result.map(Value::as_integer), Ok(Some(-15)));
    // SAFETY: as above.
    let error = unsafe { tests_sum16::EXTERNAL.call(&args[..3]) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`tests_sum16`: takes 16 arguments, got 3"
    );
}

#[test]
fn a_fake_of_a_function_with_errno_sets_it() {
    let _guard = tests_fail::fake(|cause| {
        set_saved_errno(cause + 1);
        -1
    });
    assert_eq!(tests_fail(4), -1);
    assert_eq!(get_saved_errno(), 5);
}

#[test]
fn a_fake_of_an_operation_comes_first_whoever_executes() {
    let open = |executor| ll_os::open::EXTFUNC.call(executor, &["/a".into(), 0.into(), 0.into()]);
    let guard = ll_os::open::fake(|path, flags, mode| {
        assert_eq!((path, flags, mode), ("/a", 0, 0));
        Ok(77)
    });
    assert_eq!(ll_os::open("/a", 0, 0).unwrap(), 77);
    assert_eq!(open(Executor::Native).unwrap(), HighValue::Int(77));
    assert_eq!(open(Executor::Interpreter).unwrap(), HighValue::Int(77));
    drop(guard);
    assert_eq!(
        open(Executor::Interpreter).unwrap_err().to_string(),
        "`os.open`: No such file or directory (os error 2)"
    );
}

#[test]
fn a_fake_of_an_operation_may_call_it() {
    let _guard = ll_math::sqrt::fake(|x| -ll_math::sqrt(x));
    assert_eq!(ll_math::sqrt(4.0), -2.0);
    let by_values = ll_math::sqrt::EXTFUNC.call(Executor::Interpreter, &[4.0.into()]);
    assert_eq!(by_values.unwrap(), HighValue::Float(-2.0));
}

#[test]
fn a_guard_may_outlive_its_threads_list() {
    thread_local!(static LATE: RefCell<Option<rffi::FakeGuard>> = const { RefCell::new(None) });
    let outcome = std::thread::spawn(|| {
        // Made before the list of fakes, and so dropped after it.
        LATE.with(|_| ());
        let guard = tests_fail::fake(|_| 0);
        LATE.with(|late| late.replace(Some(guard)));
    });
    outcome.join().unwrap();
    let again = catch_unwind(AssertUnwindSafe(|| tests_fail(1)));
    assert_eq!(again.unwrap(), -1);
}

#[test]
fn b057_the_fake_answers_and_c_is_not_called() {
    let next = tests_next();
    let guard = tests_next::fake(|| 3);
    // SAFETY: it takes nothing.
    let by_values = unsafe { tests_next::EXTERNAL.call(&[]) };
    assert_eq!(by_values.map(Value::as_integer), Ok(Some(3)));
    assert_eq!(tests_next(), 3);
    drop(guard);
    assert_eq!(tests_next(), next + 1, "C counts its calls");
}

#[test]
fn calls_are_recorded_whoever_calls() {
    let guard = tests_fail::fake(|cause| {
        assert_ne!(cause, 13, "unlucky");
        cause
    });
    tests_fail(5);
    catch_unwind(|| tests_fail(13)).unwrap_err();
    let by_values = |value: Value| {
        // SAFETY: the function takes any number.
        unsafe { tests_fail::EXTERNAL.call(&[value]) }
    };
    by_values(7_i64.into()).unwrap();
    by_values(2.5.into()).unwrap_err();
    catch_unwind(|| by_values(13.into())).unwrap_err();
    let calls: Vec<_> = guard.calls().iter().map(ToString::to_string).collect();
    assert_eq!(
        calls,
        [
            "tests_fail(5)",
            "tests_fail(13)",
            "tests_fail(7)",
            "tests_fail(13)"
        ]
    );
    guard.expect_calls(4);
    guard.expect_call(0, (5,));
    guard.expect_call(2, (7_u64,));
    guard.expect_call(3, (ANY,));
    assert_eq!(guard.call_count(), 4);
}

#[test]
fn arguments_of_every_sort_are_recorded() {
    // SAFETY: nobody relies on what is filled.
    let fill = unsafe { tests_fill::fake(|_, _, _| ()) };
    let mut byte: CHAR = 0;
    let address = &raw mut byte;
    // SAFETY: the fake does nothing.
    unsafe { tests_fill(address.into(), 1, 65) };
    fill.expect_call(0, (address, 1, 65));
    let open = ll_os::open::fake(|_, _, _| Ok(1));
    ll_os::open("a \"b\"", 0, 1).unwrap();
    open.expect_call(0, ("a \"b\"", 0, ANY));
    let write = ll_os::write::fake(|_, _| Ok(1));
    ll_os::write(7, b"a\0b").unwrap();
    write.expect_call(0, (7, b"a\0b"));
    let sqrt = ll_math::sqrt::fake(|x| x);
    ll_math::sqrt(0.5);
    sqrt.expect_call(0, (0.5_f32,));
    let texts = [&fill, &open, &write, &sqrt].map(|guard| guard.calls()[0].to_string());
    assert_eq!(texts[0], format!("tests_fill({address:?}, 1, 65)"));
    assert_eq!(
        texts[1..],
        [
            r#"os.open("a \"b\"", 0, 1)"#,
            r#"os.write(7, "a\x00b")"#,
            "math.sqrt(0.5)"
        ]
    );
}

/// What a check says that fails.
fn failure(check: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(check)).unwrap_err();
    *payload.downcast::<String>().unwrap()
}

#[test]
fn a_failed_check_names_function_place_and_calls() {
    let guard = tests_fail::fake(|cause| cause);
    let at = tests_fail::EXTERNAL.source();
    assert_eq!(
        failure(|| guard.expect_call(0, (3,))),
        format!(
            "the fake of `tests_fail` ({at}): expected call 0 to be tests_fail(3); it had no calls"
        )
    );
    tests_fail(5);
    tests_fail(6);
    assert_eq!(
        failure(|| guard.expect_calls(1)),
        format!(
            "the fake of `tests_fail` ({at}): expected 1 call; it had 2 calls\n  \
             0: tests_fail(5)\n  1: tests_fail(6)"
        )
    );
    assert!(
        failure(|| guard.expect_call(1, (5,))).contains("call 1 to be tests_fail(5); it had 2")
    );
    assert!(failure(|| guard.expect_call(1, (6, ANY))).contains("to be tests_fail(6, ANY); it"));
    assert!(failure(|| guard.expect_call(1, ("6",))).contains("to be tests_fail(\"6\"); it"));
}

#[test]
fn of_many_calls_the_first_are_kept() {
    let guard = tests_fail::fake(|cause| cause);
    (0..5000).for_each(|cause| assert_eq!(tests_fail(cause), cause));
    assert_eq!((guard.call_count(), guard.calls().len()), (5000, 1000));
    guard.expect_call(999, (999,));
    let text = failure(|| guard.expect_calls(1));
    assert!(text.ends_with("19: tests_fail(19)\n  .."), "{text}");
}

#[test]
fn threads_enter_the_fakes_of_others() {
    let guard = tests_fail::fake_shared(|cause| cause * 2);
    let fakes = FakeSet::current().unwrap();
    assert_eq!(format!("{fakes:?}"), r#"["tests_fail"]"#);
    let inside = fakes.clone();
    let thread = std::thread::spawn(move || {
        let before = tests_fail(1);
        let entered = inside.enter();
        let during = tests_fail(2);
        drop(entered);
        [before, during, tests_fail(3)]
    });
    assert_eq!(thread.join().unwrap(), [-1, 4, -1]);
    guard.expect_calls(1);
    guard.expect_call(0, (2,));
    drop(guard);
    // The set outlives the guard.
    let _entered = fakes.enter();
    assert_eq!(tests_fail(4), 8);
}

#[test]
fn a_shared_fake_runs_on_several_threads_at_once() {
    let meet = Arc::new(Barrier::new(3));
    let inside = Arc::clone(&meet);
    let guard = tests_fail::fake_shared(move |cause| {
        inside.wait();
        // On each thread it calls what it stands for.
        tests_fail(cause) + cause
    });
    let fakes = FakeSet::current().unwrap();
    let threads: Vec<_> = (0..3)
        .map(|cause| {
            let fakes = fakes.clone();
            std::thread::spawn(move || {
                let _entered = fakes.enter();
                tests_fail(cause)
            })
        })
        .collect();
    let results: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    assert_eq!(results, [-1, 0, 1]);
    guard.expect_calls(3);
}

#[test]
fn a_fake_of_one_thread_is_not_shared() {
    let _guard = ll_math::sqrt::fake(|x| x);
    let error = FakeSet::current().unwrap_err();
    let at = ll_math::sqrt::EXTFUNC.source();
    assert_eq!(
        error.to_string(),
        format!("the fake of `math.sqrt` ({at}) is of one thread; make it with `fake_shared`")
    );
}

#[test]
fn what_a_fake_drops_may_have_fakes() {
    struct Faking;
    impl Drop for Faking {
        fn drop(&mut self) {
            let _guard = tests_fail::fake(|_| 9);
            assert_eq!(tests_fail(0), 9);
        }
    }
    let faking = Faking;
    let guard = tests_sum16::fake(move |a, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _| {
        let _ = &faking;
        a
    });
    drop(guard);
    assert_eq!(tests_fail(0), -1);
}
