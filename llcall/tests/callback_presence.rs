//! A callback that is called stays, in whatever order a thread enters and leaves its calls.
#![cfg(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu"))]
#![expect(clippy::cast_possible_truncation, reason = "words of addresses")]

use std::cell::UnsafeCell;
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;

use llcall::{Callback, set_stale_hook};
use lltype::Prototype;

type Nullary = unsafe extern "C" fn();

fn call(address: *const ()) {
    // SAFETY: all callbacks here are of this type.
    unsafe { std::mem::transmute::<*const (), Nullary>(address)() }
}

/// Notes when the closure that has it is dropped.
struct Note(&'static AtomicBool);

impl Note {
    fn new() -> (Note, &'static AtomicBool) {
        let is_dropped: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
        (Note(is_dropped), is_dropped)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

fn callback(closure: impl Fn() + Send + Sync + 'static) -> Callback {
    let prototype = Prototype::of::<Nullary>("presence");
    Callback::new(&prototype, move |_| closure()).unwrap()
}

/// A place that contexts are kept in.
struct Context(UnsafeCell<MaybeUninit<libc::ucontext_t>>);

// SAFETY: the tests use them by one thread.
unsafe impl Sync for Context {}

static MAIN: Context = Context(UnsafeCell::new(MaybeUninit::uninit()));
static OTHER: Context = Context(UnsafeCell::new(MaybeUninit::uninit()));

fn switch(from: &'static Context, to: &'static Context) {
    // SAFETY: `to` was kept, or made, before.
    unsafe { libc::swapcontext(from.0.get().cast(), to.0.get().cast()) };
}

static INNER: AtomicU64 = AtomicU64::new(0);

extern "C" fn on_other_stack() {
    call(ptr::with_exposed_provenance(INNER.load(SeqCst) as usize));
}

/// Greenlets, stacklets, coroutines with stacks of their own: a thread leaves the outer call while it is
/// in the inner one, which it entered on another stack.
#[test]
fn stacks_are_switched_in_callbacks() {
    set_stale_hook(Some(|_| {}));
    let (note, is_dropped) = Note::new();
    static IS_TORN: AtomicBool = AtomicBool::new(false);
    let inner = callback(move || {
        let note = &note;
        let is_dropped = note.0;
        switch(&OTHER, &MAIN);
        IS_TORN.store(is_dropped.load(SeqCst), SeqCst);
    });
    INNER.store(inner.address().expose_provenance() as u64, SeqCst);
    let outer = callback(|| switch(&MAIN, &OTHER));
    let stack = Box::leak(vec![0_u128; 16 << 10].into_boxed_slice());
    // SAFETY: there is room for a context, and the stack stays.
    unsafe {
        let other = OTHER.0.get().cast::<libc::ucontext_t>();
        libc::getcontext(other);
        (*other).uc_stack.ss_sp = stack.as_mut_ptr().cast();
        (*other).uc_stack.ss_size = size_of_val(stack);
        (*other).uc_link = MAIN.0.get().cast();
        libc::makecontext(other, on_other_stack, 0);
    }
    // Into the outer one, from there into the inner one, and out of the outer one.
    call(outer.address());
    // The inner one is still called.
    drop(inner);
    let is_gone = is_dropped.load(SeqCst);
    // Out of the inner one.
    switch(&MAIN, &OTHER);
    assert!(!is_gone, "the closure was dropped under a call");
    assert!(
        !IS_TORN.load(SeqCst),
        "the closure was dropped under a call"
    );
    assert!(is_dropped.load(SeqCst), "the last call drops it");
}

static IS_STEPPING: AtomicBool = AtomicBool::new(false);
static IN_SIGNAL: AtomicU64 = AtomicU64::new(0);

/// After each instruction.
extern "C" fn on_trap(_: c_int, _: *mut c_void, context: *mut c_void) {
    if IS_STEPPING.load(SeqCst) {
        call(ptr::with_exposed_provenance(IN_SIGNAL.load(SeqCst) as usize));
        return;
    }
    // SAFETY: it is what handlers get.
    let context = unsafe { &mut *context.cast::<libc::ucontext_t>() };
    context.uc_mcontext.gregs[libc::REG_EFL as usize] &= !0x100;
}

/// A signal comes after each instruction on the way into a callback, and its handler calls another one.
#[test]
fn a_signal_handler_calls_callbacks() {
    set_stale_hook(Some(|_| {}));
    let in_signal = callback(|| {});
    IN_SIGNAL.store(in_signal.address().expose_provenance() as u64, SeqCst);
    // SAFETY: the handler is for this signal.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_trap as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigaction(libc::SIGTRAP, &raw const action, ptr::null_mut());
    }
    let (note, is_dropped) = Note::new();
    static IS_IN: AtomicBool = AtomicBool::new(false);
    static MAY_LEAVE: AtomicBool = AtomicBool::new(false);
    let interrupted = callback(move || {
        IS_STEPPING.store(false, SeqCst);
        let _note = &note;
        IS_IN.store(true, SeqCst);
        while !MAY_LEAVE.load(SeqCst) {
            thread::yield_now();
        }
    });
    let address = interrupted.address().expose_provenance();
    let thread = thread::spawn(move || {
        // The thread has a record.
        call(ptr::with_exposed_provenance(IN_SIGNAL.load(SeqCst) as usize));
        IS_STEPPING.store(true, SeqCst);
        // SAFETY: from here on, there is a signal after each instruction.
        unsafe {
            std::arch::asm!("pushfq", "or qword ptr [rsp], 0x100", "popfq");
        }
        call(ptr::with_exposed_provenance(address));
    });
    while !IS_IN.load(SeqCst) {
        thread::yield_now();
    }
    drop(interrupted);
    let is_gone = is_dropped.load(SeqCst);
    MAY_LEAVE.store(true, SeqCst);
    thread.join().unwrap();
    assert!(!is_gone, "the closure was dropped under a call");
    assert!(is_dropped.load(SeqCst), "the last call drops it");
}
