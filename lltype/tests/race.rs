//! Alone in its process: no other test may be given the address that the racers free.

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
