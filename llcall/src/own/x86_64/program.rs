//! [`Program`]: a placement made ready for the machine.

use core::mem::transmute;

use lltype::Value;

use super::compile::Moves;
use super::entry::{self, INTEGER_VALUES, INTEGER_WORDS, VECTOR_VALUES, VECTOR_WORDS, WordsEntry};
use super::fill::{Frame, Image};
use super::moves::{self, Between};
use super::result::{IntegerVector, Integers, Registers, ResultWay, Vectors};
use crate::caller::Call;
use crate::placement::{Bank, Passing, Placement};

/// A placement made ready for the machine.
#[derive(Debug)]
pub(crate) struct Program {
    way: Way,
    moves: Moves,
    result: ResultWay,
    /// How many bytes the result has, where it comes in registers.
    result_size: usize,
}

/// How the function is called.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// All arguments are words, loaded from where they are.
    Words {
        words: WordsEntry,
        /// The same from [`Value`]s.
        values: WordsEntry,
    },
    /// All are in registers.
    Image,
    /// Some are on the stack, or the result is in more than two registers of eight bytes.
    Frame,
}

impl Program {
    /// For a placement by rules of this machine.
    pub(crate) fn new(placement: &Placement) -> Option<Self> {
        let moves = Moves::of(placement);
        let result = ResultWay::of(&placement.result.passing);
        Some(Program {
            way: Self::way(placement, &moves, result),
            moves,
            result,
            result_size: usize::try_from(placement.result.size).unwrap_or(0),
        })
    }

    fn way(placement: &Placement, moves: &Moves, result: ResultWay) -> Way {
        if result.needs_frame() || moves.needs_frame() {
            return Way::Frame;
        }
        let count = placement.arguments.len();
        let is_returned = !matches!(placement.result.passing, Passing::Indirect { .. });
        let entries = match moves.words_in_order() {
            Some(Bank::Integer) if is_returned => {
                INTEGER_WORDS.get(count).zip(INTEGER_VALUES.get(count))
            }
            Some(Bank::Vector) if is_returned => {
                VECTOR_WORDS.get(count).zip(VECTOR_VALUES.get(count))
            }
            _ => None,
        };
        match entries {
            Some((&words, &values)) => Way::Words { words, values },
            None => Way::Image,
        }
    }

    /// Calls a function whose result is a word or nothing. What its type does not have of the word is
    /// anything.
    ///
    /// # Safety
    /// The function is what the placement was made for; there is a word for each argument.
    #[inline]
    pub(crate) unsafe fn word(&self, target: *const (), words: *const u64) -> u64 {
        // SAFETY: the caller's word.
        let registers = unsafe {
            match self.way {
                Way::Words { words: entry, .. } => entry(target, words),
                Way::Image => self.image(&Call::new(target, words)),
                Way::Frame => self.frame(&Call::new(target, words)).into(),
            }
        };
        self.pick(registers)
    }

    /// As [`word`](Self::word), from values, if their words need not be brought together first.
    ///
    /// # Safety
    /// As for [`word`](Self::word).
    #[inline]
    pub(crate) unsafe fn word_of_values(&self, target: *const (), values: &[Value]) -> Option<u64> {
        let Way::Words { values: entry, .. } = self.way else {
            return None;
        };
        // A `Value` is a tag and a word of 8 bytes each. The entry reads no word of no values.
        let words = values.as_ptr().cast::<u64>().wrapping_add(1);
        // SAFETY: the caller's word.
        Some(self.pick(unsafe { entry(target, words) }))
    }

    #[inline]
    fn pick(&self, registers: IntegerVector) -> u64 {
        match self.result {
            ResultWay::Xmm0 => registers.xmm0.to_bits(),
            _ => registers.rax,
        }
    }

    /// Calls a function, and writes its result to `call.result`. If it is a word, that is returned as
    /// well, and `call.result` may be null.
    ///
    /// # Safety
    /// As for [`word`](Self::word), and there is room for the result.
    pub(crate) unsafe fn run(&self, call: &Call<'_>) -> u64 {
        // SAFETY: the caller's word; an entry that ends with a jump gives what the function gives.
        let registers: Registers = unsafe {
            match (self.way, self.result) {
                _ if !call.more.is_empty() => self.frame(call),
                (Way::Frame, _) => self.frame(call),
                (Way::Image, ResultWay::RaxRdx) => self.image::<Integers>(call).into(),
                (Way::Image, ResultWay::Xmm0Xmm1) => self.image::<Vectors>(call).into(),
                (Way::Image, _) => self.image::<IntegerVector>(call).into(),
                (Way::Words { words, .. }, ResultWay::RaxRdx) => {
                    let entry = transmute::<WordsEntry, WordsEntry<Integers>>(words);
                    entry(call.target, call.words).into()
                }
                (Way::Words { words, .. }, ResultWay::Xmm0Xmm1) => {
                    let entry = transmute::<WordsEntry, WordsEntry<Vectors>>(words);
                    entry(call.target, call.words).into()
                }
                (Way::Words { words, .. }, _) => words(call.target, call.words).into(),
            }
        };
        if !call.result.is_null() {
            // SAFETY: there is room for the result.
            unsafe { registers.write(self.result, call.result, self.result_size) };
        }
        self.pick(registers.into())
    }

    /// # Safety
    /// As for [`run`](Self::run); `R` is what the function returns in registers.
    #[inline]
    unsafe fn image<R>(&self, call: &Call<'_>) -> R {
        let mut image = Image::UNINIT;
        let to = (&raw mut image).cast::<u8>();
        let between = Between {
            words: call.words,
            result: call.result,
            to,
            image: to,
        };
        #[expect(clippy::cast_possible_truncation, reason = "at most 8")]
        let vectors = self.moves.used.vectors as u32;
        // SAFETY: the moves are of an image; the rest is the caller's word.
        unsafe {
            moves::run(&self.moves.registers, between);
            entry::image(call.target, to.cast(), vectors)
        }
    }

    /// # Safety
    /// As for [`run`](Self::run).
    unsafe fn frame(&self, call: &Call<'_>) -> Registers {
        let moves = &self.moves;
        let (image, size) = moves.frame(call.more.len());
        let frame = Frame {
            size,
            mask: moves.align.wrapping_neg(),
            image,
            registers: &moves.registers,
            stack: &moves.stack,
            words: call.words,
            result: call.result,
            used: moves.used,
            more: call.more,
            fixed: moves.fixed,
        };
        let mut registers = Registers::expecting(self.result);
        // SAFETY: the caller's word.
        unsafe { entry::frame(&frame, call.target, &mut registers) };
        registers
    }
}
