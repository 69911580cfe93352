//! [`Program`]: a placement made ready for the machine.

use core::mem::transmute;
use core::ptr::null_mut;

use lltype::Value;

use super::compile::Moves;
use super::entry::{self, Entry, VALUES, WORDS};
use super::fill::{Frame, Image};
use super::load::Loads;
use super::loaded;
use super::moves::{self, Between};
use super::result::{self, IntegerVector, Integers, Registers, ResultWay, Vectors};
use crate::caller::Call;
use crate::placement::Placement;

/// A placement made ready for the machine.
#[derive(Debug)]
pub(crate) struct Program {
    way: Way,
    result: ResultWay,
    /// How many bytes the result has, where it comes in registers.
    result_size: usize,
    moves: Moves,
}

/// How the function is called.
#[derive(Debug)]
enum Way {
    /// The arguments are loaded from where they are: from words, or from [`Value`]s.
    Loaded { words: Loaded, values: Loaded },
    /// All are in registers.
    Image,
    /// Some are on the stack, or the result is in more than two registers of eight bytes.
    Frame,
}

impl Way {
    fn of(loaded: [(Entry, Loads); 2]) -> Self {
        let [words, values] = loaded.map(|(entry, loads)| Loaded {
            entry,
            loads: Box::new(loads),
        });
        Way::Loaded { words, values }
    }
}

/// An entry, and what it reads.
#[derive(Debug)]
struct Loaded {
    entry: Entry,
    loads: Box<Loads>,
}

impl Loaded {
    /// # Safety
    /// The function is what this was made for; the words are there, and room for a result in memory; `R`
    /// is what the function returns in registers.
    #[inline]
    unsafe fn call<R>(&self, target: *const (), words: *const u64, result: *mut u8) -> R {
        // SAFETY: an entry gives what the function gives.
        unsafe {
            let entry = transmute::<Entry, Entry<R>>(self.entry);
            entry(target, words, &self.loads, result)
        }
    }
}

/// What calls, in ways that give what the function gives.
#[derive(Clone, Copy)]
enum Start<'a> {
    Loaded(&'a Loaded, *const (), *const u64),
    Image(&'a Call<'a>),
}

/// How many words a [`Value`] has: its tag, and its word.
#[expect(clippy::cast_possible_truncation, reason = "two")]
const STRIDE: u8 = (size_of::<Value>() / size_of::<u64>()) as u8;

/// Where the word of the first value is.
#[inline]
fn words_of(values: &[Value]) -> *const u64 {
    // No entry reads a word of no values.
    values.as_ptr().cast::<u64>().wrapping_add(1)
}

impl Program {
    /// For a placement by rules of this machine.
    pub(crate) fn new(placement: &Placement) -> Option<Self> {
        let moves = Moves::of(placement);
        let result = ResultWay::of(&placement.result.passing);
        Some(Program {
            way: Self::way(&moves, result),
            moves,
            result,
            result_size: usize::try_from(placement.result.size).unwrap_or(0),
        })
    }

    fn way(moves: &Moves, result: ResultWay) -> Way {
        if result.needs_frame() {
            return Way::Frame;
        }
        if !moves.needs_frame()
            && let (Some(words), Some(values)) = (WORDS.of(moves), VALUES.of(moves))
        {
            return Way::of([(words, Loads::NONE), (values, Loads::NONE)]);
        }
        if let (Some(words), Some(values)) = (Loads::of(moves, 1), Loads::of(moves, STRIDE)) {
            let entry = loaded::entry(&words, moves.used.integers);
            let more = |entries: entry::Entries| entries.of_more(moves).unwrap_or(entry);
            return Way::of([(more(WORDS), words), (more(VALUES), values)]);
        }
        match moves.needs_frame() {
            true => Way::Frame,
            false => Way::Image,
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
            match &self.way {
                Way::Loaded { words: loaded, .. } => loaded.call(target, words, null_mut()),
                Way::Image | Way::Frame => self.slow_word(target, words),
            }
        };
        self.pick(registers)
    }

    /// # Safety
    /// As for [`word`](Self::word).
    #[inline(never)]
    unsafe fn slow_word(&self, target: *const (), words: *const u64) -> IntegerVector {
        let call = Call::new(target, words, null_mut());
        // SAFETY: the caller's word.
        unsafe {
            match self.way {
                Way::Frame => self.frame(&call).into(),
                _ => self.image(&call),
            }
        }
    }

    /// As [`word`](Self::word), from values, if their words need not be brought together first.
    ///
    /// # Safety
    /// As for [`word`](Self::word).
    #[inline]
    pub(crate) unsafe fn word_of_values(&self, target: *const (), values: &[Value]) -> Option<u64> {
        let words = words_of(values);
        // SAFETY: the caller's word.
        let registers = unsafe {
            match &self.way {
                Way::Loaded { values: loaded, .. } => loaded.call(target, words, null_mut()),
                Way::Image | Way::Frame => return None,
            }
        };
        Some(self.pick(registers))
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
    #[inline]
    pub(crate) unsafe fn run(&self, call: &Call<'_>) -> u64 {
        // SAFETY: the caller's word.
        unsafe {
            match (&self.way, call.more) {
                (Way::Loaded { words, .. }, []) => {
                    let start = Start::Loaded(words, call.target, call.words);
                    self.finish(start, call.result)
                }
                _ => self.run_slowly(call),
            }
        }
    }

    /// As [`run`](Self::run), from values, if their words need not be brought together first. Says whether
    /// it called.
    ///
    /// # Safety
    /// As for [`run`](Self::run).
    #[inline]
    pub(crate) unsafe fn run_of_values(
        &self,
        target: *const (),
        values: &[Value],
        result: *mut u8,
    ) -> bool {
        let Way::Loaded { values: loaded, .. } = &self.way else {
            return false;
        };
        // SAFETY: the caller's word.
        unsafe { self.finish(Start::Loaded(loaded, target, words_of(values)), result) };
        true
    }

    /// # Safety
    /// As for [`run`](Self::run).
    #[inline(never)]
    unsafe fn run_slowly(&self, call: &Call<'_>) -> u64 {
        match self.way {
            // SAFETY: the caller's word.
            Way::Image if call.more.is_empty() => unsafe {
                self.finish(Start::Image(call), call.result)
            },
            // SAFETY: the caller's word.
            _ => unsafe { self.run_frame(call) },
        }
    }

    /// Calls, and writes the result.
    ///
    /// # Safety
    /// As for [`run`](Self::run).
    #[inline]
    unsafe fn finish(&self, start: Start<'_>, result: *mut u8) -> u64 {
        // SAFETY: the caller's word; an entry that ends with a jump gives what the function gives.
        let [low, high] = unsafe {
            match self.result {
                ResultWay::RaxRdx => {
                    let Integers { rax, rdx } = self.enter(start, result);
                    [rax, rdx]
                }
                ResultWay::Xmm0Xmm1 => {
                    let Vectors { xmm0, xmm1 } = self.enter(start, result);
                    [xmm0.to_bits(), xmm1.to_bits()]
                }
                way => {
                    let IntegerVector { rax, xmm0 } = self.enter(start, result);
                    match way {
                        ResultWay::Xmm0 | ResultWay::Xmm0Rax => [xmm0.to_bits(), rax],
                        _ => [rax, xmm0.to_bits()],
                    }
                }
            }
        };
        if !result.is_null() && self.result != ResultWay::None {
            // SAFETY: there is room for the result.
            unsafe { result::write(low, high, result, self.result_size) };
        }
        low
    }

    /// # Safety
    /// As for [`run`](Self::run).
    unsafe fn run_frame(&self, call: &Call<'_>) -> u64 {
        // SAFETY: the caller's word.
        let registers = unsafe { self.frame(call) };
        if !call.result.is_null() {
            // SAFETY: there is room for the result.
            unsafe { registers.write(self.result, call.result, self.result_size) };
        }
        self.pick(registers.into())
    }

    /// # Safety
    /// As for [`run`](Self::run); `R` is what the function returns in registers.
    #[inline]
    unsafe fn enter<R>(&self, start: Start<'_>, result: *mut u8) -> R {
        // SAFETY: the caller's word.
        unsafe {
            match start {
                Start::Loaded(loaded, target, words) => loaded.call(target, words, result),
                Start::Image(call) => self.image(call),
            }
        }
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
