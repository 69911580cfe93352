//! [`Move`]: one step of bringing arguments to where the function looks for them.

/// From a word, or from what it points to, to the stack or into an image of the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    /// What is moved.
    pub(super) what: What,
    /// Which word.
    pub(super) word: u8,
    /// Where to, in bytes from the start.
    pub(super) to: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The word itself.
    Word,
    /// Eight bytes of what it points to.
    Eight { offset: u8 },
    /// Fewer than eight bytes of what it points to: not one more may be read.
    Few { offset: u8, count: u8 },
    /// So many bytes from the start of what it points to.
    Block { size: u32 },
    /// The address of a copy of what the word points to, `size` bytes behind the image of the registers.
    Copy { size: u32, copy: u32 },
    /// The address of the room for the result; there is no word for it.
    Result,
}

/// Where moves read, and where they write.
#[derive(Clone, Copy)]
pub(super) struct Between {
    pub(super) words: *const u64,
    pub(super) result: *mut u8,
    /// What the places are counted from: the stack, or the image of the registers.
    pub(super) to: *mut u8,
    /// The image of the registers, with what is behind it.
    pub(super) image: *mut u8,
}

/// Does the moves.
///
/// # Safety
/// The words are there; those that stand for memory point to it; the places are in what is at
/// `between.to`, which is aligned to 8; `between.result` is what the function expects.
#[inline]
pub(super) unsafe fn run(moves: &[Move], between: Between) {
    for step in moves {
        // SAFETY: the caller's word for each place.
        unsafe { one(step, between) }
    }
}

/// # Safety
/// As for [`run`].
#[inline]
unsafe fn one(step: &Move, between: Between) {
    // SAFETY: the caller says that the place is in what is there.
    let to = unsafe { between.to.add(step.to as usize) };
    let to_word = to.cast::<u64>();
    // SAFETY: the caller says that the word is there.
    let word = || unsafe { *between.words.add(usize::from(step.word)) };
    // SAFETY: as above, and what it points to is there.
    unsafe {
        match step.what {
            What::Word => to_word.write(word()),
            What::Eight { offset } => {
                let from = pointer(word()).add(usize::from(offset));
                to_word.write(from.cast::<u64>().read_unaligned());
            }
            What::Few { offset, count } => {
                let from = pointer(word()).add(usize::from(offset));
                to_word.write(few(from, count));
            }
            What::Block { size } => {
                core::ptr::copy_nonoverlapping(pointer(word()), to, size as usize);
            }
            What::Copy { size, copy } => {
                let copy = between.image.add(copy as usize);
                core::ptr::copy_nonoverlapping(pointer(word()), copy, size as usize);
                to_word.write(copy.expose_provenance() as u64);
            }
            What::Result => to_word.write(between.result.expose_provenance() as u64),
        }
    }
}

/// The address in a word.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "addresses have 64 bits here"
)]
pub(super) fn pointer(word: u64) -> *const u8 {
    core::ptr::with_exposed_provenance(word as usize)
}

/// `count` bytes, from the lowest on: no others are read.
///
/// # Safety
/// They are there.
unsafe fn few(from: *const u8, count: u8) -> u64 {
    // SAFETY: the caller says that the bytes are there.
    unsafe {
        match count {
            4 => u64::from(from.cast::<u32>().read_unaligned()),
            2 => u64::from(from.cast::<u16>().read_unaligned()),
            1 => u64::from(from.read()),
            _ => {
                let mut bytes = [0; 8];
                let count = usize::from(count).min(8);
                core::ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), count);
                u64::from_ne_bytes(bytes)
            }
        }
    }
}
