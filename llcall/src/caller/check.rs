//! Calls with values: from the check to the call.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use lltype::{ArgumentError, Tag, Value, ValueError};

use super::convert::{self, Scratch};
use super::{Call, CallError, Caller, Policy};
use crate::plan::MAX_ARGUMENTS;

/// Words for the arguments of a call.
struct Words([MaybeUninit<u64>; MAX_ARGUMENTS]);

impl Words {
    #[inline]
    fn new() -> Self {
        Words([MaybeUninit::uninit(); MAX_ARGUMENTS])
    }

    /// Those of values, of which there are at most as many as arguments.
    #[inline]
    fn of(values: &[Value]) -> Self {
        let mut words = Words::new();
        for (word, value) in words.0.iter_mut().zip(values) {
            word.write(value.word());
        }
        words
    }

    #[inline]
    fn as_ptr(&self) -> *const u64 {
        self.0.as_ptr().cast()
    }
}

impl Caller {
    /// Whether the values need neither conversion nor refusal.
    #[inline]
    pub(super) fn fits(&self, args: &[Value]) -> bool {
        if args.len() != self.tags.len() {
            return false;
        }
        // One by one: there are few, and vectors take longer to be set up.
        for (arg, tag) in args.iter().zip(&self.tags) {
            if arg.tag() != *tag {
                return false;
            }
        }
        !self.looks_closer || self.fits_closely(args)
    }

    fn fits_closely(&self, args: &[Value]) -> bool {
        self.points(args) && self.allows_null(args)
    }

    /// Whether no argument in memory is at null.
    fn points(&self, args: &[Value]) -> bool {
        let mut in_memory = self.in_memory;
        for arg in args {
            if in_memory & 1 != 0 && arg.word() == 0 {
                return false;
            }
            in_memory >>= 1;
        }
        true
    }

    fn allows_null(&self, args: &[Value]) -> bool {
        let is_null = |arg: &Value| arg.tag() == Tag::Pointer && arg.word() == 0;
        !self.policy.refuse_null || !args.iter().any(is_null)
    }

    /// # Safety
    /// As for [`call`](Self::call), and the values fit, and the result is a word.
    #[inline]
    pub(super) unsafe fn call_fitting(&self, target: *const (), args: &[Value]) -> u64 {
        // SAFETY: the caller's word.
        unsafe {
            match self.engine.word_of_values(target, args) {
                Some(word) => word,
                None => self.call_with_words(target, args),
            }
        }
    }

    /// Brings the words together. Apart: the room for them is what the fast way does without.
    ///
    /// # Safety
    /// As for [`call_fitting`](Self::call_fitting).
    #[inline(never)]
    unsafe fn call_with_words(&self, target: *const (), args: &[Value]) -> u64 {
        // SAFETY: the caller's word.
        unsafe { self.engine.word(target, Words::of(args).as_ptr()) }
    }

    /// # Safety
    /// As for [`call_into`](Self::call_into), of a function whose result is wider than a word.
    #[inline]
    pub(super) unsafe fn call_to_memory(
        &self,
        target: *const (),
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, CallError> {
        if !self.fits(args) {
            // SAFETY: the caller's word.
            return unsafe { self.convert_and_call(target, args, result) };
        }
        // SAFETY: the caller's word.
        unsafe {
            if !self.engine.run_of_values(target, args, result.cast()) {
                self.run_with_words(target, args, result);
            }
        }
        Ok(Value::VOID)
    }

    /// As [`call_with_words`](Self::call_with_words).
    ///
    /// # Safety
    /// As for [`call_to_memory`](Self::call_to_memory), and the values fit.
    #[inline(never)]
    unsafe fn run_with_words(&self, target: *const (), args: &[Value], result: *mut c_void) {
        let words = Words::of(args);
        let call = Call::new(target, words.as_ptr(), result.cast());
        // SAFETY: the caller's word.
        unsafe { self.engine.run(&call) };
    }

    /// Brings values to the types of the parameters, and calls. Variadic ones keep the types that they
    /// have.
    ///
    /// # Safety
    /// As for [`call_into`](Self::call_into); for a result that is a word, `result` is null.
    #[cold]
    pub(super) unsafe fn convert_and_call(
        &self,
        target: *const (),
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, CallError> {
        let mut words = Words::new();
        let mut scratch = [0; MAX_ARGUMENTS];
        let mut tags = [Tag::Void; MAX_ARGUMENTS];
        let more = self
            .convert(args, &mut words, &mut scratch, &mut tags)
            .map_err(|error| self.error(error))?;
        let call = Call {
            target,
            words: words.as_ptr(),
            result: result.cast(),
            more,
        };
        // SAFETY: the caller's word, and the words are of the types of the parameters.
        let word = unsafe { self.engine.run(&call) };
        Ok(self
            .result_tag
            .map_or(Value::VOID, |tag| Value::from_word(tag, word)))
    }

    /// Writes the words, and says the tags of those of variadic arguments.
    fn convert<'c>(
        &self,
        args: &[Value],
        words: &mut Words,
        scratch: &mut [Scratch; MAX_ARGUMENTS],
        tags: &'c mut [Tag; MAX_ARGUMENTS],
    ) -> Result<&'c [Tag], ArgumentError> {
        let (expected, got) = (self.types.len(), args.len());
        let too_many = got > expected && (!self.prototype.is_variadic() || got > MAX_ARGUMENTS);
        if got < expected || too_many {
            return Err(ArgumentError::Count { expected, got });
        }
        let (fixed, more) = args.split_at(expected);
        let mut places = words.0.iter_mut().zip(scratch).enumerate();
        for ((arg, ty), (index, (place, scratch))) in fixed.iter().zip(&self.types).zip(&mut places)
        {
            place.write(convert::word(*arg, ty, index, self.policy, scratch)?);
        }
        for ((arg, tag), (index, (place, _))) in more.iter().zip(&mut *tags).zip(&mut places) {
            let (word, promoted) = promote(*arg, index, self.policy)?;
            place.write(word);
            *tag = promoted;
        }
        Ok(&tags[..more.len()])
    }
}

/// A variadic argument, as C promotes it.
#[expect(clippy::cast_possible_truncation, reason = "a float has 32 bits")]
fn promote(arg: Value, index: usize, policy: Policy) -> Result<(u64, Tag), ArgumentError> {
    let error = match arg.tag() {
        Tag::F32 => {
            let float = f64::from(f32::from_bits(arg.word() as u32));
            return Ok((float.to_bits(), Tag::F64));
        }
        Tag::Bool | Tag::I8 | Tag::U8 | Tag::I16 | Tag::U16 => return Ok((arg.word(), Tag::I32)),
        Tag::Pointer if policy.refuse_null && arg.word() == 0 => {
            ValueError::null_pointer(lltype::Type::of::<*mut c_void>())
        }
        Tag::Void => ValueError::class(lltype::Scalar::Int.into(), arg),
        tag => return Ok((arg.word(), tag)),
    };
    Err(ArgumentError::Value { index, error })
}
