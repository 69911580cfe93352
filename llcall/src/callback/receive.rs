//! From a stub's relay to the closure, and back.

use super::arguments::Arguments;
use super::threads::Presence;
use super::{Callee, Incoming, Slot, pool, stale};
use crate::own::{Arrived, Registers};

/// A call whose result is a word.
///
/// # Safety
/// It came by the relay of the slot.
#[inline]
#[allow(dead_code, reason = "there may be no relays")]
pub(crate) unsafe fn receive_word(slot: &'static Slot, arrived: Arrived) -> u64 {
    let presence = Presence::enter(slot);
    let word = match slot.is_alive() {
        // SAFETY: it is alive, and this thread is in it.
        true => unsafe { run(slot, Arguments::own(arrived), core::ptr::null_mut()) },
        false => {
            stale::report(slot);
            0
        }
    };
    presence.leave(slot);
    pool::left(slot);
    word
}

/// A call of any kind.
///
/// # Safety
/// As for [`receive_word`].
#[allow(dead_code, reason = "there may be no relays")]
pub(crate) unsafe fn receive_all(slot: &'static Slot, arrived: Arrived, registers: &mut Registers) {
    let presence = Presence::enter(slot);
    // SAFETY: it is alive, and this thread is in it; or it is not, and what it was is known.
    unsafe {
        match slot.is_alive() {
            true => answer(slot, arrived, registers),
            false => {
                if let Some(callee) = stale::report(slot) {
                    zeros(&callee, arrived, registers);
                }
            }
        }
    }
    presence.leave(slot);
    pool::left(slot);
}

/// Runs the closure.
///
/// # Safety
/// The slot is alive, and this thread is in it; `memory` has room for a result that is wider than a word.
#[inline]
pub(super) unsafe fn run(slot: &'static Slot, arguments: Arguments, memory: *mut u8) -> u64 {
    // SAFETY: the caller's word.
    let contents = unsafe { slot.contents() };
    let (Some(handler), Some(callee)) = (&contents.handler, &contents.callee) else {
        return 0;
    };
    let mut incoming = Incoming::new(callee, arguments, memory);
    handler.call(&mut incoming);
    incoming.result_word()
}

/// Room for a result that C takes from registers.
#[derive(Default)]
#[repr(align(16))]
struct Room([u64; 4]);

/// # Safety
/// As for [`run`].
unsafe fn answer(slot: &'static Slot, arrived: Arrived, registers: &mut Registers) {
    // SAFETY: the caller's word.
    let contents = unsafe { slot.contents() };
    let Some(callee) = contents.callee.as_deref() else {
        return;
    };
    let Some(arrivals) = callee.arrivals() else {
        return;
    };
    let mut room = Room::default();
    // SAFETY: it came by a relay of the callee.
    let given = unsafe { arrivals.room(arrived) };
    let memory = given.unwrap_or_else(|| room.0.as_mut_ptr().cast());
    if given.is_some() {
        // SAFETY: C gives room for the result.
        unsafe { memory.write_bytes(0, callee.result_size()) };
    }
    // SAFETY: the caller's word.
    let word = unsafe { run(slot, Arguments::own(arrived), memory) };
    if callee.result_tag().is_some() {
        // SAFETY: a word is not written to room that C gives.
        unsafe { memory.cast::<u64>().write(word) };
    }
    // SAFETY: the result is there.
    unsafe { arrivals.answer(memory, registers) };
}

/// What C gets of a callback that is gone.
///
/// # Safety
/// It came by a relay of the callee.
unsafe fn zeros(callee: &Callee, arrived: Arrived, registers: &mut Registers) {
    let Some(arrivals) = callee.arrivals() else {
        return;
    };
    let room = Room::default();
    // SAFETY: C gives room for the result.
    unsafe {
        let memory = match arrivals.room(arrived) {
            Some(memory) => {
                memory.write_bytes(0, callee.result_size());
                memory.cast_const()
            }
            None => room.0.as_ptr().cast(),
        };
        arrivals.answer(memory, registers);
    }
}
