//! [`Arrivals`]: where a callback finds its arguments, and leaves its result.

use core::mem::MaybeUninit;

use super::fill::{INTEGERS, Image, VECTORS};
use super::relay;
use super::result::{Registers, ResultWay};
use super::{compile, moves};
use crate::Abi;
use crate::placement::{Argument, Passing, Piece, Place, Placement};

/// Where a callback finds its arguments, and leaves its result.
#[derive(Debug)]
pub(crate) struct Arrivals {
    sources: Box<[Source]>,
    result: ResultWay,
    /// Where the address of the room for the result is, if C gives one.
    room: Option<Spot>,
    result_size: usize,
    relay: Relay,
}

/// What a relay kept.
#[derive(Clone, Copy)]
pub(crate) struct Arrived {
    /// The registers.
    pub(crate) image: *const u8,
    /// What is above the return address.
    pub(crate) stack: *const u8,
}

/// As many arguments can come in two registers each.
const PAIRS: usize = INTEGERS.div_ceil(2) + VECTORS.div_ceil(2);

/// Room for arguments that came in several places.
pub(crate) struct Gathered([MaybeUninit<[u64; 2]>; PAIRS]);

impl Gathered {
    /// With nothing written: a constant would be copied.
    #[inline]
    pub(crate) fn new() -> Self {
        Gathered([const { MaybeUninit::uninit() }; PAIRS])
    }
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// It has no bytes.
    Nothing,
    At(Spot),
    /// At the address that is there.
    Behind(Spot),
    /// In two registers that are not side by side; with the place for it in [`Gathered`].
    Two {
        halves: [Spot; 2],
        place: usize,
    },
}

#[derive(Debug, Clone, Copy)]
enum Spot {
    Image(usize),
    Stack(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relay {
    FewIntegers,
    Integers,
    Words,
    All,
    Windows,
}

impl Spot {
    fn of(place: Place) -> Spot {
        match place {
            Place::Register(register) => Spot::Image(compile::image_offset(register)),
            Place::Stack(offset) => Spot::Stack(compile::to_usize(offset)),
        }
    }

    /// # Safety
    /// It is a place of what arrived.
    #[inline]
    unsafe fn address(self, arrived: Arrived) -> *const u8 {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Spot::Image(offset) => arrived.image.add(offset),
                Spot::Stack(offset) => arrived.stack.add(offset),
            }
        }
    }

    /// # Safety
    /// As for [`address`](Self::address).
    #[inline]
    unsafe fn word(self, arrived: Arrived) -> u64 {
        // SAFETY: the caller's word; places are aligned to 8.
        unsafe { self.address(arrived).cast::<u64>().read() }
    }
}

impl Arrivals {
    pub(crate) fn of(placement: &Placement, is_word: bool) -> Option<Self> {
        let mut places = 0;
        let arguments = placement.arguments.iter();
        let sources: Box<[_]> = arguments
            .map(|argument| source(argument, &mut places))
            .collect();
        let result = &placement.result;
        let room = match result.passing {
            Passing::Indirect { pointer, .. } => Some(Spot::of(pointer)),
            _ => None,
        };
        Some(Arrivals {
            sources,
            result: ResultWay::of(&result.passing),
            room,
            result_size: compile::to_usize(result.size),
            relay: Relay::of(placement, is_word),
        })
    }

    /// The relay for its stubs.
    pub(crate) fn relay(&self) -> *const () {
        match self.relay {
            Relay::FewIntegers => relay::few_integers as *const (),
            Relay::Integers => relay::integers as *const (),
            Relay::Words => relay::words as *const (),
            Relay::All => relay::all as *const (),
            Relay::Windows => relay::windows as *const (),
        }
    }

    /// Where the bytes of an argument are; `None` if there is no such argument.
    ///
    /// # Safety
    /// It arrived by a relay of this.
    #[inline]
    pub(crate) unsafe fn argument(
        &self,
        index: usize,
        arrived: Arrived,
        gathered: &mut Gathered,
    ) -> Option<*const u8> {
        // SAFETY: the caller's word.
        Some(unsafe {
            match *self.sources.get(index)? {
                Source::Nothing => core::ptr::dangling(),
                Source::At(spot) => spot.address(arrived),
                Source::Behind(spot) => moves::pointer(spot.word(arrived)),
                Source::Two { halves, place } => {
                    let halves = halves.map(|half| half.word(arrived));
                    gathered.0.get_mut(place)?.write(halves);
                    gathered.0.as_ptr().add(place).cast()
                }
            }
        })
    }

    /// An argument that is a word, with whatever its type does not have of it; `None` if it is not in a
    /// place of its own.
    ///
    /// # Safety
    /// As for [`argument`](Self::argument).
    #[inline]
    pub(crate) unsafe fn word(&self, index: usize, arrived: Arrived) -> Option<u64> {
        match self.sources.get(index) {
            // SAFETY: the caller's word; a word has eight bytes in each place.
            Some(Source::At(spot)) => Some(unsafe { spot.word(arrived) }),
            _ => None,
        }
    }

    /// The room for the result that C gives.
    ///
    /// # Safety
    /// As for [`argument`](Self::argument).
    pub(crate) unsafe fn room(&self, arrived: Arrived) -> Option<*mut u8> {
        let room = self.room?;
        // SAFETY: the caller's word.
        Some(moves::pointer(unsafe { room.word(arrived) }).cast_mut())
    }

    /// Brings a result to where C looks for it: in memory it is there already.
    ///
    /// # Safety
    /// The result is at `result`.
    pub(crate) unsafe fn answer(&self, result: *const u8, registers: &mut Registers) {
        match self.room {
            // C wants the address back.
            Some(_) => registers.rax = result.expose_provenance() as u64,
            // SAFETY: the caller's word.
            None => unsafe { registers.read(self.result, result, self.result_size) },
        }
    }
}

impl Relay {
    fn of(placement: &Placement, is_word: bool) -> Relay {
        if placement.abi == Abi::Win64 {
            return Relay::Windows;
        }
        let (used, is_wide) = compile::used(placement);
        match (is_word, used.integers, used.vectors) {
            (true, 0..=3, 0) => Relay::FewIntegers,
            (true, _, 0) => Relay::Integers,
            (true, ..) if !is_wide => Relay::Words,
            _ => Relay::All,
        }
    }
}

fn source(argument: &Argument, places: &mut usize) -> Source {
    match &argument.passing {
        Passing::Nothing => Source::Nothing,
        Passing::Indirect { pointer, .. } => Source::Behind(Spot::of(*pointer)),
        Passing::Direct(pieces) => match pieces[..] {
            [] => Source::Nothing,
            [one] => Source::At(Spot::of(one.place)),
            [first, second, ..] => two(first, second, places),
        },
    }
}

fn two(first: Piece, second: Piece, places: &mut usize) -> Source {
    let halves = [Spot::of(first.place), Spot::of(second.place)];
    match halves {
        [Spot::Image(one), Spot::Image(other)] if other == one + 8 => Source::At(halves[0]),
        // The same bytes in two places.
        _ if first.offset == second.offset => Source::At(halves[0]),
        _ => {
            *places += 1;
            Source::Two {
                halves,
                place: *places - 1,
            }
        }
    }
}

const _: () = assert!(size_of::<Image>() == INTEGERS * 8 + VECTORS * 16);
