//! Many threads make, call and drop callbacks: alone in its program, for the sanitizers.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers, and words of numbers"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use llcall::{Backend, Callback, Callee, Incoming, set_stale_hook};
use lltype::Prototype;

type Unary = unsafe extern "C" fn(i32) -> i32;

fn argument(call: &mut Incoming<'_>) -> i32 {
    call.word(0) as i32
}

fn call(address: *const (), argument: i32) -> i32 {
    // SAFETY: all callbacks here are of this type.
    let function = unsafe { std::mem::transmute::<*const (), Unary>(address) };
    // SAFETY: as above.
    unsafe { function(argument) }
}

/// How often, if not as often as always: for campaigns under a sanitizer.
#[expect(clippy::disallowed_methods, reason = "the one variable of this test")]
fn rounds() -> i32 {
    std::env::var("CALLBACK_ROUNDS").map_or(4000, |rounds| rounds.parse().unwrap())
}

/// Each thread makes, calls and drops; and calls what others have dropped, or not yet.
#[test]
fn eight_threads_make_call_and_drop() {
    set_stale_hook(Some(|_| {}));
    const THREADS: usize = 8;
    let rounds = rounds();
    let shared: Arc<[AtomicU64]> = (0..THREADS).map(|_| AtomicU64::new(0)).collect();
    let threads = (0..THREADS).map(|index| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let prototype = Prototype::of::<Unary>("threads");
            let callee = Arc::new(Callee::new(&prototype).unwrap());
            for round in 0..rounds {
                let value = Arc::new(round);
                let held = Arc::clone(&value);
                let callback = Callback::with_callee(&callee, move |call| {
                    let sum = argument(call) + *held;
                    call.set_word(sum as u64);
                });
                let callback = callback.unwrap();
                let address = callback.address();
                shared[index].store(address.expose_provenance() as u64, Ordering::Release);
                assert_eq!(call(address, 1), round + 1);
                let other = shared[(index + 1) % THREADS].load(Ordering::Acquire) as usize;
                // What libffi makes is not there for ever.
                if other != 0 && Backend::DEFAULT == Backend::Own {
                    // Alive or not, it is a callback of this type.
                    call(std::ptr::with_exposed_provenance(other), 0);
                }
                drop(callback);
            }
        })
    });
    let threads: Vec<_> = threads.collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}
