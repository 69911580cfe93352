//! [`Loads`]: which argument goes where, as the entries of [`loaded`](super::loaded) read it.

use super::compile::Moves;
use super::fill::{INTEGERS, Image, VECTORS};
use super::moves::{Move, What};

/// How many words or pieces of 16 bytes are brought to the stack so.
const STEPS: usize = 16;

/// Which word is in which register, and what is on the stack. All places of registers are some word: the
/// entries load more registers than the function looks at.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Loads {
    /// In words from the first one.
    pub(super) integers: [u8; INTEGERS],
    /// 1, if the first register has the address of the room for the result.
    pub(super) has_result: u8,
    /// How many vector registers have arguments.
    pub(super) vectors_used: u8,
    pub(super) vectors: [u8; VECTORS],
    /// The bytes of the stack, a multiple of 16.
    pub(super) stack: u16,
    /// How many words are on the stack.
    pub(super) stack_words: u16,
    /// Where the steps for words end, in bytes from the first step.
    pub(super) words_end: u16,
    /// Where those for pieces end, which come after them.
    pub(super) pieces_end: u16,
    pub(super) steps: [Step; STEPS],
}

/// A word, or 16 bytes of what it points to, to the stack.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Step {
    /// In words from the first one.
    pub(super) word: u16,
    /// In bytes from the stack pointer.
    pub(super) to: u16,
    /// In bytes from where the word points to.
    pub(super) from: u16,
}

impl Loads {
    /// For entries that need none.
    pub(super) const NONE: Loads = Loads {
        integers: [0; INTEGERS],
        has_result: 0,
        vectors_used: 0,
        vectors: [0; VECTORS],
        stack: 0,
        stack_words: 0,
        words_end: 0,
        pieces_end: 0,
        steps: [Step {
            word: 0,
            to: 0,
            from: 0,
        }; STEPS],
    };

    /// For words that are `stride` words apart; `None` if the arguments are not of the kind.
    pub(super) fn of(moves: &Moves, stride: u8) -> Option<Self> {
        let is_aligned = moves.align <= 16;
        if moves.fixed == 0 || moves.is_wide || moves.copies() || !is_aligned {
            return None;
        }
        let mut loads = Loads {
            vectors_used: u8::try_from(moves.used.vectors).ok()?,
            stack: u16::try_from(moves.stack_size.next_multiple_of(16)).ok()?,
            stack_words: u16::try_from(moves.stack.len()).ok()?,
            ..Self::NONE
        };
        // The entry does not look for the end of the stack.
        if loads.stack >= 4096 {
            return None;
        }
        for step in &moves.registers {
            loads.register(step, stride)?;
        }
        loads.stack(&moves.stack, stride)?;
        Some(loads)
    }

    fn register(&mut self, step: &Move, stride: u8) -> Option<()> {
        let place = step.to as usize;
        match step.what {
            What::Word if place < Image::vector(0) => {
                self.integers[place / Image::integer(1)] = step.word.checked_mul(stride)?;
            }
            What::Word => {
                let size = Image::vector(1) - Image::vector(0);
                let index = (place - Image::vector(0)) / size;
                self.vectors[index] = step.word.checked_mul(stride)?;
            }
            What::Result if place == Image::integer(0) => self.has_result = 1,
            _ => return None,
        }
        Some(())
    }

    /// Words first, then what is longer.
    fn stack(&mut self, moves: &[Move], stride: u8) -> Option<()> {
        let mut count = 0;
        let mut add = |step: &Move, from: u32| {
            let place = self.steps.get_mut(count)?;
            *place = Step {
                word: u16::from(step.word.checked_mul(stride)?),
                to: u16::try_from(step.to + from).ok()?,
                from: u16::try_from(from).ok()?,
            };
            count += 1;
            u16::try_from(count * size_of::<Step>()).ok()
        };
        let (mut words_end, mut pieces_end) = (0, 0);
        for step in moves.iter().filter(|step| step.what == What::Word) {
            words_end = add(step, 0)?;
        }
        pieces_end = pieces_end.max(words_end);
        for step in moves {
            match step.what {
                What::Word => {}
                // The last piece may overlap the one before it.
                What::Block { size: size @ 16.. } => {
                    for from in (0..size - 16).step_by(16).chain([size - 16]) {
                        pieces_end = add(step, from)?;
                    }
                }
                _ => return None,
            }
        }
        (self.words_end, self.pieces_end) = (words_end, pieces_end);
        Some(())
    }
}
