//! [`Frame`]: what a call finds on the stack and in registers, and who writes it there.

use core::mem::MaybeUninit;

use lltype::Tag;

use super::moves::{self, Between, Move};
use super::used::{Spot, Used};

/// How many registers there are for integers, and for vectors.
pub(super) const INTEGERS: usize = 6;
pub(super) const VECTORS: usize = 8;

/// An image of the registers that arguments are in. The entries know the offsets.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Image {
    integers: [MaybeUninit<u64>; INTEGERS],
    vectors: [[MaybeUninit<u64>; 2]; VECTORS],
}

impl Image {
    pub(super) const UNINIT: Image = Image {
        integers: [MaybeUninit::uninit(); INTEGERS],
        vectors: [[MaybeUninit::uninit(); 2]; VECTORS],
    };

    /// Where the register is that comes `index`th among those for integers.
    pub(super) const fn integer(index: usize) -> usize {
        index * 8
    }

    /// Where the vector register is.
    pub(super) const fn vector(index: usize) -> usize {
        INTEGERS * 8 + index * 16
    }
}

/// What [`frame`](super::entry::frame) makes room for: the arguments on the stack, then an image of the
/// registers, then copies of what is passed by pointer. It knows the first two members by their places.
#[repr(C)]
pub(super) struct Frame<'a> {
    /// How many bytes.
    pub(super) size: u64,
    /// What the stack pointer is cut to.
    pub(super) mask: u64,
    /// Where the image of the registers begins.
    pub(super) image: usize,
    pub(super) registers: &'a [Move],
    pub(super) stack: &'a [Move],
    pub(super) words: *const u64,
    pub(super) result: *mut u8,
    /// What is left for variadic arguments, which each call may bring along.
    pub(super) used: Used,
    /// Those arguments.
    pub(super) more: &'a [Tag],
    /// How many words come before theirs.
    pub(super) fixed: usize,
}

/// What [`frame`](super::entry::frame) goes on with, in `rax` and `rdx`.
#[repr(C)]
pub(super) struct Filled {
    image: *const u8,
    vectors: usize,
}

/// Writes the arguments to the stack, and to the image of the registers.
///
/// # Safety
/// There are `frame.size` bytes at `stack`, aligned to 16, and the moves are of this frame; the words and
/// the result are what the function expects.
pub(super) unsafe extern "C" fn fill(frame: &Frame<'_>, stack: *mut u8) -> Filled {
    // SAFETY: the image is a part of the frame.
    let image = unsafe { stack.add(frame.image) };
    let between = |to| Between {
        words: frame.words,
        result: frame.result,
        to,
        image,
    };
    // SAFETY: the caller's word.
    let used = unsafe {
        moves::run(frame.registers, between(image));
        moves::run(frame.stack, between(stack));
        more(frame, stack, image)
    };
    Filled {
        image,
        vectors: used.vectors,
    }
}

/// Writes the variadic arguments that the placement does not know.
///
/// # Safety
/// As for [`fill`].
#[inline]
unsafe fn more(frame: &Frame<'_>, stack: *mut u8, image: *mut u8) -> Used {
    let mut used = frame.used;
    for (index, tag) in frame.more.iter().enumerate() {
        for spot in used.next(*tag == Tag::F64).into_iter().flatten() {
            // SAFETY: a part of the image, or of the frame, which was made for all of them; and the caller
            // says that the word is there.
            unsafe {
                let to = match spot {
                    Spot::Image(offset) => image.add(offset),
                    Spot::Stack(offset) => stack.add(offset),
                };
                to.cast::<u64>()
                    .write(*frame.words.add(frame.fixed + index));
            }
        }
    }
    used
}
