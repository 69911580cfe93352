//! A closure that is dropped in its last call goes as quietly as it is run.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use rffi::{Closure, GilHooks, INT, set_gil_hooks};

type Unary = unsafe extern "C" fn(INT) -> INT;

fn errno() -> *mut i32 {
    // SAFETY: C's own.
    unsafe { libc::__errno_location() }
}

/// What is dropped with the closure.
struct Last<F: Fn()>(F);

impl<F: Fn()> Drop for Last<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A closure that drops itself.
fn dropping_itself(last: impl Fn() + Send + Sync + 'static) -> Unary {
    let own: &'static Mutex<Option<Closure<Unary>>> = Box::leak(Box::default());
    let last = Last(last);
    let closure = Closure::typed(
        "once",
        move |number: INT| -> INT {
            let _last = &last;
            drop(own.lock().unwrap().take());
            number + 1
        },
        -1,
    )
    .unwrap();
    let function = closure.ptr();
    *own.lock().unwrap() = Some(closure);
    function
}

#[test]
fn errno_stays() {
    let function = dropping_itself(|| {
        // SAFETY: of this thread.
        unsafe { *errno() = 77 }
    });
    // SAFETY: of this thread; the closure takes any number.
    let (result, after) = unsafe {
        *errno() = 5;
        (function(1), *errno())
    };
    assert_eq!((result, after), (2, 5));
}

/// As the body of the closure, what it has is dropped under the program's lock.
#[test]
fn the_lock_is_held() {
    static IS_HELD: AtomicBool = AtomicBool::new(false);
    static WAS_HELD: AtomicBool = AtomicBool::new(false);
    static HOOKS: GilHooks = GilHooks {
        release: || IS_HELD.store(false, SeqCst),
        acquire: || IS_HELD.store(true, SeqCst),
        is_held: || IS_HELD.load(SeqCst),
    };
    let function = dropping_itself(|| WAS_HELD.store(IS_HELD.load(SeqCst), SeqCst));
    set_gil_hooks(Some(&HOOKS));
    // SAFETY: the closure takes any number.
    unsafe { function(1) };
    set_gil_hooks(None);
    assert!(WAS_HELD.load(SeqCst));
}

#[test]
#[ignore = "may end the process"]
fn panic_in_drop() {
    let function = dropping_itself(|| panic!("on purpose"));
    // SAFETY: the closure takes any number.
    assert_eq!(unsafe { function(1) }, 2);
}

#[test]
fn a_panic_does_not_get_out() {
    let mut program = Command::new(std::env::current_exe().unwrap());
    let status = program.args(["--exact", "panic_in_drop", "--ignored"]);
    let output = status.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", output.status);
}
