//! [`Memory`]: buffers for both sides, and places right before memory that nobody may read.
//!
//! # Safety
//!
//! The memory is mapped for ever. It is one thread's.

use std::ptr;

use super::case::{MAX_VALUE, MAX_VALUES};

/// Places for values: 127 arguments and a result.
const PLACES: usize = 128;
const PAGE: usize = 1 << 12;
const PLACE: usize = MAX_VALUE + PAGE;

/// Buffers for both sides.
#[derive(Debug)]
pub struct Memory {
    /// What C passes.
    pub args: *mut u8,
    /// What C saw.
    pub seen: *mut u8,
    /// What C returns.
    pub result: *mut u8,
    /// What C got back.
    pub returned: *mut u8,
    places: *mut u8,
}

impl Memory {
    /// # Panics
    /// There is no memory.
    #[must_use]
    pub fn new() -> Self {
        let buffers = map(4 * MAX_VALUES);
        let places = map(PLACES * PLACE);
        for place in 1..=PLACES {
            let page = places.wrapping_add(place * PLACE - PAGE);
            // SAFETY: the page is part of what was mapped.
            let failed = unsafe { libc::mprotect(page.cast(), PAGE, libc::PROT_NONE) };
            assert_eq!(failed, 0, "mprotect");
        }
        let buffer = |index: usize| buffers.wrapping_add(index * MAX_VALUES);
        Memory {
            args: buffer(0),
            seen: buffer(1),
            result: buffer(2),
            returned: buffer(3),
            places,
        }
    }

    /// The last place for so many bytes, aligned so, before memory that nobody may read. The result has
    /// the last index.
    #[must_use]
    pub fn place(&self, index: usize, size: usize, align: usize) -> *mut u8 {
        let end = (index % PLACES + 1) * PLACE - PAGE;
        let start = (end - size) / align.max(1) * align.max(1);
        self.places.wrapping_add(start)
    }
}

impl Memory {
    /// The index of the result's place.
    pub const RESULT: usize = PLACES - 1;
}

impl Default for Memory {
    fn default() -> Self {
        Memory::new()
    }
}

fn map(size: usize) -> *mut u8 {
    let (protection, flags) = (
        libc::PROT_READ | libc::PROT_WRITE,
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
    );
    // SAFETY: new memory is mapped.
    let memory = unsafe { libc::mmap(ptr::null_mut(), size, protection, flags, -1, 0) };
    assert_ne!(memory, libc::MAP_FAILED, "mmap");
    memory.cast()
}
