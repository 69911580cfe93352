//! [`Moves`]: how arguments get to their places.

use super::fill::{INTEGERS, Image, VECTORS};
use super::moves::{Move, What};
use super::used::Used;
use crate::Abi;
use crate::caller::Carried;
use crate::placement::{Argument, Bank, Passing, Piece, Place, Placement, Register};

/// The registers for integer arguments, by their order in an [`Image`]: `rdi`, `rsi`, `rdx`, `rcx`, `r8`,
/// `r9`.
const ORDER: [u8; INTEGERS] = [7, 6, 2, 1, 8, 9];

/// How the arguments of a placement get to their places.
#[derive(Debug)]
pub(super) struct Moves {
    /// Into the image of the registers.
    pub(super) registers: Box<[Move]>,
    /// To the stack.
    pub(super) stack: Box<[Move]>,
    /// How the stack is aligned.
    pub(super) align: u64,
    /// The places that are taken.
    pub(super) used: Used,
    /// How many words there are.
    pub(super) fixed: usize,
    /// The bytes of the stack that the ABI wants to be there.
    pub(super) stack_size: usize,
    /// The bytes of the image, with the copies behind it.
    image_size: usize,
    /// Whether there is an argument of 16 bytes in one register.
    pub(super) is_wide: bool,
}

impl Moves {
    pub(super) fn of(placement: &Placement) -> Self {
        let mut writer = Writer::default();
        let is_indirect = matches!(placement.result.passing, Passing::Indirect { .. });
        if placement.abi == Abi::Win64 {
            writer.used.windows = Some(usize::from(is_indirect) + placement.arguments.len());
        }
        if let Passing::Indirect { pointer, .. } = placement.result.passing {
            writer.push(0, pointer, What::Result);
        }
        for (index, argument) in placement.arguments.iter().enumerate() {
            writer.argument(index, argument);
        }
        Moves {
            image_size: writer.image_size(),
            registers: writer.registers.into(),
            stack: writer.stack.into(),
            align: placement.stack_align.max(writer.copy_align),
            used: writer.used,
            fixed: placement.arguments.len(),
            stack_size: to_usize(placement.stack),
            is_wide: writer.is_wide,
        }
    }

    /// Whether an image of eight bytes for each register does not do.
    pub(super) fn needs_frame(&self) -> bool {
        self.is_wide || self.stack_size > 0 || self.copies()
    }

    /// Whether something is passed by a pointer to a copy.
    pub(super) fn copies(&self) -> bool {
        self.image_size > size_of::<Image>()
    }

    /// The kind of registers, if the words go into those of one kind one after the other.
    pub(super) fn words_in_order(&self) -> Option<Bank> {
        self.in_order(1, |_, what| what == What::Word)
    }

    /// The kind of registers, if each word stands for 16 bytes that go into two of one kind, one after
    /// the other.
    pub(super) fn pairs_in_order(&self) -> Option<Bank> {
        let is_half = |index, what| match index % 2 {
            0 => what == What::Eight { offset: 0 },
            _ => what == What::Eight { offset: 8 },
        };
        self.in_order(2, is_half)
    }

    /// Whether all are words, and more than registers for integers, which have the first.
    pub(super) fn are_integers(&self) -> bool {
        let mut moves = self.registers.iter().chain(&self.stack).enumerate();
        let mut places = (0..INTEGERS).map(Image::integer).chain((0..).step_by(8));
        let are_in_order = moves.all(|(index, step)| {
            let is_word = step.what == What::Word && usize::from(step.word) == index;
            is_word && places.next() == Some(step.to as usize)
        });
        let has_all = self.registers.len() == INTEGERS && !self.stack.is_empty();
        are_in_order && has_all && self.used.vectors == 0
    }

    fn in_order(&self, for_each: usize, is: impl Fn(usize, What) -> bool) -> Option<Bank> {
        let are_at = |place: fn(usize) -> usize| {
            let mut moves = self.registers.iter().enumerate();
            moves.all(|(index, step)| {
                let is_own = usize::from(step.word) == index / for_each;
                is_own && is(index, step.what) && step.to as usize == place(index)
            })
        };
        match self.registers.len() == self.fixed * for_each {
            true if are_at(Image::integer) => Some(Bank::Integer),
            true if are_at(Image::vector) => Some(Bank::Vector),
            _ => None,
        }
    }

    /// Where the image begins in a frame with so many words more, and the size of the frame.
    pub(super) fn frame(&self, more: usize) -> (usize, u64) {
        let stack = match more {
            0 => self.stack_size,
            _ => self.stack_size.max(self.used.stack_with(more)),
        };
        let align = to_usize(self.align);
        let image = stack.next_multiple_of(align);
        let size = (image + self.image_size).next_multiple_of(16);
        (image, size as u64)
    }
}

/// Sizes are limited by the layout, which fits the address space.
pub(super) fn to_usize(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "nothing is planned for more than 2^30 bytes"
)]
fn to_u32(size: usize) -> u32 {
    size as u32
}

#[derive(Default)]
struct Writer {
    /// How the copies are aligned, at most.
    copy_align: u64,
    registers: Vec<Move>,
    stack: Vec<Move>,
    used: Used,
    copies: usize,
    is_wide: bool,
}

impl Writer {
    fn image_size(&self) -> usize {
        size_of::<Image>() + self.copies
    }

    fn argument(&mut self, index: usize, argument: &Argument) {
        match &argument.passing {
            Passing::Nothing => {}
            Passing::Direct(pieces) => {
                for piece in pieces {
                    self.piece(index, argument, piece);
                }
            }
            Passing::Indirect { pointer, align } => {
                self.copy_align = self.copy_align.max(*align);
                let copy = self.image_size().next_multiple_of(to_usize(*align).max(8));
                let size = to_usize(argument.size);
                self.copies = copy + size - size_of::<Image>();
                let (size, copy) = (to_u32(size), to_u32(copy));
                self.push(index, *pointer, What::Copy { size, copy });
            }
        }
    }

    fn piece(&mut self, index: usize, argument: &Argument, piece: &Piece) {
        let what = match (Carried::of(&argument.ty), piece.place) {
            (Carried::Integer | Carried::Vector, _) => What::Word,
            (Carried::Memory, Place::Stack(_)) => What::Block {
                size: to_u32(to_usize(piece.size)),
            },
            (Carried::Memory, Place::Register(_)) => in_register(piece),
        };
        self.is_wide |= piece.size > 8 && matches!(piece.place, Place::Register(_));
        self.push(index, piece.place, what);
        if let Place::Stack(offset) = piece.place {
            let end = to_usize(offset + piece.size.next_multiple_of(8));
            self.used.stack = self.used.stack.max(end);
        }
    }

    fn push(&mut self, index: usize, place: Place, what: What) {
        #[expect(clippy::cast_possible_truncation, reason = "at most 127 arguments")]
        let word = index as u8;
        let (moves, to) = match place {
            Place::Stack(offset) => (&mut self.stack, to_usize(offset)),
            Place::Register(register) => {
                let to = self.used.note(register);
                (&mut self.registers, to)
            }
        };
        let to = to_u32(to);
        moves.push(Move { what, word, to });
    }
}

/// Where a register is in an image.
pub(super) fn image_offset(register: Register) -> usize {
    Used::default().note(register)
}

/// How many registers have arguments, and whether more than eight bytes of one are used.
pub(super) fn used(placement: &Placement) -> (Used, bool) {
    let moves = Moves::of(placement);
    (moves.used, moves.is_wide)
}

impl Used {
    /// Counts a register as taken, and says where it is in an image.
    fn note(&mut self, register: Register) -> usize {
        match register.bank {
            Bank::Integer => {
                let order = ORDER.iter().position(|number| *number == register.number);
                let index = order.unwrap_or(0);
                self.integers = self.integers.max(index + 1);
                Image::integer(index)
            }
            // No argument is in x87's.
            Bank::Vector | Bank::X87 => {
                let index = usize::from(register.number).min(VECTORS - 1);
                self.vectors = self.vectors.max(index + 1);
                Image::vector(index)
            }
        }
    }
}

/// What is behind a pointer, into a register.
fn in_register(piece: &Piece) -> What {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "values of at most 16 bytes"
    )]
    let (offset, count) = (piece.offset as u8, piece.size as u8);
    match count {
        8 => What::Eight { offset },
        9.. => What::Block {
            size: u32::from(count),
        },
        _ => What::Few { offset, count },
    }
}
