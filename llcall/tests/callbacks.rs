//! Closures as C functions: what C sees, what is freed when, and what happens to who comes late.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small numbers, and words of numbers"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, OnceLock};
use std::thread;

use llcall::{Callback, Callee, Incoming, StaleCall, live_callbacks, set_stale_hook};
use lltype::{Prototype, Scalar, Value};

type Unary = unsafe extern "C" fn(i32) -> i32;

fn unary(name: &'static str) -> Arc<Callee> {
    Arc::new(Callee::new(&Prototype::of::<Unary>(name)).unwrap())
}

fn adding(callee: &Arc<Callee>, number: i32) -> Callback {
    Callback::with_callee(callee, move |call| {
        let sum = argument(call) + number;
        call.set(Value::from(sum)).unwrap();
    })
    .unwrap()
}

fn argument(call: &mut Incoming<'_>) -> i32 {
    call.word(0) as i32
}

fn call(address: *const (), argument: i32) -> i32 {
    // SAFETY: all callbacks here that are called so are of this type.
    let function = unsafe { std::mem::transmute::<*const (), Unary>(address) };
    // SAFETY: as above.
    unsafe { function(argument) }
}

#[test]
fn thousands_live_at_once() {
    let callee = unary("many");
    let callbacks: Vec<_> = (0..3000).map(|number| adding(&callee, number)).collect();
    for (number, callback) in callbacks.iter().enumerate() {
        assert_eq!(call(callback.address(), 1), number as i32 + 1);
    }
}

#[test]
fn addresses_differ() {
    let callee = unary("differ");
    let callbacks: Vec<_> = (0..1000).map(|number| adding(&callee, number)).collect();
    let mut addresses: Vec<_> = callbacks.iter().map(Callback::address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 1000);
}

#[test]
fn the_closure_goes_with_the_callback() {
    let value = Arc::new(());
    let held = Arc::clone(&value);
    let callback = Callback::with_callee(&unary("goes"), move |_| {
        let _ = &held;
    });
    assert_eq!(Arc::strong_count(&value), 2);
    drop(callback.unwrap());
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn a_callback_may_drop_itself() {
    static OWN: Mutex<Option<Callback>> = Mutex::new(None);
    struct Witness(Arc<AtomicUsize>);
    impl Drop for Witness {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let drops = Arc::new(AtomicUsize::new(0));
    let witness = Witness(Arc::clone(&drops));
    let seen = Arc::clone(&drops);
    let callback = Callback::with_callee(&unary("own"), move |call| {
        drop(OWN.lock().unwrap().take());
        // Its closure is still there.
        assert_eq!(seen.load(Ordering::SeqCst), 0);
        let _ = &witness;
        call.set_word(5);
    });
    let callback = callback.unwrap();
    let address = callback.address();
    *OWN.lock().unwrap() = Some(callback);
    assert_eq!(call(address, 0), 5);
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn it_may_be_called_from_inside_of_itself() {
    static ADDRESS: OnceLock<usize> = OnceLock::new();
    let callback = Callback::with_callee(&unary("factorial"), |incoming| {
        let number = argument(incoming);
        let address = std::ptr::with_exposed_provenance::<()>(*ADDRESS.get().unwrap());
        let below = match number {
            0 => 0,
            _ => call(address, number - 1),
        };
        incoming.set(Value::from(below + number)).unwrap();
    });
    let callback = callback.unwrap();
    let address = callback.address();
    ADDRESS.set(address.expose_provenance()).unwrap();
    // Deeper than a thread has places for.
    assert_eq!(call(address, 100), 5050);
    drop(callback);
    assert!(live_callbacks().iter().all(|live| live.address != address));
}

#[test]
fn who_comes_late_is_told() {
    static TOLD: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    fn hook(call: &StaleCall) {
        let told = (call.name().to_owned(), call.to_string());
        TOLD.lock().unwrap().push(told);
    }
    set_stale_hook(Some(hook));
    let callback = adding(&unary("late"), 1);
    let line = line!() - 1;
    let address = callback.address();
    drop(callback);
    // SAFETY: the address of this thread's errno.
    unsafe { *libc::__errno_location() = 77 };
    assert_eq!(call(address, 1), 0);
    // SAFETY: as above.
    assert_eq!(unsafe { *libc::__errno_location() }, 77);
    let told = TOLD.lock().unwrap();
    let (_, message) = told.iter().find(|(name, _)| name == "late").unwrap();
    // `adding` makes it.
    assert!(
        message.starts_with("C called callback `late`, made at "),
        "{message}"
    );
    assert!(message.contains("tests/callbacks.rs:"), "{message} {line}");
    assert!(
        message.ends_with("keep the callback as long as C has it"),
        "{message}"
    );
}

#[test]
fn live_ones_are_listed() {
    let callback = adding(&unary("listed"), 1);
    let live = live_callbacks();
    let found = live
        .iter()
        .find(|live| live.address == callback.address())
        .unwrap();
    assert_eq!(found.callee.prototype().name(), "listed");
    assert!(found.location.file().ends_with("callbacks.rs"));
}

#[test]
fn a_call_keeps_the_closure_of_a_callback_dropped_meanwhile() {
    let (inside, go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let value = Arc::new(());
    let held = Arc::clone(&value);
    let (is_inside, may_go_on) = (Arc::clone(&inside), Arc::clone(&go_on));
    let callback = Callback::with_callee(&unary("kept"), move |call| {
        is_inside.wait();
        may_go_on.wait();
        call.set_word(Arc::strong_count(&held) as u64);
    });
    let callback = callback.unwrap();
    let address = callback.address().expose_provenance();
    let caller = thread::spawn(move || call(std::ptr::with_exposed_provenance(address), 0));
    inside.wait();
    drop(callback);
    assert_eq!(Arc::strong_count(&value), 2);
    go_on.wait();
    assert_eq!(caller.join().unwrap(), 2);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn threads_that_end_leave_their_place() {
    let callback = Arc::new(adding(&unary("ends"), 1));
    for _ in 0..200 {
        let callback = Arc::clone(&callback);
        thread::spawn(move || assert_eq!(call(callback.address(), 1), 2))
            .join()
            .unwrap();
    }
    let callback = Arc::into_inner(callback).unwrap();
    let address = callback.address();
    drop(callback);
    assert!(live_callbacks().iter().all(|live| live.address != address));
}

/// Runs in a child process; `true` if it did so without a failure.
fn in_child(work: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child works on its own memory, and ends by `_exit`.
    match unsafe { libc::fork() } {
        -1 => panic!("no fork"),
        0 => {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            let code = i32::from(!matches!(done, Ok(true)));
            // SAFETY: nothing is to be done at the end.
            unsafe { libc::_exit(code) }
        }
        child => {
            let mut status = 0;
            // SAFETY: the child is this process's, and there is room for its status.
            assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
            libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
        }
    }
}

#[test]
fn a_child_has_the_callbacks_and_makes_more() {
    let callee = unary("child");
    let callback = adding(&callee, 1);
    let address = callback.address();
    let works = in_child(|| {
        let first = call(address, 1) == 2;
        let more: Vec<_> = (0..10_000).map(|number| adding(&callee, number)).collect();
        let mut all = more.iter().enumerate();
        first && all.all(|(number, callback)| call(callback.address(), 1) == number as i32 + 1)
    });
    assert!(works);
    assert_eq!(call(address, 1), 2);
}

#[test]
fn a_fork_while_others_make_callbacks_leaves_no_lock_behind() {
    // The first of a program prepares for `fork`.
    drop(adding(&unary("first"), 1));
    let stop = Arc::new(AtomicUsize::new(0));
    let threads = (0..3).map(|_| {
        let stop = Arc::clone(&stop);
        thread::spawn(move || {
            let callee = unary("busy");
            while stop.load(Ordering::Relaxed) == 0 {
                let callback = adding(&callee, 1);
                assert_eq!(call(callback.address(), 1), 2);
            }
        })
    });
    let threads: Vec<_> = threads.collect();
    let callee = unary("forked");
    for _ in 0..50 {
        assert!(in_child(|| {
            let callback = adding(&callee, 2);
            let address = callback.address();
            let right = call(address, 1) == 3;
            drop(callback);
            right && live_callbacks().iter().all(|live| live.address != address)
        }));
    }
    stop.store(1, Ordering::Relaxed);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

/// Refuses `mprotect` with `PROT_EXEC`, and `mmap` with it and `MAP_ANONYMOUS`.
fn refuse_executable_memory() -> bool {
    const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    const HAS: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
    const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
    let step = |code, jt, jf, k| libc::sock_filter { code, jt, jf, k };
    let argument = |index: u32| 16 + index * 8;
    let refuse = libc::SECCOMP_RET_ERRNO | libc::EPERM as u32;
    let filter = [
        step(LOAD, 0, 0, 0),
        step(EQUAL, 0, 2, libc::SYS_mprotect as u32),
        step(LOAD, 0, 0, argument(2)),
        step(HAS, 5, 6, libc::PROT_EXEC as u32),
        step(EQUAL, 0, 5, libc::SYS_mmap as u32),
        step(LOAD, 0, 0, argument(2)),
        step(HAS, 0, 3, libc::PROT_EXEC as u32),
        step(LOAD, 0, 0, argument(3)),
        step(HAS, 0, 1, libc::MAP_ANONYMOUS as u32),
        step(RETURN, 0, 0, refuse),
        step(RETURN, 0, 0, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog {
        len: filter.len() as u16,
        filter: filter.as_ptr().cast_mut(),
    };
    // SAFETY: the program is there as long as the kernel reads it.
    unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(
                libc::PR_SET_SECCOMP,
                libc::SECCOMP_MODE_FILTER,
                &raw const program,
            ) == 0
    }
}

/// Whether the kernel gives executable memory: of both kinds that are to be refused.
fn gets_executable_memory() -> bool {
    let map = |protection| {
        // SAFETY: new memory.
        unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            libc::mmap(std::ptr::null_mut(), 4096, protection, flags, -1, 0)
        }
    };
    let writable = map(libc::PROT_READ | libc::PROT_WRITE);
    assert_ne!(writable, libc::MAP_FAILED);
    let anonymous = map(libc::PROT_READ | libc::PROT_EXEC) != libc::MAP_FAILED;
    // SAFETY: memory that was just mapped.
    let protected =
        unsafe { libc::mprotect(writable, 4096, libc::PROT_READ | libc::PROT_EXEC) } == 0;
    anonymous || protected
}

#[test]
fn no_memory_is_made_executable() {
    let callee = unary("strict");
    assert!(in_child(|| {
        assert!(gets_executable_memory());
        assert!(refuse_executable_memory());
        assert!(!gets_executable_memory());
        // More than there are stubs by now.
        let many: Vec<_> = (0..12_000).map(|number| adding(&callee, number)).collect();
        let mut all = many.iter().enumerate();
        all.all(|(number, callback)| call(callback.address(), 1) == number as i32 + 1)
    }));
}

#[test]
fn what_cannot_be_called_back_is_refused() {
    let int = lltype::Type::from(Scalar::Int);
    let spec = lltype::FunctionSpec::returning(int.clone())
        .param("first", int)
        .variadic();
    let printf = Prototype::new("printf", lltype::Type::function_of(spec).unwrap()).unwrap();
    assert_eq!(
        Callback::new(&printf, |_| {}).unwrap_err().to_string(),
        "`printf`: a callback cannot be variadic: nothing says what was passed; declare the arguments \
         that come"
    );
}
