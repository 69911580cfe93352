//! The registers that results come in.

use core::arch::x86_64::{_mm_set_epi64x, _mm_storeu_si128};

use crate::placement::{Bank, Passing, Place};

/// What `rax` and `xmm0` have: C returns such a struct in them.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct IntegerVector {
    pub(super) rax: u64,
    pub(super) xmm0: f64,
}

/// What `rax` and `rdx` have.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Integers {
    pub(super) rax: u64,
    pub(super) rdx: u64,
}

/// What `xmm0` and `xmm1` have.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Vectors {
    pub(super) xmm0: f64,
    pub(super) xmm1: f64,
}

/// All of them. [`frame`](super::entry::frame) knows the offsets.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub(crate) struct Registers {
    pub(super) rax: u64,
    pub(super) rdx: u64,
    pub(super) xmm0: [u64; 2],
    pub(super) xmm1: [u64; 2],
    pub(super) st: [[u64; 2]; 2],
    /// How many of x87's stack have results.
    pub(super) x87_count: usize,
}

impl From<Registers> for IntegerVector {
    #[inline]
    fn from(registers: Registers) -> Self {
        IntegerVector {
            rax: registers.rax,
            xmm0: f64::from_bits(registers.xmm0[0]),
        }
    }
}

impl Registers {
    /// What [`frame`](super::entry::frame) is to write to.
    #[inline]
    pub(super) fn expecting(result: ResultWay) -> Self {
        Registers {
            x87_count: match result {
                ResultWay::X87(count) => count,
                _ => 0,
            },
            ..Registers::default()
        }
    }

    /// Writes a result of `size` bytes.
    ///
    /// # Safety
    /// There is room for it.
    #[inline]
    pub(super) unsafe fn write(&self, way: ResultWay, to: *mut u8, size: usize) {
        let [low, high] = match way {
            ResultWay::None => return,
            ResultWay::Rax => [self.rax, 0],
            ResultWay::Xmm0 => [self.xmm0[0], 0],
            ResultWay::RaxRdx => [self.rax, self.rdx],
            ResultWay::Xmm0Xmm1 => [self.xmm0[0], self.xmm1[0]],
            ResultWay::RaxXmm0 => [self.rax, self.xmm0[0]],
            ResultWay::Xmm0Rax => [self.xmm0[0], self.rax],
            ResultWay::WideXmm0 => self.xmm0,
            ResultWay::X87(count) => {
                // SAFETY: the caller says that there is room.
                return unsafe { self.write_x87(to, count) };
            }
        };
        // SAFETY: the caller says that there is room for `size` bytes.
        unsafe { write(low, high, to, size) }
    }

    /// Reads a result of `size` bytes, for C to find it in these registers.
    ///
    /// # Safety
    /// It is there, in memory of a multiple of 8 bytes.
    pub(super) unsafe fn read(&mut self, way: ResultWay, from: *const u8, size: usize) {
        let from = from.cast::<u64>();
        // SAFETY: the caller's word.
        let low = || unsafe { from.read_unaligned() };
        // SAFETY: the caller's word, of a result of more than 8 bytes.
        let high = || unsafe { from.add(1).read_unaligned() };
        debug_assert!(size <= 32);
        match way {
            ResultWay::None => {}
            ResultWay::Rax => self.rax = low(),
            ResultWay::Xmm0 => self.xmm0[0] = low(),
            ResultWay::RaxRdx => (self.rax, self.rdx) = (low(), high()),
            ResultWay::Xmm0Xmm1 => (self.xmm0[0], self.xmm1[0]) = (low(), high()),
            ResultWay::RaxXmm0 => (self.rax, self.xmm0[0]) = (low(), high()),
            ResultWay::Xmm0Rax => (self.xmm0[0], self.rax) = (low(), high()),
            ResultWay::WideXmm0 => self.xmm0 = [low(), high()],
            ResultWay::X87(count) => {
                self.x87_count = count;
                for (index, number) in self.st.iter_mut().enumerate().take(count) {
                    // SAFETY: the caller says that so many are there.
                    *number = unsafe { from.cast::<[u64; 2]>().add(index).read_unaligned() };
                }
            }
        }
    }

    /// Ten bytes of each.
    ///
    /// # Safety
    /// There is room for `count`, 16 bytes apart.
    unsafe fn write_x87(&self, to: *mut u8, count: usize) {
        for (index, number) in self.st.iter().enumerate().take(count) {
            // SAFETY: the caller says that there is room.
            unsafe {
                to.add(index * 16)
                    .cast::<[u64; 2]>()
                    .write_unaligned(*number)
            };
        }
    }
}

/// Writes the lowest `size` bytes of two words.
///
/// # Safety
/// There is room for them.
#[inline]
#[expect(clippy::cast_possible_wrap, reason = "the bits are meant")]
pub(super) unsafe fn write(low: u64, high: u64, to: *mut u8, size: usize) {
    // SAFETY: the caller says that there is room for `size` bytes.
    unsafe {
        match size {
            // At once: whoever reads it at once would wait for two halves.
            16 => _mm_storeu_si128(to.cast(), _mm_set_epi64x(high as i64, low as i64)),
            9.. => {
                to.cast::<u64>().write_unaligned(low);
                write_few(to.add(8), high, size - 8);
            }
            _ => write_few(to, low, size),
        }
    }
}

/// The lowest `count` bytes of a word.
///
/// # Safety
/// There is room for them.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lowest bytes are meant"
)]
unsafe fn write_few(to: *mut u8, word: u64, count: usize) {
    // SAFETY: the caller says that there is room.
    unsafe {
        match count {
            8 => to.cast::<u64>().write_unaligned(word),
            4 => to.cast::<u32>().write_unaligned(word as u32),
            2 => to.cast::<u16>().write_unaligned(word as u16),
            1 => to.write(word as u8),
            _ => core::ptr::copy_nonoverlapping(word.to_ne_bytes().as_ptr(), to, count.min(8)),
        }
    }
}

/// How a result comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultWay {
    /// There is none, or the function writes it to memory itself.
    None,
    Rax,
    Xmm0,
    RaxRdx,
    Xmm0Xmm1,
    RaxXmm0,
    Xmm0Rax,
    /// All 16 bytes of the register.
    WideXmm0,
    /// So many of x87's stack.
    X87(usize),
}

impl ResultWay {
    pub(super) fn of(passing: &Passing) -> Self {
        let Passing::Direct(pieces) = passing else {
            return ResultWay::None;
        };
        let banks = pieces.iter().map(|piece| match piece.place {
            Place::Register(register) => (register.bank, piece.size),
            // No result is there.
            Place::Stack(_) => (Bank::Integer, piece.size),
        });
        match *banks.collect::<Vec<_>>() {
            [(Bank::Integer, _)] => ResultWay::Rax,
            [(Bank::Vector, ..=8)] => ResultWay::Xmm0,
            [(Bank::Vector, _)] => ResultWay::WideXmm0,
            [(Bank::X87, _)] => ResultWay::X87(1),
            [(Bank::X87, _), _] => ResultWay::X87(2),
            [(Bank::Integer, _), (Bank::Integer, _)] => ResultWay::RaxRdx,
            [(Bank::Vector, _), (Bank::Vector, _)] => ResultWay::Xmm0Xmm1,
            [(Bank::Integer, _), _] => ResultWay::RaxXmm0,
            [(Bank::Vector, _), _] => ResultWay::Xmm0Rax,
            // No result has more pieces.
            _ => ResultWay::None,
        }
    }

    /// Whether registers beyond [`IntegerVector`], [`Integers`] and [`Vectors`] are needed.
    pub(super) fn needs_frame(self) -> bool {
        matches!(self, ResultWay::WideXmm0 | ResultWay::X87(_))
    }
}
