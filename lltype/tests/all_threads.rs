//! Watches over all threads: these tests run one after the other, and no others beside them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use lltype::leakfinder::{live_blocks, start_tracking_all_threads, start_tracking_allocations};
use lltype::{Ptr, free, malloc, malloc_untracked};

fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn leak_on_another_thread(size: usize) -> usize {
    thread::spawn(move || malloc::<u8>(size).unwrap().as_ptr().expose_provenance())
        .join()
        .unwrap()
}

fn give_back(address: usize) {
    let block = Ptr::from(std::ptr::with_exposed_provenance_mut::<u8>(address));
    // SAFETY: nobody uses it any more.
    unsafe { free(block) }.unwrap();
}

#[test]
fn a_watch_over_all_threads_finds_leaks_of_all() {
    let _alone = alone();
    let all = start_tracking_all_threads();
    let this = start_tracking_allocations();
    let here = malloc::<u8>(1).unwrap();
    let there = leak_on_another_thread(2);
    let mut sizes: Vec<_> = all.live_blocks().iter().map(|block| block.size).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    assert_eq!(this.live_blocks().len(), 1);
    thread::scope(|scope| {
        let address = here.as_ptr().expose_provenance();
        scope.spawn(move || give_back(address));
    });
    this.stop().unwrap();
    let text = all.stop().unwrap_err().to_string();
    assert!(
        text.starts_with("1 block never freed, 2 bytes in all:"),
        "{text}"
    );
    assert!(text.contains("tests/all_threads.rs:"), "{text}");
    give_back(there);
}

#[test]
fn watches_over_all_threads_nest() {
    let _alone = alone();
    let outer = start_tracking_all_threads();
    let first = leak_on_another_thread(1);
    let inner = start_tracking_all_threads();
    let second = leak_on_another_thread(1);
    assert_eq!(inner.leftovers()[0].address, second);
    give_back(second);
    assert_eq!(outer.live_blocks()[0].address, first);
    give_back(first);
    outer.stop().unwrap();
}

#[test]
fn the_list_of_live_blocks_has_those_of_all_threads_and_times() {
    let _alone = alone();
    let old = leak_on_another_thread(3);
    let before = live_blocks().len();
    let new = malloc::<u8>(4).unwrap();
    let untracked = malloc_untracked::<u8>(5).unwrap();
    let all = live_blocks();
    assert_eq!(all.len(), before + 1);
    for (address, size) in [(old, 3), (new.addr(), 4)] {
        let block = all.iter().find(|block| block.address == address).unwrap();
        assert_eq!(block.size, size);
    }
    assert!(all.is_sorted_by_key(|block| block.address));
    give_back(old);
    give_back(new.as_ptr().expose_provenance());
    // SAFETY: nobody uses it.
    unsafe { lltype::free_untracked(untracked) }.unwrap();
    assert_eq!(live_blocks().len(), before - 1);
}

#[cfg(feature = "derive")]
#[test]
fn the_attribute_watches_all_threads_if_it_is_told_to() {
    #[lltype::leak_check]
    fn this_thread() -> Result<usize, String> {
        Ok(leak_on_another_thread(3))
    }

    #[lltype::leak_check(all_threads)]
    fn all_threads(leaked: &Mutex<usize>) {
        *leaked.lock().unwrap() = leak_on_another_thread(4);
    }

    let _alone = alone();
    give_back(this_thread().unwrap());
    let leaked = Mutex::new(0);
    let panic = std::panic::catch_unwind(|| all_threads(&leaked)).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("4 bytes of `uint8_t`"), "{message}");
    give_back(leaked.into_inner().unwrap());
}
