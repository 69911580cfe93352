//! One call, in one direction, with values that tell where they come from.
//!
//! # Safety
//!
//! A [`Library`] has the functions of the cases that it was made of, and what it is connected with is
//! [`Memory`]. Both are one thread's. If a prototype is not what C has, the call may do anything: this is
//! why it runs in a [`child`](super::child).

use std::ffi::c_void;
use std::mem::transmute;
use std::slice;
use std::sync::{Mutex, PoisonError};

use llcall::{
    Backend, Callback, CallbackError, Caller, Carried, PlanError, PlanProblem, Unsupported,
};
use lltype::{Prototype, Tag, Type, Value};

use super::slot::{tag, value};
use super::source::RESULT;
use super::{Case, Library, Memory, Skip, Slot};

/// What calls, or is called.
#[derive(Debug)]
pub enum Ready {
    /// Rust calls C.
    Calls(Caller),
    /// C calls Rust.
    Callbacks(Callback, &'static Heard),
}

/// What the closure of a callback is to return, and what it saw.
#[derive(Debug, Default)]
pub struct Heard {
    result: Mutex<Vec<u8>>,
    seen: Mutex<Vec<(usize, Vec<u8>)>>,
}

/// Which way calls go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Rust calls C.
    Calls,
    /// C calls Rust.
    Callbacks,
}

impl Ready {
    /// Makes ready what a prototype says.
    ///
    /// # Errors
    /// It cannot be called so, which is counted.
    pub fn new(case: &Case, claim: &Case, mode: Mode, backend: Backend) -> Result<Self, Skip> {
        match mode {
            Mode::Calls => {
                let caller = Caller::with_backend(&claim.prototype, &claim.more, backend);
                Ok(Ready::Calls(caller.map_err(|error| skip(&error))?))
            }
            Mode::Callbacks => callback(case, &claim.prototype),
        }
    }

    /// Calls function `index` of a library, once with each kind of values.
    ///
    /// # Errors
    /// What did not arrive.
    pub fn run(
        &self,
        case: &Case,
        library: &Library,
        memory: &Memory,
        index: usize,
    ) -> Result<(), String> {
        match self {
            Ready::Calls(caller) => {
                let function = library
                    .address(&format!("abi_f{index}"))
                    .cast_const()
                    .cast();
                for round in 0..2 {
                    let call = Call {
                        case,
                        memory,
                        round,
                    };
                    // SAFETY: the head says it.
                    unsafe { call.of_c(caller, function) }?;
                    match library.misplaced() {
                        0 => {}
                        number => return Err(format!("argument {number} is not aligned")),
                    }
                }
                Ok(())
            }
            Ready::Callbacks(callback, heard) => {
                let function = library.address(&format!("abi_g{index}"));
                // SAFETY: such is its type.
                let function = unsafe { transmute::<*mut c_void, CallsBack>(function) };
                for round in 0..2 {
                    let call = Call {
                        case,
                        memory,
                        round,
                    };
                    // SAFETY: the head says it.
                    unsafe { call.of_rust(callback, heard, function) }?;
                }
                Ok(())
            }
        }
    }
}

type CallsBack = unsafe extern "C" fn(*const ());

/// Why a signature cannot be called, without its names.
fn skip(error: &PlanError) -> Skip {
    Skip(match error.problem() {
        PlanProblem::NoAbi { convention, .. } => format!("no rules for \"{convention}\" functions"),
        PlanProblem::Type {
            problem: Unsupported::Backend(backend),
            ..
        } => format!("{backend} cannot pass a type by value"),
        PlanProblem::Type { problem, .. } => format!("a type cannot be passed: {problem}"),
        problem => problem.to_string(),
    })
}

fn callback(case: &Case, claim: &Prototype) -> Result<Ready, Skip> {
    let heard: &'static Heard = Box::leak(Box::default());
    let slots = case.arguments[..case.signature.params.len()].to_vec();
    let made = Callback::new(claim, move |call| {
        let mut seen = heard.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clear();
        for (index, slot) in slots.iter().enumerate().take(call.len()) {
            let at = call.pointer(index);
            // What is passed nowhere has no bytes, whatever its size.
            let bytes = match at.addr() {
                ..4096 => vec![0; slot.size],
                // SAFETY: an argument is there.
                _ => unsafe { slice::from_raw_parts(at.cast::<u8>(), slot.size) }.to_vec(),
            };
            seen.push((at.addr(), bytes));
        }
        let result = heard.result.lock().unwrap_or_else(PoisonError::into_inner);
        match call.result() {
            to if to.is_null() => call.set_word(value(Tag::U64, &result).word()),
            // SAFETY: there is room for the result.
            to => unsafe { to.cast::<u8>().copy_from(result.as_ptr(), result.len()) },
        }
    });
    match made {
        Ok(callback) => Ok(Ready::Callbacks(callback, heard)),
        Err(CallbackError::Plan(error)) => Err(skip(&error)),
        Err(error) => Err(Skip(error.to_string())),
    }
}

/// A call that is made.
struct Call<'a> {
    case: &'a Case,
    memory: &'a Memory,
    round: u8,
}

impl Call<'_> {
    /// # Safety
    /// See the head of this file.
    unsafe fn of_c(&self, caller: &Caller, function: *const ()) -> Result<(), String> {
        let words = self.words(caller);
        let sent = words.clone();
        // SAFETY: the caller's word.
        let returned = unsafe {
            self.prepare();
            match self.round {
                0 => self.call_slots(caller, function, &words),
                _ => self.call_values(caller, function, &words)?,
            }
        };
        if words != sent {
            return Err("the words were written to".to_owned());
        }
        for (index, slot) in self.case.arguments.iter().enumerate() {
            // SAFETY: there are bytes for each argument.
            let (seen, kept) = unsafe {
                let at = self.memory.seen.add(self.case.offsets[index]);
                let place = self.memory.place(index, slot.size, slot.align);
                (bytes(at, slot), bytes(place, slot))
            };
            let sent = slot.graffiti(index, self.round);
            self.compare(&format!("argument {}", index + 1), slot, &sent, seen)?;
            if Carried::of(&caller.types()[index]) == Carried::Memory && kept != sent {
                return Err(format!("argument {} was written to by the call", index + 1));
            }
        }
        self.compare_result(&returned)
    }

    /// # Safety
    /// See the head of this file.
    unsafe fn of_rust(
        &self,
        callback: &Callback,
        heard: &Heard,
        function: CallsBack,
    ) -> Result<(), String> {
        let result = self.case.result.as_ref();
        let result = result.map(|slot| slot.graffiti(RESULT, self.round));
        *heard.result.lock().unwrap_or_else(PoisonError::into_inner) = result.unwrap_or_default();
        for (index, (slot, offset)) in self.places().enumerate() {
            let sent = slot.graffiti(index, self.round);
            // SAFETY: there is room for each argument.
            unsafe {
                self.memory
                    .args
                    .add(offset)
                    .copy_from(sent.as_ptr(), sent.len())
            };
        }
        let returned = self.case.result.as_ref().map_or(0, |slot| slot.size);
        // SAFETY: there is room for the result, and the rest is the caller's word.
        unsafe {
            self.memory.returned.write_bytes(0x77, returned);
            function(callback.address());
        }
        let seen = heard.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let fixed = self.case.signature.params.len();
        if seen.len() != fixed {
            return Err(format!("{} arguments arrived, not {fixed}", seen.len()));
        }
        for (index, ((at, seen), slot)) in seen.iter().zip(&self.case.arguments).enumerate() {
            let sent = slot.graffiti(index, self.round);
            let what = format!("argument {}", index + 1);
            self.compare(&what, slot, &sent, seen)?;
            // Registers are kept in eight bytes each.
            let align = slot.align.min(8);
            if *at > 4096 && !at.is_multiple_of(align) {
                return Err(format!("{what} is at {at:#x}, not aligned to {align}"));
            }
        }
        // SAFETY: C wrote it.
        let returned = unsafe { slice::from_raw_parts(self.memory.returned, returned) };
        self.compare_result(returned)
    }

    fn places(&self) -> impl Iterator<Item = (&Slot, usize)> {
        let offsets = self.case.offsets.iter().copied();
        self.case.arguments.iter().zip(offsets)
    }

    /// The words of the arguments; those that are addresses lead to the end of memory.
    fn words(&self, caller: &Caller) -> Vec<u64> {
        let arguments = self.case.arguments.iter().zip(caller.types()).enumerate();
        let word = |(index, (slot, ty)): (usize, (&Slot, &Type))| {
            let sent = slot.graffiti(index, self.round);
            let place = self.memory.place(index, slot.size, slot.align);
            // SAFETY: there is room for each argument.
            unsafe { place.copy_from(sent.as_ptr(), sent.len()) };
            match (Carried::of(ty), tag(ty)) {
                (Carried::Memory, _) => place.expose_provenance() as u64,
                (_, tag) => value(tag.unwrap_or(Tag::U64), &sent).word(),
            }
        };
        arguments.map(word).collect()
    }

    /// # Safety
    /// The buffers are large enough.
    unsafe fn prepare(&self) {
        let end = self.places().map(|(slot, offset)| offset + slot.size).max();
        // SAFETY: the caller's word.
        unsafe { self.memory.seen.write_bytes(0x77, end.unwrap_or(0)) };
        if let Some(slot) = &self.case.result {
            let result = slot.graffiti(RESULT, self.round);
            // SAFETY: the caller's word.
            unsafe { self.memory.result.copy_from(result.as_ptr(), result.len()) };
        }
    }

    /// # Safety
    /// See the head of this file.
    unsafe fn call_slots(&self, caller: &Caller, function: *const (), words: &[u64]) -> Vec<u8> {
        let size = self.case.result.as_ref().map_or(0, |slot| slot.size);
        // SAFETY: the caller's word, and there is room for the result.
        unsafe {
            if Carried::of(caller.result()) != Carried::Memory {
                let word = caller.call_slots(function, words).to_le_bytes();
                return word[..size.min(8)].to_vec();
            }
            let place = self.place();
            caller.call_slots_into(function, words, place.cast());
            slice::from_raw_parts(place, size).to_vec()
        }
    }

    /// The same with values.
    ///
    /// # Safety
    /// See the head of this file.
    unsafe fn call_values(
        &self,
        caller: &Caller,
        function: *const (),
        words: &[u64],
    ) -> Result<Vec<u8>, String> {
        let size = self.case.result.as_ref().map_or(0, |slot| slot.size);
        let values = caller.types().iter().zip(words);
        let values =
            values.map(|(ty, word)| Value::from_word(tag(ty).unwrap_or(Tag::Pointer), *word));
        let values: Vec<Value> = values.collect();
        let place = self.place();
        // SAFETY: the caller's word, and there is room for the result.
        let result = unsafe { caller.call_into(function, &values, place.cast()) };
        let result = result.map_err(|error| error.to_string())?;
        if Carried::of(caller.result()) != Carried::Memory {
            return Ok(result.word().to_le_bytes()[..size.min(8)].to_vec());
        }
        // SAFETY: the result is there.
        Ok(unsafe { slice::from_raw_parts(place, size) }.to_vec())
    }

    /// Where the result goes.
    fn place(&self) -> *mut u8 {
        let Some(slot) = &self.case.result else {
            return self.memory.place(Memory::RESULT, 8, 8);
        };
        let place = self.memory.place(Memory::RESULT, slot.size, slot.align);
        // SAFETY: there is room for it.
        unsafe { place.write_bytes(0x77, slot.size) };
        place
    }

    fn compare_result(&self, returned: &[u8]) -> Result<(), String> {
        let Some(slot) = &self.case.result else {
            return Ok(());
        };
        let sent = slot.graffiti(RESULT, self.round);
        self.compare("the result", slot, &sent, returned)
    }

    fn compare(&self, what: &str, slot: &Slot, sent: &[u8], seen: &[u8]) -> Result<(), String> {
        match slot.is_same(sent, seen) {
            true => Ok(()),
            false => Err(format!(
                "{what}, round {}\n  sent:    {}\n  arrived: {}",
                self.round,
                slot.print(sent),
                slot.print(seen)
            )),
        }
    }
}

/// # Safety
/// They are there.
unsafe fn bytes(at: *const u8, slot: &Slot) -> &[u8] {
    // SAFETY: the caller's word.
    unsafe { slice::from_raw_parts(at, slot.size) }
}
