//! Whoever reclaims a slot late must not take the callback that is in it by then. Alone in its program: it
//! needs all stubs but one in use.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![expect(clippy::cast_possible_truncation, reason = "small numbers")]

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use llcall::{Backend, Callback, Callee, set_stale_hook};
use lltype::Prototype;

type Unary = unsafe extern "C" fn(i32) -> i32;

fn call(address: *const (), argument: i32) -> i32 {
    // SAFETY: all callbacks here are of this type.
    unsafe { std::mem::transmute::<*const (), Unary>(address)(argument) }
}

/// Notes when the closure that has it is dropped.
struct Note(&'static AtomicBool);

impl Drop for Note {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// How many closures were dropped under a call.
static TORN: AtomicUsize = AtomicUsize::new(0);
static STOP: AtomicBool = AtomicBool::new(false);
static ADDRESS: AtomicU64 = AtomicU64::new(0);

/// Records of many threads make each look at all of them long.
fn many_records(address: *const ()) {
    let address = address.expose_provenance();
    let barrier = Arc::new(Barrier::new(1500));
    let threads: Vec<_> = (0..1500)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            let small = thread::Builder::new().stack_size(64 << 10);
            let run = move || {
                call(std::ptr::with_exposed_provenance(address), 0);
                barrier.wait();
            };
            small.spawn(run).unwrap()
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn nobody_frees_a_callback_that_is_called() {
    if Backend::DEFAULT != Backend::Own {
        return;
    }
    set_stale_hook(Some(|_| {}));
    let callee = Arc::new(Callee::new(&Prototype::of::<Unary>("reclaim")).unwrap());
    // All stubs but one are in use.
    let first = Callback::with_callee(&callee, |_| {}).unwrap().leak();
    for _ in 0..254 {
        let _ = Callback::with_callee(&callee, |_| {}).unwrap().leak();
    }
    many_records(first);
    let first = first.expose_provenance();

    // The one whose calls are watched has the first record: the others look at it first, and then long at
    // the rest.
    let ready = Arc::new(Barrier::new(2));
    let mut threads = Vec::new();
    for number in 1..=4 {
        let is_ready = Arc::clone(&ready);
        threads.push(thread::spawn(move || {
            call(std::ptr::with_exposed_provenance(first), 0);
            is_ready.wait();
            while !STOP.load(SeqCst) {
                match ADDRESS.load(SeqCst) {
                    0 => thread::yield_now(),
                    address => {
                        call(std::ptr::with_exposed_provenance(address as usize), number);
                    }
                }
            }
        }));
        // One after the other.
        ready.wait();
    }

    let end = Instant::now() + Duration::from_secs(4);
    let mut rounds = 0;
    while Instant::now() < end && TORN.load(SeqCst) == 0 {
        rounds += 1;
        round(&callee);
    }
    STOP.store(true, SeqCst);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(
        TORN.load(SeqCst),
        0,
        "closures dropped under a call, after {rounds} rounds"
    );
}

/// Makes a callback, and drops it when the first thread is in it, and others may be.
fn round(callee: &Arc<Callee>) {
    let is_dropped: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    let is_in: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    let note = Note(is_dropped);
    let callback = Callback::with_callee(callee, move |call| {
        // All of it is captured; and the closure may be gone at the end.
        let note = &note;
        let (is_dropped, is_in) = (note.0, is_in);
        if call.word(0) != 1 {
            return wait(50 * call.word(0));
        }
        is_in.store(true, SeqCst);
        wait(3000);
        if is_dropped.load(SeqCst) {
            TORN.fetch_add(1, SeqCst);
        }
    });
    let callback = callback.unwrap();
    ADDRESS.store(callback.address().expose_provenance() as u64, SeqCst);
    while !is_in.load(SeqCst) {
        thread::yield_now();
    }
    ADDRESS.store(0, SeqCst);
    drop(callback);
    // Then the slot is free again.
    while !is_dropped.load(SeqCst) {
        thread::yield_now();
    }
}

fn wait(micros: u64) {
    let until = Instant::now() + Duration::from_micros(micros);
    while Instant::now() < until {
        spin_loop();
        thread::yield_now();
    }
}
