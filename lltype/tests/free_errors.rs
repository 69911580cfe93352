//! What may not be freed, and how the error says so.

use std::sync::Barrier;
use std::thread;

use lltype::{
    FreeError, Ptr, free, free_untracked, immortal, malloc, malloc_untracked, render_immortal,
    scoped_alloc, untrack,
};

/// The error of a `free` that is refused.
#[track_caller]
fn refused<T>(pointer: Ptr<T>) -> FreeError {
    // SAFETY: refused, or the test fails.
    unsafe { free(pointer) }.unwrap_err()
}

#[track_caller]
fn refused_untracked<T>(pointer: Ptr<T>) -> FreeError {
    // SAFETY: refused, or the test fails.
    unsafe { free_untracked(pointer) }.unwrap_err()
}

fn give_back<T>(block: Ptr<T>) {
    // SAFETY: the tests here use no block after this, but for what is refused.
    unsafe { free(block) }.unwrap();
}

/// What every message names: the place of the free, and of what came before.
#[track_caller]
fn assert_text(error: &FreeError, start: &str, lines: &[u32], end: &str) {
    let text = error.to_string();
    assert!(text.starts_with(start), "{text}");
    assert!(text.ends_with(end), "{text}");
    for line in lines {
        let place = format!("{}:{line}:", file!());
        assert!(text.contains(&place), "{text} does not name {place}");
    }
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
    for offset in [1, 3, 8, 15, 16, 4096, 9 << 20, (10 << 20) - 1] {
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
fn a_small_block_has_an_inside_too() {
    let block = scoped_alloc::<u8>(40).unwrap();
    let line = line!() - 1;
    for offset in [3, 16, 39] {
        // SAFETY: inside the block.
        let error = refused(unsafe { block.add(offset) });
        let free_line = line!() - 1;
        let end = "; free the start of the block";
        assert_text(&error, "free of 0x", &[line, free_line], end);
        let middle = format!(": it points {offset} bytes into a block of 40 bytes malloc'ed at ");
        assert!(error.to_string().contains(&middle), "{error}");
    }
}

#[test]
fn the_second_free_may_be_another_threads() {
    let address = malloc::<u8>(24).unwrap().as_ptr().expose_provenance();
    let free_it = || {
        let block = std::ptr::with_exposed_provenance_mut::<u8>(address);
        // SAFETY: the first wins, the second is refused: the first thread, which is still there,
        // keeps the address to itself.
        unsafe { free(Ptr::from(block)) }
    };
    let both = Barrier::new(2);
    let [first, second] = thread::scope(|scope| {
        let first = scope.spawn(|| {
            let result = free_it();
            both.wait();
            both.wait();
            result
        });
        let second = scope.spawn(|| {
            both.wait();
            let result = free_it();
            both.wait();
            result
        });
        [first.join().unwrap(), second.join().unwrap()]
    });
    first.unwrap();
    let error = second.unwrap_err();
    assert!(
        matches!(error, FreeError::Double { free: Some(_), .. }),
        "{error}"
    );
    assert_eq!(error.address(), address);
}

#[test]
fn an_address_that_is_handed_out_again_is_a_new_block() {
    for _ in 0..100 {
        let old = malloc::<u8>(72).unwrap();
        give_back(old);
        let new = malloc::<u16>(36).unwrap();
        let line = line!() - 1;
        give_back(new);
        if old.addr() == new.addr() {
            let error = refused(old);
            assert_text(&error, "double free of 0x", &[line, line!() - 1], "");
            return;
        }
    }
    println!("skipped: this malloc hands no address out again");
}

#[test]
fn null_is_refused() {
    let error = refused(Ptr::<u8>::NULL);
    assert_text(&error, "free of the null pointer at ", &[line!() - 1], "");
    assert!(matches!(error, FreeError::Null { .. }));
    for error in [
        refused_untracked(Ptr::<u8>::NULL),
        untrack(Ptr::<u8>::NULL).unwrap_err(),
        render_immortal(Ptr::<u8>::NULL).unwrap_err(),
    ] {
        assert!(matches!(error, FreeError::Null { .. }));
    }
}

static STATIC: u64 = 5;
static mut WRITABLE: u64 = 5;

#[test]
fn stack_and_static_memory_is_foreign() {
    let mut stack = 0_u64;
    let read_only = (&raw const STATIC).cast_mut();
    for pointer in [&raw mut stack, read_only, &raw mut WRITABLE] {
        let error = refused(Ptr::from(pointer));
        let line = line!() - 1;
        assert!(matches!(error, FreeError::Foreign { .. }), "{error}");
        let end = "free it with what allocated it";
        assert_text(&error, "free of 0x", &[line], end);
        let error = refused(Ptr::from(pointer.cast::<u8>()).wrapping_add_one());
        assert!(matches!(error, FreeError::Foreign { .. }), "{error}");
    }
}

/// For addresses that point nowhere in particular.
trait Next {
    fn wrapping_add_one(self) -> Self;
}

impl Next for Ptr<u8> {
    fn wrapping_add_one(self) -> Self {
        self.as_ptr().wrapping_add(1).into()
    }
}

/// The address may have been that of a block of another test once.
fn is_not_ours(error: &FreeError) -> bool {
    matches!(
        error,
        FreeError::Foreign { .. } | FreeError::Double { .. } | FreeError::Released { .. }
    )
}

#[test]
fn blocks_of_others_are_foreign() {
    let mut boxes: Vec<_> = (0..100).map(|i| Box::new([i; 100])).collect();
    // SAFETY: no precondition.
    let cs: Vec<_> = (0..100).map(|_| unsafe { libc::malloc(3000) }).collect();
    let of_boxes = boxes.iter_mut().map(|block| (&raw mut **block).cast());
    let mut foreign = 0;
    for address in of_boxes.chain(cs.iter().copied()) {
        let error = refused(Ptr::from(address.cast::<u8>()));
        foreign += usize::from(matches!(error, FreeError::Foreign { .. }));
        assert!(is_not_ours(&error), "{error}");
    }
    assert!(foreign > 100, "{foreign} of 200");
    for block in cs {
        // SAFETY: made above, not used any more.
        unsafe { libc::free(block) };
    }
}

#[test]
fn where_no_memory_is_a_pointer_is_wild() {
    let wild = [0x10, 0x13, 0xdead_beef_0000_u64, u64::MAX, u64::MAX - 15];
    for address in wild
        .into_iter()
        .filter_map(|address| address.try_into().ok())
    {
        let error = refused(Ptr::from(std::ptr::without_provenance_mut::<u8>(address)));
        let line = line!() - 1;
        assert!(matches!(error, FreeError::Wild { .. }), "{error}");
        let start = format!("free of {address:#x} at ");
        assert_text(&error, &start, &[line], "or no pointer");
    }
}

#[test]
fn a_flipped_bit_makes_a_pointer_wild() {
    let block = malloc::<u8>(16).unwrap();
    for bit in [48, 56, 63].into_iter().filter(|bit| *bit < usize::BITS) {
        if cfg!(target_os = "android") && bit >= 56 {
            continue;
        }
        let flipped = block.as_ptr().map_addr(|address| address | 1 << bit);
        let error = refused(Ptr::from(flipped));
        assert!(matches!(error, FreeError::Wild { .. }), "{error}");
    }
    give_back(block);
}

#[cfg(unix)]
#[test]
fn nothing_is_read_to_tell_foreign_from_wild() {
    // SAFETY: a fresh mapping harms nobody.
    let page = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            4096,
            libc::PROT_NONE,
            libc::MAP_PRIVATE | libc::MAP_ANON,
            -1,
            0,
        )
    };
    assert_ne!(page, libc::MAP_FAILED);
    let error = refused(Ptr::from(page.cast::<u8>()));
    assert!(is_not_ours(&error), "{error}");
    // SAFETY: mapped above.
    assert_eq!(unsafe { libc::munmap(page, 4096) }, 0);
}

#[test]
fn immortal_blocks_stay() {
    let prebuilt = immortal::<u32>(100).unwrap();
    let line = line!() - 1;
    // SAFETY: inside the block, which is zero.
    assert_eq!(unsafe { prebuilt.add(99).read() }, 0);
    let (tracked, untracked) = (malloc::<u32>(100).unwrap(), malloc_untracked(100).unwrap());
    render_immortal(tracked).unwrap();
    render_immortal(untracked).unwrap();
    let error = refused(prebuilt);
    let lines = [line, line!() - 1];
    assert_text(
        &error,
        "free of 0x",
        &lines,
        " are immortal; they are never freed",
    );
    for block in [prebuilt, tracked, untracked] {
        for error in [
            refused(block),
            refused_untracked(block),
            untrack(block).unwrap_err(),
            render_immortal(block).unwrap_err(),
        ] {
            assert!(
                matches!(error, FreeError::Immortal { size: 400, .. }),
                "{error}"
            );
        }
        // SAFETY: inside the block.
        let error = refused(unsafe { block.add(99) });
        assert!(
            matches!(error, FreeError::Interior { offset: 396, .. }),
            "{error}"
        );
        // SAFETY: inside the block, which is still there.
        unsafe { block.add(99).write(7) };
    }
}

#[test]
fn the_two_kinds_of_free_do_not_mix() {
    let tracked = malloc::<u8>(8).unwrap();
    let untracked = malloc_untracked::<u8>(8).unwrap();
    let line = line!() - 1;
    let error = refused(untracked);
    assert!(matches!(error, FreeError::Untracked { .. }), "{error}");
    let end = "are untracked; free them with `free_untracked`";
    assert_text(&error, "free of 0x", &[line, line + 2], end);
    let error = refused_untracked(tracked);
    assert!(matches!(error, FreeError::Tracked { .. }), "{error}");
    let end = "are tracked; free them with `free`";
    assert_text(&error, "free of 0x", &[line - 1, line!() - 3], end);
    // Both are still there.
    give_back(tracked);
    // SAFETY: not used any more.
    unsafe { free_untracked(untracked) }.unwrap();
    for block in [tracked, untracked] {
        for error in [refused(block), refused_untracked(block)] {
            assert!(
                matches!(error, FreeError::Double { size: 8, .. }),
                "{error}"
            );
        }
    }
}

#[test]
fn what_c_was_given_is_cs_to_free() {
    for block in [malloc::<u8>(8).unwrap(), malloc_untracked(8).unwrap()] {
        untrack(block).unwrap();
        let line = line!() - 1;
        let error = refused(block);
        let lines = [line - 1, line, line + 2];
        assert_text(&error, "free of 0x", &lines, "; C frees it");
        for error in [
            error,
            refused_untracked(block),
            untrack(block).unwrap_err(),
            render_immortal(block).unwrap_err(),
        ] {
            assert!(matches!(error, FreeError::Released { .. }), "{error}");
        }
        // SAFETY: a block of C's malloc, and nobody uses it.
        unsafe { libc::free(block.as_ptr().cast()) };
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_refused_free_leaves_errno_as_it_was() {
    // SAFETY: the address of this thread's errno.
    let errno = unsafe { &mut *libc::__errno_location() };
    *errno = 7;
    let wild = Ptr::<u8>::from(std::ptr::without_provenance_mut(0xdead_beef_0000));
    // SAFETY: nothing is freed.
    let error = unsafe { free(wild) }.unwrap_err();
    assert_eq!(*errno, 7);
    assert!(matches!(error, FreeError::Wild { .. }), "{error}");
}
