//! What callbacks cost must not grow with the threads that come and go. Alone in its program: it counts
//! what is allocated.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![expect(clippy::cast_possible_truncation, reason = "words of addresses")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_void;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicIsize, AtomicU64, Ordering::SeqCst};

use llcall::{Backend, Callback};
use lltype::Prototype;

struct Counting;

static BYTES: AtomicIsize = AtomicIsize::new(0);

// SAFETY: it is the system's, and counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size().cast_signed(), SeqCst);
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size().cast_signed(), SeqCst);
        // SAFETY: the caller's word.
        unsafe { System.dealloc(address, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ONE_BY_ONE: Mutex<()> = Mutex::new(());

type Unary = unsafe extern "C" fn(*mut c_void);

fn callback(closure: impl Fn() + Send + Sync + 'static) -> Callback {
    let prototype = Prototype::of::<Unary>("leaks");
    Callback::new(&prototype, move |_| closure()).unwrap()
}

static ADDRESS: AtomicU64 = AtomicU64::new(0);

fn function() -> Unary {
    let address = ADDRESS.load(SeqCst) as usize;
    // SAFETY: it is that of a callback of this type.
    unsafe { std::mem::transmute::<*const (), Unary>(ptr::with_exposed_provenance(address)) }
}

/// Runs `start` in a thread of C's, to its end.
fn in_thread(start: extern "C-unwind" fn(*mut c_void) -> *mut c_void, data: *mut c_void) {
    let mut thread = 0;
    // SAFETY: C's functions, as they are meant.
    unsafe {
        let start = std::mem::transmute::<
            extern "C-unwind" fn(*mut c_void) -> *mut c_void,
            extern "C" fn(*mut c_void) -> *mut c_void,
        >(start);
        assert_eq!(
            libc::pthread_create(&raw mut thread, ptr::null(), start, data),
            0
        );
        assert_eq!(libc::pthread_join(thread, ptr::null_mut()), 0);
    }
}

/// C calls a callback when a thread is about to end: as the destructor of a key.
#[test]
fn callbacks_are_destructors_of_keys() {
    let _alone = ONE_BY_ONE.lock().unwrap_or_else(|error| error.into_inner());
    extern "C-unwind" fn start(key: *mut c_void) -> *mut c_void {
        // SAFETY: the callback takes anything; the key is there.
        unsafe {
            function()(key);
            libc::pthread_setspecific(key.addr() as libc::pthread_key_t - 1, key);
        }
        ptr::null_mut()
    }
    let destructor = callback(|| {});
    ADDRESS.store(destructor.address().expose_provenance() as u64, SeqCst);
    let mut key = 0;
    // SAFETY: a callback of this type, which stays until the key goes.
    unsafe {
        let function = function();
        assert_eq!(libc::pthread_key_create(&raw mut key, Some(function)), 0);
    }
    let data = ptr::without_provenance_mut(key as usize + 1);
    in_thread(start, data);
    let before = BYTES.load(SeqCst);
    for _ in 0..1000 {
        in_thread(start, data);
    }
    let grown = BYTES.load(SeqCst) - before;
    // SAFETY: no thread has it any more.
    unsafe { libc::pthread_key_delete(key) };
    assert!(grown < 50_000, "{grown} bytes more after 1000 threads");
}

/// Threads that end in a callback take what they had with them.
#[test]
fn threads_end_in_callbacks() {
    if Backend::DEFAULT != Backend::Own {
        println!("skipped: in a callback of libffi's, it aborts");
        return;
    }
    let _alone = ONE_BY_ONE.lock().unwrap_or_else(|error| error.into_inner());
    unsafe extern "C-unwind" {
        fn pthread_exit(value: *mut c_void) -> !;
    }
    extern "C-unwind" fn start(_: *mut c_void) -> *mut c_void {
        // SAFETY: the callback takes anything.
        unsafe { function()(ptr::null_mut()) };
        ptr::null_mut()
    }
    let exits = callback(|| {
        // SAFETY: nothing in the frames up to the start of the thread is to be dropped.
        unsafe { pthread_exit(ptr::null_mut()) }
    });
    ADDRESS.store(exits.address().expose_provenance() as u64, SeqCst);
    in_thread(start, ptr::null_mut());
    let before = BYTES.load(SeqCst);
    for _ in 0..1000 {
        in_thread(start, ptr::null_mut());
    }
    let grown = BYTES.load(SeqCst) - before;
    assert!(grown < 50_000, "{grown} bytes more after 1000 threads");
}

/// The same, of many calls: as when something is sorted there.
#[test]
fn many_calls_at_the_end_of_a_thread() {
    let _alone = ONE_BY_ONE.lock().unwrap_or_else(|error| error.into_inner());
    unsafe extern "C" fn destructor(_: *mut c_void) {
        let function = function();
        for _ in 0..20_000 {
            // SAFETY: the callback takes anything.
            unsafe { function(ptr::null_mut()) };
        }
    }
    extern "C-unwind" fn start(key: *mut c_void) -> *mut c_void {
        // SAFETY: the key is there.
        unsafe {
            function()(key);
            libc::pthread_setspecific(key.addr() as libc::pthread_key_t - 1, key);
        }
        ptr::null_mut()
    }
    let callback = callback(|| {});
    ADDRESS.store(callback.address().expose_provenance() as u64, SeqCst);
    let mut key = 0;
    // SAFETY: the function stays.
    unsafe { assert_eq!(libc::pthread_key_create(&raw mut key, Some(destructor)), 0) };
    let before = (BYTES.load(SeqCst), std::time::Instant::now());
    in_thread(start, ptr::without_provenance_mut(key as usize + 1));
    let (grown, took) = (BYTES.load(SeqCst) - before.0, before.1.elapsed());
    // SAFETY: no thread has it any more.
    unsafe { libc::pthread_key_delete(key) };
    assert!(
        grown < 50_000,
        "{grown} bytes more after 20000 calls, in {took:?}"
    );
}
