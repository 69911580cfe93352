//! [`Call`]: a function with its arguments in memory, ready to be called.
//!
//! # Safety
//! The function is called as its prototype says, with words that were built by the types of its
//! parameters; what else it wants of them is the word of who calls.

use cdef::Cdef;
use llcall::Carried;
use lltype::{Class, Kind, Prototype, Target, Type};
use rffi::{Errno, Function};

use crate::memory::{Arena, Argument, Block, BuildError, Builder};
use crate::print::Show;
use crate::{Error, Literal, Place};

/// A function with its arguments in memory.
#[derive(Debug)]
pub(crate) struct Call {
    function: Function,
    words: Vec<u64>,
    arena: Arena,
    /// What is printed after the call: which argument, its type, where it is.
    shown: Vec<(usize, Type, Block)>,
    result: Block,
    is_result_in_memory: bool,
}

/// The room for a result that is a word, or less.
const WORDS: usize = 16;

impl Call {
    /// Builds arguments, of which there are as many as the function takes.
    pub(crate) fn new(
        function: Function,
        cdef: &Cdef,
        arguments: &[Literal],
    ) -> Result<Self, Error> {
        let mut builder = Builder::new(cdef);
        let (mut built, mut shown) = (Vec::new(), Vec::new());
        let types = function.caller().types();
        for (index, (ty, value)) in types.iter().zip(arguments).enumerate() {
            let argument = builder.argument(ty, value);
            let argument = argument.map_err(|error| refused(&function, index, error))?;
            let Argument { bytes, shown: more } = argument;
            shown.extend(more.map(|(ty, block)| (index + 1, ty, block)));
            built.push(bytes);
        }
        let mut arena = builder.into_arena();
        let words = types.iter().zip(&built);
        let words = words.map(|(ty, bytes)| word(ty, bytes, &mut arena));
        let words = words.collect::<Option<Vec<_>>>();
        let result_type = function.prototype().result();
        let result = room(&result_type, &mut arena);
        let (Some(words), Some(result)) = (words, result) else {
            return Err(Error::Prototype(
                "there is no memory for the arguments".to_owned(),
            ));
        };
        Ok(Call {
            function,
            words,
            arena,
            shown,
            result,
            is_result_in_memory: Carried::of(&result_type) == Carried::Memory,
        })
    }

    /// Calls the function, and gives errno.
    ///
    /// # Safety
    /// It may be called with these arguments.
    pub(crate) unsafe fn call(&self) -> Errno {
        if self.is_result_in_memory {
            let room = self.arena.pointer(self.result).cast();
            // SAFETY: the words were built by the types of the parameters, and there is room for the result;
            // the rest is the caller's word.
            return unsafe { self.function.call_slots_errno_into(&self.words, room) };
        }
        // SAFETY: as above, and the result is a word.
        let (word, errno) = unsafe { self.function.call_slots_errno(&self.words) };
        self.store(word);
        errno
    }

    /// Calls the function, and does nothing else.
    ///
    /// # Safety
    /// As for [`call`](Self::call).
    pub(crate) unsafe fn call_only(&self) {
        if self.is_result_in_memory {
            let room = self.arena.pointer(self.result).cast();
            // SAFETY: as in `call`.
            return unsafe { self.function.call_slots_into(&self.words, room) };
        }
        // SAFETY: as in `call`.
        core::hint::black_box(unsafe { self.function.call_slots(&self.words) });
    }

    /// Writes a result that is a word to its room.
    fn store(&self, word: u64) {
        let result = self.function.prototype().result();
        let size = Target::HOST.sizeof(&result).unwrap_or(0);
        let size = usize::try_from(size).unwrap_or(0).min(8);
        let bytes = word.to_ne_bytes();
        let bytes = match Target::HOST.is_little_endian() {
            true => &bytes[..size],
            false => &bytes[8 - size..],
        };
        // SAFETY: the room has 16 bytes or more.
        unsafe {
            let room = self.arena.pointer(self.result);
            room.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        }
    }

    /// The result as text.
    ///
    /// # Safety
    /// The function was called, and what it returned is what it says: each `char *` a string, or null.
    pub(crate) unsafe fn result(&self) -> String {
        let result = self.function.prototype().result();
        let bytes = self.arena.bytes(self.result);
        // SAFETY: the caller's word.
        unsafe { Show::new(&result, &bytes).with_strings() }.to_string()
    }

    /// What the arguments that are written with `&` point to.
    ///
    /// # Safety
    /// As for [`result`](Self::result).
    pub(crate) unsafe fn arguments(&self) -> Vec<(usize, String)> {
        let shown = self.shown.iter().map(|(number, ty, block)| {
            let bytes = self.arena.bytes(*block);
            // SAFETY: the caller's word.
            let text = unsafe { Show::new(ty, &bytes).with_strings() }.to_string();
            (*number, text)
        });
        shown.collect()
    }
}

fn refused(function: &Function, index: usize, error: BuildError) -> Error {
    Error::Argument {
        argument: place(function.prototype(), index),
        error,
    }
}

/// Which argument, with the name of its parameter.
pub(crate) fn place(prototype: &Prototype, index: usize) -> Place {
    Place {
        function: prototype.name().to_owned(),
        number: index + 1,
        parameter: prototype
            .true_params()
            .nth(index)
            .and_then(|param| param.name.map(str::to_owned)),
    }
}

/// The word that is passed for a value: itself, extended by its sign, or where it is.
fn word(ty: &Type, bytes: &[u8], arena: &mut Arena) -> Option<u64> {
    if Carried::of(ty) == Carried::Memory {
        let align = Target::HOST.alignof(ty).ok()?;
        return Some(arena.keep(bytes, align)?.address() as u64);
    }
    let append = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
    let word = match Target::HOST.is_little_endian() {
        true => bytes.iter().rev().fold(0, append),
        false => bytes.iter().fold(0, append),
    };
    let unused = 64_u32
        .saturating_sub(u32::try_from(bytes.len()).ok()? * 8)
        .min(63);
    Some(match is_signed(ty) {
        true => ((word << unused).cast_signed() >> unused).cast_unsigned(),
        false => word,
    })
}

fn is_signed(ty: &Type) -> bool {
    let scalar = match ty.kind() {
        Kind::Scalar(scalar) => scalar,
        Kind::Enum(enumeration) => enumeration.base(&Target::HOST),
        _ => return false,
    };
    scalar.class(&Target::HOST) == Class::Signed
}

fn room(result: &Type, arena: &mut Arena) -> Option<Block> {
    let layout = match Target::HOST.layout(result) {
        Ok(layout) => (usize::try_from(layout.size).ok()?, layout.align),
        Err(_) => (0, 1),
    };
    arena.keep(&vec![0; layout.0.max(WORDS)], layout.1.max(WORDS as u64))
}
