//! What the leak finder reports, and what it does not.

use std::thread;

use lltype::leakfinder::{assert_no_leaks, live_blocks, start_tracking_allocations};
use lltype::{
    LowLevelType, Ptr, free, free_untracked, immortal, malloc, malloc_untracked,
    malloc_untracked_zeroed, malloc_zeroed, render_immortal, untrack,
};

fn give_back<T>(block: Ptr<T>) {
    // SAFETY: the tests here use no block after this.
    unsafe { free(block) }.unwrap();
}

#[test]
fn b029_one_block_is_one_entry_with_its_place() {
    let tracking = start_tracking_allocations();
    assert_eq!(tracking.live_blocks().len(), 0);
    let block = malloc::<i32>(6).unwrap();
    let line = line!() - 1;
    let live = tracking.live_blocks();
    assert_eq!(live.len(), 1);
    assert_eq!((live[0].address, live[0].size), (block.addr(), 24));
    assert_eq!(live[0].item, lltype::Type::of::<i32>());
    let place = format!("{}:{line}:", file!());
    let text = live[0].to_string();
    let start = format!("{:#x}: 24 bytes of `int32_t` malloc'ed at ", block.addr());
    assert!(text.starts_with(&(start + &place)), "{text}");
    give_back(block);
    assert_eq!(tracking.live_blocks().len(), 0);
    tracking.stop().unwrap();
}

#[test]
fn b030_what_is_not_tracked_is_not_reported() {
    let tracking = start_tracking_allocations();
    let blocks = [
        malloc_untracked::<u64>(1).unwrap(),
        malloc_untracked_zeroed::<u64>(1).unwrap(),
    ];
    immortal::<u64>(1).unwrap();
    let forgotten = malloc::<u64>(1).unwrap();
    untrack(forgotten).unwrap();
    for block in [malloc(1).unwrap(), malloc_untracked::<u64>(1).unwrap()] {
        render_immortal(block).unwrap();
    }
    let all = live_blocks();
    for block in blocks.iter().chain([&forgotten]) {
        assert!(all.iter().all(|live| live.address != block.addr()));
    }
    tracking.stop().unwrap();
    for block in blocks {
        // SAFETY: not used any more.
        unsafe { free_untracked(block) }.unwrap();
    }
    // SAFETY: a block of C's malloc, and nobody uses it.
    unsafe { libc::free(forgotten.as_ptr().cast()) };
}

#[test]
fn b031_an_outer_watch_goes_on_when_an_inner_one_stops() {
    let outer = start_tracking_allocations();
    let first = malloc::<u8>(1).unwrap();
    let inner = start_tracking_allocations();
    let second = malloc::<u8>(1).unwrap();
    assert_eq!(inner.live_blocks().len(), 1);
    assert_eq!(outer.live_blocks().len(), 2);
    assert_eq!(inner.stop().unwrap_err().blocks()[0].address, second.addr());
    let third = malloc::<u8>(1).unwrap();
    assert_eq!(outer.live_blocks().len(), 3);
    give_back(second);
    give_back(third);
    assert_eq!(outer.live_blocks()[0].address, first.addr());
    give_back(first);
    outer.stop().unwrap();
}

#[test]
fn a_block_of_before_is_nobodys_leak() {
    let before = malloc::<u8>(1).unwrap();
    let tracking = start_tracking_allocations();
    give_back(before);
    let before = malloc::<u8>(1).unwrap();
    let inner = start_tracking_allocations();
    assert_eq!(inner.leftovers().len(), 0);
    give_back(before);
    tracking.stop().unwrap();
}

#[test]
fn b032_a_watch_ends_with_an_error_or_with_the_leftovers() {
    let (checked, unchecked) = (start_tracking_allocations(), start_tracking_allocations());
    let blocks = [malloc::<u8>(3).unwrap(), malloc_zeroed::<u8>(4).unwrap()];
    let mut sizes: Vec<_> = unchecked
        .leftovers()
        .iter()
        .map(|block| block.size)
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [3, 4]);
    assert_eq!(checked.stop().unwrap_err().blocks().len(), 2);
    blocks.into_iter().for_each(give_back);
}

#[test]
fn b033_leaks_of_one_place_are_grouped() {
    let tracking = start_tracking_allocations();
    let mut kept = Vec::new();
    for _ in 0..3 {
        kept.push(malloc::<u16>(5).unwrap());
    }
    let line = line!() - 2;
    let other = malloc::<f64>(10).unwrap();
    let mismatch = tracking.stop().unwrap_err();
    assert_eq!(mismatch.by_location().len(), 2);
    let text = mismatch.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(lines[0], "4 blocks never freed, 110 bytes in all:");
    // The most bytes come first.
    assert!(
        lines[1].starts_with("  1 block, 80 bytes of `double` malloc'ed at "),
        "{text}"
    );
    let place = format!("malloc'ed at {}:{line}:", file!());
    assert!(
        lines[2].starts_with(&format!("  3 blocks, 30 bytes of `uint16_t` {place}")),
        "{text}"
    );
    kept.into_iter().for_each(give_back);
    give_back(other);
}

#[test]
fn a_long_report_is_cut() {
    #[track_caller]
    fn leak(size: usize) -> Ptr<u8> {
        malloc(size).unwrap()
    }
    let tracking = start_tracking_allocations();
    #[rustfmt::skip]
    let blocks = [
        leak(1), leak(2), leak(3), leak(4), leak(5), leak(6), leak(7), leak(8),
        leak(9), leak(10), leak(11), leak(12), leak(13), leak(14), leak(15), leak(16),
        leak(17), leak(18), leak(19), leak(20), leak(21), leak(22), leak(23),
    ];
    let text = tracking.stop().unwrap_err().to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 22, "{text}");
    assert!(lines[1].starts_with("  1 block, 23 bytes of"), "{text}");
    assert!(lines[20].starts_with("  1 block, 4 bytes of"), "{text}");
    assert_eq!(lines[21], "  .. and 3 blocks, 6 bytes, of 3 more places");
    blocks.into_iter().for_each(give_back);
}

#[test]
fn a_leak_is_reported_with_its_own_type() {
    fn leak<T: LowLevelType>() -> Ptr<T> {
        malloc(1).unwrap()
    }
    let tracking = start_tracking_allocations();
    let (int, float) = (leak::<i32>(), leak::<f64>());
    let mismatch = tracking.stop().unwrap_err();
    give_back(int);
    give_back(float);
    let text = mismatch.to_string();
    assert!(text.contains("1 block, 4 bytes of `int32_t`"), "{text}");
    assert!(text.contains("1 block, 8 bytes of `double`"), "{text}");
}

#[test]
fn other_threads_leaks_are_theirs() {
    let tracking = start_tracking_allocations();
    let address = thread::spawn(|| malloc::<u8>(9).unwrap().as_ptr().expose_provenance())
        .join()
        .unwrap();
    tracking.stop().unwrap();
    give_back(Ptr::from(std::ptr::with_exposed_provenance_mut::<u8>(
        address,
    )));
}

#[test]
fn what_another_thread_frees_is_freed() {
    let tracking = start_tracking_allocations();
    let address = malloc::<u8>(9).unwrap().as_ptr().expose_provenance();
    assert_eq!(tracking.live_blocks().len(), 1);
    thread::spawn(move || {
        give_back(Ptr::from(std::ptr::with_exposed_provenance_mut::<u8>(
            address,
        )));
    })
    .join()
    .unwrap();
    tracking.stop().unwrap();
}

#[test]
fn a_panic_tells_the_leak() {
    let panic = std::panic::catch_unwind(|| assert_no_leaks(|| malloc::<u8>(7).unwrap().addr()));
    let message = *panic.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("1 block, 7 bytes of `uint8_t` malloc'ed at"),
        "{message}"
    );
    assert_eq!(assert_no_leaks(|| 5), 5);
}

#[test]
fn no_leak_hides_a_panic() {
    let panic = std::panic::catch_unwind(|| {
        assert_no_leaks(|| {
            let _ = malloc::<u8>(7).unwrap();
            panic!("its own");
        })
    });
    let message = *panic.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(message, "its own");
}

#[test]
fn many_blocks_on_many_pages_are_all_found() {
    let makers = [1, 2, 3].map(|seed| {
        thread::spawn(move || {
            let tracking = start_tracking_allocations();
            // Small ones share pages, large ones begin one each.
            let sizes = (0..3000).map(|i| if i % 10 == seed { 5000 } else { 40 });
            let blocks: Vec<Ptr<u8>> = sizes.map(|size| malloc(size).unwrap()).collect();
            let found = tracking.live_blocks();
            let mut addresses: Vec<_> = blocks.iter().map(|block| block.addr()).collect();
            addresses.sort_unstable();
            assert!(found.iter().map(|block| block.address).eq(addresses));
            blocks.into_iter().for_each(give_back);
            tracking.stop().unwrap();
        })
    });
    makers.into_iter().for_each(|maker| maker.join().unwrap());
}
