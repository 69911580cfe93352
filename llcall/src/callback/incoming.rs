//! [`Incoming`]: a call from C, to the closure of a callback.

use core::ffi::c_void;
use core::marker::PhantomData;

use lltype::{Tag, Value, ValueError};

use super::Callee;
use super::arguments::Arguments;
use crate::caller::{Converted, Policy, convert_result};

/// A call from C: the arguments, and the place for the result.
///
/// A result that is not set is 0, `NULL`, or memory full of zeros.
pub struct Incoming<'a> {
    callee: &'a Callee,
    arguments: Arguments,
    word: u64,
    /// Where a result goes that is wider than a word.
    memory: *mut u8,
    lifetime: PhantomData<&'a mut c_void>,
}

impl<'a> Incoming<'a> {
    #[inline]
    pub(super) fn new(callee: &'a Callee, arguments: Arguments, memory: *mut u8) -> Self {
        Incoming {
            callee,
            arguments,
            word: 0,
            memory,
            lifetime: PhantomData,
        }
    }

    #[inline]
    pub(super) fn result_word(&self) -> u64 {
        self.word
    }

    /// What C called.
    #[must_use]
    pub fn callee(&self) -> &'a Callee {
        self.callee
    }

    /// How many arguments there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.callee.tags().len()
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the bytes of an argument are, for the time of the call. They are aligned to 8 at least, and
    /// may not be to more: what asks for more is read with `read_unaligned`.
    ///
    /// # Panics
    /// If there is no such argument.
    #[inline]
    #[must_use]
    pub fn pointer(&mut self, index: usize) -> *const c_void {
        // SAFETY: it is a call of this callee.
        let pointer = unsafe { self.arguments.pointer(self.callee, index) };
        match pointer {
            Some(pointer) => pointer.cast(),
            None => no_argument(index, self.len()),
        }
    }

    /// An argument as a word, as [`Caller::call_slots`](crate::Caller::call_slots) takes it: of what is
    /// wider, the address.
    ///
    /// # Panics
    /// If there is no such argument.
    #[inline]
    #[must_use]
    pub fn word(&mut self, index: usize) -> u64 {
        self.value(index).word()
    }

    /// An argument as a value: of what is wider than a word, a pointer to it, which is good for the time
    /// of the call.
    ///
    /// # Panics
    /// If there is no such argument.
    #[inline]
    #[must_use]
    pub fn value(&mut self, index: usize) -> Value {
        let word = match (self.callee.tags().get(index), self.callee.narrowing(index)) {
            (Some(Some(tag)), Some(narrowing)) => {
                // SAFETY: they came in a call of this callee, and this one is a word.
                let word = unsafe { self.arguments.word(self.callee, index) };
                word.map(|word| Value::from_extended(*tag, narrowing.of(word)))
            }
            _ => None,
        };
        match word {
            Some(value) => value,
            None => self.value_behind(index),
        }
    }

    /// Apart: few arguments are not words in places of their own.
    #[inline(never)]
    fn value_behind(&mut self, index: usize) -> Value {
        let pointer = self.pointer(index);
        match self.callee.tags().get(index) {
            Some(Some(tag)) => {
                // SAFETY: an argument of this tag is there.
                let word = unsafe { read(*tag, pointer.cast()) };
                Value::from_word(*tag, word)
            }
            _ => Value::from_pointer(pointer.cast_mut()),
        }
    }

    /// Sets the result, as a value for an argument of its type is passed.
    ///
    /// # Errors
    /// It is of another class, or out of range; a result that is wider than a word and no number is
    /// written to [`result`](Self::result).
    pub fn set(&mut self, value: Value) -> Result<(), ValueError> {
        match convert_result(value, self.callee.result(), Policy::DEFAULT)? {
            Converted::Word(word) => self.word = word,
            Converted::Bytes(bytes) => {
                let size = self.callee.result_size().min(bytes.len());
                // SAFETY: there is room for the result.
                unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.memory, size) };
            }
        }
        Ok(())
    }

    /// Sets a result that is a word. What its type does not have of it is not looked at.
    #[inline]
    pub fn set_word(&mut self, word: u64) {
        self.word = self.callee.result_narrowing().of(word);
    }

    /// Makes the result zeros again.
    pub fn clear(&mut self) {
        self.word = 0;
        if self.callee.result_tag().is_none() {
            // SAFETY: there is room for the result.
            unsafe { self.memory.write_bytes(0, self.callee.result_size()) };
        }
    }

    /// Where a result is written that is wider than a word; null, if it is none.
    #[must_use]
    pub fn result(&mut self) -> *mut c_void {
        match self.callee.result_tag() {
            Some(_) => core::ptr::null_mut(),
            None => self.memory.cast(),
        }
    }
}

/// # Safety
/// A value of the tag is there.
unsafe fn read(tag: Tag, from: *const u8) -> u64 {
    // SAFETY: the caller's word.
    unsafe {
        match tag {
            Tag::Void => 0,
            Tag::Bool | Tag::I8 | Tag::U8 => u64::from(from.read()),
            Tag::I16 | Tag::U16 => u64::from(from.cast::<u16>().read_unaligned()),
            Tag::I32 | Tag::U32 | Tag::F32 => u64::from(from.cast::<u32>().read_unaligned()),
            Tag::I64 | Tag::U64 | Tag::F64 | Tag::Pointer => from.cast::<u64>().read_unaligned(),
        }
    }
}

#[cold]
fn no_argument(index: usize, count: usize) -> ! {
    panic!("there is no argument {index}: there are {count}")
}
