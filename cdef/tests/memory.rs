//! What a text took is given back: exactly, as the allocator counts it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use cdef::Cdef;

/// The system's allocator, with a count of what is in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is this function's own.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the block came from `alloc` above, so from the system's allocator.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A text that no other number gives, right for two of three numbers.
fn text(number: usize) -> String {
    let end = if number.is_multiple_of(3) {
        "unknown_type last;"
    } else {
        ""
    };
    format!(
        "#define N{number} {number}
         typedef struct s{number} {{ struct s{number} *next; int items{number}[N{number} % 7 + 1]; {end} }} t{number};
         enum e{number} {{ A{number}, B{number} }};
         t{number} *f{number}(const t{number} *, enum e{number}, int (*)(t{number} *, ...));"
    )
}

fn use_text(number: usize) {
    match Cdef::parse(&text(number)) {
        Ok(cdef) => {
            let ty = cdef.type_of(&format!("t{number} *[3]")).unwrap();
            drop(cdef);
            // The type keeps what it is made of.
            assert!(ty.to_string().contains(&number.to_string()));
        }
        Err(errors) => assert_eq!(errors.len(), 1, "{errors}"),
    }
}

/// One test alone in this file: another thread's blocks would be counted, too.
#[test]
fn a_hundred_thousand_texts_leave_nothing() {
    // What is made once, at the first use.
    (0..10).for_each(use_text);
    let before = IN_USE.load(Ordering::Relaxed);
    (10..100_010).for_each(use_text);
    let after = IN_USE.load(Ordering::Relaxed);
    assert_eq!(after, before);
    let kept = Cdef::parse(&text(1));
    assert!(
        IN_USE.load(Ordering::Relaxed) > before,
        "the count does not count"
    );
    drop(kept);
}
