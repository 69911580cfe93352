//! Tracked memory: leaks, wrong frees, threads.

use std::sync::mpsc;
use std::thread;

use leakfinder::{assert_no_leaks, start_tracking_allocations};
use lltype::{
    AllocError, FreeError, Ptr, charp2str, free, free_charp, leakfinder, malloc, scoped_alloc,
    scoped_str2charp, str2charp, untrack,
};

#[test]
fn a_leak_is_named_by_its_line() {
    let tracking = start_tracking_allocations();
    let mut kept = Vec::new();
    for _ in 0..3 {
        kept.push(malloc::<u16>(5).unwrap());
    }
    let line = line!() - 2;
    let other = malloc::<f64>(1).unwrap();
    let mismatch = tracking.stop().unwrap_err();
    let text = mismatch.to_string();
    assert!(
        text.starts_with("4 blocks never freed, 38 bytes in all:"),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "3 blocks, 30 bytes of `uint16_t` malloc'ed at {}:{line}:",
            file!()
        )),
        "{text}"
    );
    assert!(
        text.contains("1 block, 8 bytes of `double` malloc'ed at"),
        "{text}"
    );
    for block in kept {
        // SAFETY: not used any more.
        unsafe { free(block).unwrap() };
    }
    // SAFETY: as above.
    unsafe { free(other).unwrap() };
}

#[test]
fn tracking_nests() {
    let outer = start_tracking_allocations();
    let first = malloc::<u8>(1).unwrap();
    let inner = start_tracking_allocations();
    let second = malloc::<u8>(1).unwrap();
    assert_eq!(inner.live_blocks().len(), 1);
    assert_eq!(outer.live_blocks().len(), 2);
    // SAFETY: not used any more.
    unsafe { free(second).unwrap() };
    inner.stop().unwrap();
    assert_eq!(outer.live_blocks()[0].address, first.addr());
    // SAFETY: as above.
    unsafe { free(first).unwrap() };
    outer.stop().unwrap();
}

#[test]
fn other_threads_leaks_are_theirs() {
    let tracking = start_tracking_allocations();
    let address = thread::spawn(|| malloc::<u8>(9).unwrap().addr())
        .join()
        .unwrap();
    tracking.stop().unwrap();
    // SAFETY: the thread is gone; nobody uses the block.
    unsafe {
        free(Ptr::from(std::ptr::with_exposed_provenance_mut::<u8>(
            address,
        )))
        .unwrap()
    };
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
fn double_free_names_all_three_places() {
    let block = malloc::<u8>(24).unwrap();
    // SAFETY: not used any more.
    unsafe { free(block).unwrap() };
    // SAFETY: refused: it was freed.
    let error = unsafe { free(block) }.unwrap_err();
    let line = line!() - 1;
    let FreeError::Double {
        address,
        size,
        malloc,
        free,
        location,
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!((*address, *size), (block.addr(), 24));
    assert_eq!(
        [malloc.line(), free.unwrap().line(), location.line()],
        [line - 4, line - 2, line]
    );
    assert!(error.to_string().contains("double free of 0x"), "{error}");
    assert!(
        error.to_string().contains("24 bytes malloc'ed at"),
        "{error}"
    );
}

#[test]
fn interior_pointers_are_told_from_starts() {
    let block = scoped_alloc::<u8>(10 << 20).unwrap();
    for offset in [1, 3, 15, 16, 4096, 9 << 20, (10 << 20) - 1] {
        // SAFETY: inside the block.
        let inside = unsafe { block.add(offset) };
        // SAFETY: refused: it is no start of a block.
        let error = unsafe { free(inside) }.unwrap_err();
        assert!(
            matches!(error, FreeError::Interior { offset: o, .. } if o == offset),
            "{offset}: {error}"
        );
    }
    // SAFETY: just behind the end.
    let behind = unsafe { block.add(10 << 20) };
    // SAFETY: refused: no block is there.
    let error = unsafe { free(behind) }.unwrap_err();
    assert!(!matches!(error, FreeError::Interior { .. }), "{error}");
}

#[test]
fn what_malloc_never_gave_is_refused() {
    let mut stack = 0_u64;
    let mut heap = Box::new(0_u64);
    let wild = [0x10, 0xdead_beef_0000, usize::MAX, usize::MAX - 15]
        .map(std::ptr::without_provenance_mut::<u64>);
    for pointer in [&raw mut stack, &raw mut *heap].into_iter().chain(wild) {
        // SAFETY: refused: `malloc` did not give it.
        let error = unsafe { free(Ptr::from(pointer)) }.unwrap_err();
        // Rust's own heap may have got an address that was ours once.
        assert!(
            matches!(error, FreeError::Foreign { .. } | FreeError::Double { .. }),
            "{error}"
        );
    }
    // SAFETY: refused.
    let null = unsafe { free(Ptr::<u8>::NULL) }.unwrap_err();
    assert!(
        null.to_string().starts_with("free of the null pointer at "),
        "{null}"
    );
}

#[test]
fn too_much_memory_is_an_error() {
    for count in [usize::MAX, usize::MAX / 8 + 1, usize::MAX / 16 + 1] {
        let error = malloc::<u64>(count).unwrap_err();
        assert!(
            matches!(error, AllocError::TooLarge { size: 8, .. }),
            "{error}"
        );
    }
    let error = malloc::<u8>(isize::MAX as usize / 2).unwrap_err();
    assert!(matches!(error, AllocError::OutOfMemory { .. }), "{error}");
    assert!(error.to_string().contains("memory.rs"), "{error}");
}

#[test]
fn an_empty_block_is_a_block() {
    assert_no_leaks(|| {
        let (a, b) = (malloc::<u64>(0).unwrap(), malloc::<u64>(0).unwrap());
        assert!(!a.is_null() && a != b);
        // SAFETY: not used any more.
        unsafe { free(a).unwrap() };
        // SAFETY: as above.
        unsafe { free(b).unwrap() };
    });
}

#[test]
fn scopes_free_on_every_way_out() {
    assert_no_leaks(|| {
        let block = scoped_alloc::<u32>(4).unwrap();
        assert_eq!((block.len(), block.is_empty()), (4, false));
        let panic = std::panic::catch_unwind(|| {
            let _block = scoped_alloc::<u32>(4).unwrap();
            let _text = scoped_str2charp("text").unwrap();
            panic!("on purpose");
        });
        assert!(panic.is_err());
        block.free().unwrap();
        let kept = scoped_alloc::<u8>(1).unwrap().into_ptr();
        // SAFETY: not used any more.
        unsafe { free(kept).unwrap() };
    });
}

#[test]
fn a_guard_whose_block_is_gone_says_so() {
    let guard = scoped_alloc::<u8>(1).unwrap();
    // SAFETY: nobody reads the block.
    unsafe { free(guard.ptr()).unwrap() };
    assert!(matches!(guard.free(), Err(FreeError::Double { .. })));
}

#[test]
fn strings_cross_and_come_back() {
    assert_no_leaks(|| {
        let text = str2charp("gr\u{fc}\u{df}e").unwrap();
        // SAFETY: a string of this crate, freed last.
        unsafe {
            assert_eq!(charp2str(text).unwrap(), "gr\u{fc}\u{df}e");
            text.write(b'G'.cast_signed());
            assert_eq!(charp2str(text).unwrap(), "Gr\u{fc}\u{df}e");
            free_charp(text).unwrap();
        }
        let inner = scoped_str2charp(b"abc\0def").unwrap();
        // SAFETY: a string of this crate.
        assert_eq!(unsafe { charp2str(inner.ptr()) }.unwrap(), "abc");
        let latin1 = scoped_str2charp([0xe9]).unwrap();
        // SAFETY: as above.
        let error = unsafe { charp2str(*latin1) }.unwrap_err();
        assert!(
            error.to_string().starts_with("the C string is not UTF-8: "),
            "{error}"
        );
        // SAFETY: null is refused.
        let null = unsafe { charp2str(Ptr::NULL) }.unwrap_err();
        assert_eq!(null.to_string(), "the C string is the null pointer");
    });
}

#[test]
fn eight_threads_free_each_others_blocks() {
    let (send, receive) = mpsc::channel::<usize>();
    let makers: Vec<_> = (0..4)
        .map(|seed| {
            let send = send.clone();
            thread::spawn(move || {
                for i in 0..20_000 {
                    let block = malloc::<u8>((i * 31 + seed) % 300).unwrap();
                    send.send(block.as_ptr().expose_provenance()).unwrap();
                }
            })
        })
        .collect();
    drop(send);
    let receive = std::sync::Arc::new(std::sync::Mutex::new(receive));
    let freers: Vec<_> = (0..4)
        .map(|_| {
            let receive = receive.clone();
            thread::spawn(move || {
                let mut freed = 0;
                while let Ok(address) = { receive.lock().unwrap().recv() } {
                    let block = std::ptr::with_exposed_provenance_mut::<u8>(address);
                    // SAFETY: the maker forgot it.
                    unsafe { free(Ptr::from(block)).unwrap() };
                    freed += 1;
                }
                freed
            })
        })
        .collect();
    makers.into_iter().for_each(|thread| thread.join().unwrap());
    let freed: usize = freers
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    assert_eq!(freed, 80_000);
}

#[test]
fn an_address_that_no_malloc_gives_is_foreign() {
    let block = malloc::<u8>(16).unwrap();
    for bit in [48, 56, 63].into_iter().filter(|bit| *bit < usize::BITS) {
        if cfg!(target_os = "android") && bit >= 56 {
            continue;
        }
        let marked = Ptr::from(block.as_ptr().map_addr(|address| address | 1 << bit));
        // SAFETY: nothing is freed.
        let error = unsafe { free(marked) }.unwrap_err();
        assert!(matches!(error, FreeError::Foreign { .. }), "{error}");
    }
    // SAFETY: nobody uses it.
    unsafe { free(block) }.unwrap();
}

#[test]
fn small_blocks_have_addresses_of_their_own() {
    let blocks: Vec<Ptr<u8>> = (0..100).map(|_| malloc(1).unwrap()).collect();
    for block in &blocks {
        assert_eq!(block.addr() % (2 * size_of::<usize>()), 0);
    }
    for block in blocks {
        // SAFETY: nobody uses it.
        unsafe { free(block) }.unwrap();
    }
}

#[test]
fn an_old_address_inside_a_new_block_is_interior() {
    // Large blocks are mapped one by one, so that a larger one may lie over an old one.
    for _ in 0..100 {
        let old = malloc::<u8>(300_000).unwrap();
        // SAFETY: nobody uses it.
        unsafe { free(old) }.unwrap();
        let new = malloc::<u8>(600_000).unwrap();
        let inside = (new.addr() + 1..new.addr() + 600_000).contains(&old.addr());
        if inside {
            // SAFETY: nothing is freed.
            let error = unsafe { free(old) }.unwrap_err();
            assert!(matches!(error, FreeError::Interior { .. }), "{error}");
        }
        // SAFETY: nobody uses it.
        unsafe { free(new) }.unwrap();
        if inside {
            return;
        }
    }
    println!("skipped: this malloc put no block over an old one");
}

#[test]
fn a_leak_is_reported_with_its_own_type() {
    fn leak<T: lltype::LowLevelType>() -> Ptr<T> {
        malloc(1).unwrap()
    }
    let tracking = start_tracking_allocations();
    let (int, float) = (leak::<i32>(), leak::<f64>());
    let mismatch = tracking.stop().unwrap_err();
    // SAFETY: nobody uses them.
    unsafe { free(int).and(free(float)) }.unwrap();
    let text = mismatch.to_string();
    assert!(text.contains("1 block, 4 bytes of `int32_t`"), "{text}");
    assert!(text.contains("1 block, 8 bytes of `double`"), "{text}");
}

#[test]
fn an_untracked_block_is_cs() {
    let tracking = start_tracking_allocations();
    let block = malloc::<u8>(8).unwrap();
    untrack(block).unwrap();
    assert!(tracking.stop().is_ok());
    // SAFETY: nothing is freed.
    let error = unsafe { free(block) }.unwrap_err();
    assert!(matches!(error, FreeError::Double { .. }), "{error}");
    assert!(matches!(untrack(block), Err(FreeError::Double { .. })));
    assert!(matches!(
        untrack(Ptr::<u8>::NULL),
        Err(FreeError::Null { .. })
    ));
    // SAFETY: a block of C's malloc, and nobody uses it.
    unsafe { libc::free(block.as_ptr().cast()) };
}
