//! Tracked memory: blocks, scopes, threads.

use std::sync::mpsc;
use std::thread;

use lltype::leakfinder::assert_no_leaks;
use lltype::{
    AllocError, FreeError, Ptr, ScopedAlloc, charp2str, free, free_charp, free_untracked, immortal,
    malloc, malloc_untracked, malloc_untracked_zeroed, malloc_zeroed, render_immortal,
    scoped_alloc, scoped_alloc_zeroed, scoped_str2charp, str2charp, untrack,
};

/// What all ways to allocate make of a count that no block can have.
fn refusals_of_count(count: usize) -> [AllocError; 7] {
    [
        malloc::<u64>(count).unwrap_err(),
        malloc_zeroed::<u64>(count).unwrap_err(),
        malloc_untracked::<u64>(count).unwrap_err(),
        malloc_untracked_zeroed::<u64>(count).unwrap_err(),
        immortal::<u64>(count).unwrap_err(),
        scoped_alloc::<u64>(count).unwrap_err(),
        scoped_alloc_zeroed::<u64>(count).unwrap_err(),
    ]
}

#[test]
fn too_much_memory_is_an_error() {
    for count in [usize::MAX, usize::MAX / 8 + 1, usize::MAX / 64 + 1] {
        for error in refusals_of_count(count) {
            assert!(
                matches!(error, AllocError::TooLarge { size: 8, count: c, .. } if c == count),
                "{error}"
            );
            assert!(error.to_string().contains("tests/memory.rs:"), "{error}");
        }
    }
    for error in refusals_of_count(usize::MAX / 64) {
        assert!(matches!(error, AllocError::OutOfMemory { .. }), "{error}");
        assert!(error.to_string().contains("tests/memory.rs:"), "{error}");
    }
}

#[test]
fn zeroed_memory_is_zero() {
    // Blocks of these sizes were used before: malloc would hand the old bytes out.
    for _ in 0..3 {
        for size in [0, 1, 24, 1000, 5000, 300_000] {
            let [tracked, untracked] = [malloc_zeroed::<u8>, malloc_untracked_zeroed::<u8>]
                .map(|malloc| malloc(size).unwrap());
            let scoped = scoped_alloc_zeroed::<u8>(size).unwrap();
            for block in [tracked, untracked, *scoped] {
                for i in 0..size {
                    // SAFETY: inside the block, whose bytes are all zero.
                    assert_eq!(unsafe { block.add(i).read() }, 0);
                    // SAFETY: inside the block.
                    unsafe { block.add(i).write(0xff) };
                }
            }
            // SAFETY: not used any more.
            unsafe { free(tracked) }.unwrap();
            // SAFETY: not used any more.
            unsafe { free_untracked(untracked) }.unwrap();
        }
    }
}

#[test]
fn b021_raw_memory_works_and_is_refused_once_freed() {
    let block = malloc::<i32>(2).unwrap();
    // SAFETY: inside the block, and written before it is read.
    let sum = unsafe {
        block.write(40);
        block.add(1).write(2);
        block.read() + block.add(1).read()
    };
    assert_eq!(sum, 42);
    // SAFETY: not used any more.
    unsafe { free(block) }.unwrap();
    // SAFETY: refused.
    let again = unsafe { free(block) }.unwrap_err();
    for error in [
        again,
        untrack(block).unwrap_err(),
        render_immortal(block).unwrap_err(),
    ] {
        assert!(matches!(error, FreeError::Double { .. }), "{error}");
    }
}

#[test]
fn b028_a_scope_frees_and_its_result_survives() {
    let (address, result) = assert_no_leaks(|| {
        let numbers = scoped_alloc::<i64>(2).unwrap();
        // SAFETY: inside the block, and written before it is read.
        let sum = unsafe {
            numbers.write(3);
            numbers.add(1).write(4);
            numbers.read() + numbers.add(1).read()
        };
        (numbers.ptr(), sum)
    });
    assert_eq!(result, 7);
    // SAFETY: refused: the scope freed it.
    let error = unsafe { free(address) }.unwrap_err();
    assert!(matches!(error, FreeError::Double { .. }), "{error}");
}

#[test]
fn b086_storage_stays_while_only_c_memory_knows_it() {
    let holder = scoped_alloc::<Ptr<u64>>(1).unwrap();
    {
        let cell = malloc::<u64>(1).unwrap();
        // SAFETY: each is written inside its block.
        unsafe {
            cell.write(0x0123_4567_89ab_cdef);
            holder.write(cell);
        }
    }
    // What is taken now would take a block that the end of the scope above had freed.
    let others: Vec<_> = (0..100).map(|_| malloc_zeroed::<u64>(1).unwrap()).collect();
    // SAFETY: written above, and not freed.
    let cell = unsafe { holder.read() };
    assert!(!others.contains(&cell));
    // SAFETY: as above.
    assert_eq!(unsafe { cell.read() }, 0x0123_4567_89ab_cdef);
    for block in others.into_iter().chain([cell]) {
        // SAFETY: not used any more.
        unsafe { free(block) }.unwrap();
    }
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
fn a_guard_leaves_a_block_of_somebody_else_at_its_address() {
    for end in [ScopedAlloc::free, |guard| {
        drop(guard);
        Ok(())
    }] {
        let guard = scoped_alloc::<u8>(56).unwrap();
        let line = line!() - 1;
        // SAFETY: the guard does not free what follows: that is the question.
        unsafe { free(guard.ptr()).unwrap() };
        let others: Vec<Ptr<u8>> = (0..100).map(|_| malloc(56).unwrap()).collect();
        let is_reused = others.contains(&guard.ptr());
        if let (Err(error), true) = (end(guard), is_reused) {
            assert!(
                matches!(error, FreeError::Reused { size: 56, .. }),
                "{error}"
            );
            let place = format!(
                " have the address of the block malloc'ed at {}:{line}:",
                file!()
            );
            assert!(error.to_string().contains(&place), "{error}");
        }
        for block in others {
            // SAFETY: nobody uses it.
            unsafe { free(block) }.unwrap();
        }
        if !is_reused {
            println!("skipped: this malloc hands no address out again");
        }
    }
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

#[cfg(unix)]
#[test]
fn blocks_are_aligned_as_their_type_needs() {
    #[derive(Clone, Copy)]
    #[repr(C, align(256))]
    struct Page([u8; 256]);
    // SAFETY: described as it is.
    unsafe impl lltype::LowLevelType for Page {
        const DESC: &'static lltype::Desc = &lltype::Desc::Opaque(lltype::OpaqueDesc {
            layout: Some(lltype::Layout {
                size: 256,
                align: 256,
            }),
            ..lltype::OpaqueDesc::named("struct page")
        });
    }
    assert_no_leaks(|| {
        for count in 0..20 {
            let plain = malloc::<Page>(count).unwrap();
            let zeroed = malloc_zeroed::<Page>(count + 1).unwrap();
            assert_eq!((plain.addr() % 256, zeroed.addr() % 256), (0, 0));
            // SAFETY: the last item of the block.
            assert_eq!(unsafe { zeroed.add(count).read() }.0, [0; 256]);
            // SAFETY: nobody uses them.
            unsafe { free(plain).and(free(zeroed)) }.unwrap();
        }
        assert!(malloc::<Page>(usize::MAX / 300).is_err());
    });
}
