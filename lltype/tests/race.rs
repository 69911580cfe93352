//! Alone in its process: no other test may be given the address that the racers free.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use lltype::{Ptr, free, malloc, render_immortal, untrack};

#[test]
fn one_of_many_racing_frees_wins() {
    for _ in 0..200 {
        let address = malloc::<u8>(48).unwrap().as_ptr().expose_provenance();
        let wins: usize = thread::scope(|scope| {
            let racers: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(move || {
                        let block = std::ptr::with_exposed_provenance_mut::<u8>(address);
                        // SAFETY: the first wins, the others are refused: nothing else in this
                        // process mallocs meanwhile.
                        usize::from(unsafe { free(Ptr::from(block)) }.is_ok())
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(wins, 1);
    }
    one_of_different_ends_wins();
    one_of_two_close_frees_wins();
}

/// Two threads that run all the time, so that their frees meet within a few instructions.
fn one_of_two_close_frees_wins() {
    const NONE: usize = 0;
    const STOP: usize = 1;
    let (shared, others) = (AtomicUsize::new(NONE), AtomicUsize::new(0));
    let wait = |wanted: fn(usize) -> bool| {
        for spins in 0_u32.. {
            match shared.load(Ordering::Acquire) {
                address if wanted(address) => return address,
                _ if spins % 1000 == 999 => thread::yield_now(),
                _ => std::hint::spin_loop(),
            }
        }
        STOP
    };
    // SAFETY: one wins, the other is refused: nothing else in this process mallocs meanwhile.
    let won = |address| unsafe {
        let block = std::ptr::with_exposed_provenance_mut::<u8>(address);
        usize::from(free(Ptr::from(block)).is_ok())
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                match wait(|address| address != NONE) {
                    STOP => return,
                    address => others.store(won(address), Ordering::Relaxed),
                }
                shared.store(NONE, Ordering::Release);
            }
        });
        let mut wins = Vec::with_capacity(20_000);
        for round in 0..20_000 {
            let address = malloc::<u8>(48).unwrap().as_ptr().expose_provenance();
            shared.store(address, Ordering::Release);
            for _ in 0..round % 64 {
                std::hint::spin_loop();
            }
            let mine = won(address);
            wait(|address| address == NONE);
            wins.push(mine + others.load(Ordering::Relaxed));
        }
        shared.store(STOP, Ordering::Release);
        assert!(wins.iter().all(|wins| *wins == 1));
    });
}

/// Freed, given to C or immortal: whatever wins, the others learn of it.
fn one_of_different_ends_wins() {
    for _ in 0..200 {
        let address = malloc::<u8>(48).unwrap().as_ptr().expose_provenance();
        let block = || Ptr::from(std::ptr::with_exposed_provenance_mut::<u8>(address));
        let wins = thread::scope(|scope| {
            let racers = [
                // SAFETY: it wins, or is refused, as above.
                scope.spawn(|| unsafe { free(block()) }.is_ok()),
                scope.spawn(|| untrack(block()).is_ok()),
                scope.spawn(|| render_immortal(block()).is_ok()),
            ];
            racers.map(|racer| racer.join().unwrap())
        });
        assert_eq!(wins.iter().filter(|won| **won).count(), 1);
        if wins[1] {
            // SAFETY: it is C's now, and nobody uses it.
            unsafe { libc::free(block().as_ptr().cast()) };
        }
    }
}
