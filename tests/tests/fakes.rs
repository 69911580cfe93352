//! Fakes of functions and of operations.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use extfunc::{Executor, HighValue, ll_math, ll_os};
use lltype::Value;
use rffi::{get_saved_errno, set_saved_errno};
use tests::{tests_fail, tests_sum16};

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
