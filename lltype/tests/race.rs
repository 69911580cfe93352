//! Alone in its process: no other test may be given the address that the racers free.

use std::thread;

use lltype::{Ptr, free, malloc};

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
}
