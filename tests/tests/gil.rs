//! The program's lock: let go around calls, held in callbacks. The hooks are of the process: this is
//! a test of its own.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use rffi::{
    Callback, GilHooks, INT, Last, Value, get_saved_errno, llexternal, set_gil_hooks,
    with_callback, with_gil, without_gil,
};
use tests::callbacks::{Function, callbacks_apply, callbacks_fire_on_a_thread, callbacks_store};
use tests::tests_fail_unsaved;

thread_local! {
    /// Whether this thread has the lock. Only the main one has, to begin with.
    static HELD: Cell<bool> = const { Cell::new(false) };
    static EVENTS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn event(name: &'static str) {
    EVENTS.with_borrow_mut(|events| events.push(name));
}

fn events() -> Vec<&'static str> {
    EVENTS.take()
}

static HOOKS: GilHooks = GilHooks {
    release: || {
        assert!(HELD.replace(false));
        // What a lock may do to errno.
        tests_fail_unsaved(99);
        event("release");
    },
    acquire: || {
        assert!(!HELD.replace(true));
        tests_fail_unsaved(98);
        event("acquire");
    },
    is_held: || HELD.get(),
};

llexternal! {
    compilation_info = tests::TESTS;

    unsafe extern "C" {
        #[name = "tests_fail"] #[release_gil] #[save_errno]
        safe fn fail_without_gil(cause: INT) -> INT;
    }
}

#[test]
fn the_lock_is_let_go_in_calls_and_held_in_callbacks() {
    // Without hooks nothing happens.
    assert_eq!(without_gil(|| with_gil(|| 5)), 5);
    assert!(set_gil_hooks(Some(&HOOKS)).is_none());
    HELD.set(true);

    assert_eq!(fail_without_gil(libc::EDOM), -1);
    assert_eq!(events(), ["release", "acquire"]);
    assert_eq!(get_saved_errno(), libc::EDOM, "saved before the hook ran");

    // With values it is the same; where nothing is called, nothing is let go.
    // SAFETY: any number may be given.
    let call = |args: &[Value]| unsafe { fail_without_gil::EXTERNAL.call(args) };
    assert_eq!(call(&[libc::ERANGE.into()]).unwrap(), Value::from(-1));
    assert_eq!(events(), ["release", "acquire"]);
    assert_eq!(get_saved_errno(), libc::ERANGE, "saved before the hook ran");
    call(&[0.5.into()]).unwrap_err();
    assert!(events().is_empty());
    assert_eq!(get_saved_errno(), libc::ERANGE);

    let held = |x: INT| {
        event(if HELD.get() { "held" } else { "not held" });
        x
    };
    with_callback(Last, held, -1, |f, data| {
        // SAFETY: C calls it before it returns.
        let call = || unsafe { callbacks_apply(Some(f), data, 1) };
        assert_eq!(call(), 1);
        assert_eq!(events(), ["held"]);
        assert_eq!(without_gil(call), 1);
        assert_eq!(
            events(),
            ["release", "acquire", "held", "release", "acquire"]
        );
    });

    let unwinds = || without_gil(|| panic!("in the call"));
    catch_unwind(AssertUnwindSafe(unwinds)).unwrap_err();
    assert_eq!(events(), ["release", "acquire"]);

    let panics = |_: INT| -> INT { panic!("in the callback") };
    let call = || {
        with_callback(Last, panics, -1, |f, data| {
            // SAFETY: C calls it before it returns.
            without_gil(|| unsafe { callbacks_apply(Some(f), data, 1) })
        })
    };
    catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    assert_eq!(events(), ["release", "acquire", "release", "acquire"]);

    on_a_thread_of_cs();
    a_callback_that_drops_itself_goes_under_the_lock();

    // A call that has begun goes on with the hooks it began with.
    without_gil(|| assert!(set_gil_hooks(None).is_some()));
    assert_eq!(events(), ["release", "acquire"]);
    assert!(without_gil(|| HELD.get()));
    assert!(events().is_empty());
}

/// A thread that never had the lock takes it for the callback alone.
fn on_a_thread_of_cs() {
    let callback = Callback::new(Last, |_: INT| INT::from(HELD.get()) + 10, -1);
    // SAFETY: place 5 is this test's.
    let held = unsafe {
        callbacks_store(5, Some(callback.ptr()), callback.data());
        callbacks_fire_on_a_thread(5, 0)
    };
    assert_eq!(held, 11);
    assert!(events().is_empty(), "none on this thread");
}

struct Guarded;

impl Drop for Guarded {
    fn drop(&mut self) {
        event(if HELD.get() {
            "dropped"
        } else {
            "dropped without"
        });
    }
}

fn a_callback_that_drops_itself_goes_under_the_lock() {
    let slot: Arc<Mutex<Option<Callback<Function>>>> = Arc::default();
    let (inside, guarded) = (Arc::clone(&slot), Guarded);
    let last = move |x: INT| {
        let _guarded = &guarded;
        drop(inside.lock().unwrap().take());
        x
    };
    let callback = Callback::new(Last, last, -1);
    let (function, data) = (callback.ptr(), callback.data());
    *slot.lock().unwrap() = Some(callback);
    // SAFETY: any data is checked.
    let result = without_gil(|| unsafe { callbacks_apply(Some(function), data, 1) });
    assert_eq!(result, 1);
    assert_eq!(
        events(),
        ["release", "acquire", "dropped", "release", "acquire"]
    );
}
