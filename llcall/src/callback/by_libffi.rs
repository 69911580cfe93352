//! Callbacks by functions that libffi makes.

use core::ffi::c_void;
use std::sync::Arc;

use super::arguments::Arguments;
use super::receive::run;
use super::threads::Presence;
use super::{CallbackError, Callee, Slot, pool, stale};
use crate::libffi::Closure;

/// A function that leads to a slot; `None` if the one that does is of this callee already.
///
/// The slot is nobody else's.
pub(super) fn function(
    callee: &Arc<Callee>,
    slot: &'static Slot,
) -> Result<Option<Box<Closure>>, CallbackError> {
    // SAFETY: whoever else has a slot that is dead reads it alone.
    let contents = unsafe { slot.contents() };
    let has_one = (contents.callee.as_ref()).is_some_and(|old| Arc::ptr_eq(old, callee));
    if has_one && contents.function.is_some() {
        return Ok(None);
    }
    let user = core::ptr::from_ref(slot).cast_mut().cast();
    let closure = Closure::new(callee.prototype(), receive, user)?;
    Ok(Some(Box::new(closure)))
}

/// A call of such a function.
extern "C" fn receive(slot: *mut c_void, arguments: *const *const c_void, result: *mut c_void) {
    // SAFETY: the function was made with a slot, which is never freed.
    let slot = unsafe { &*slot.cast::<Slot>().cast_const() };
    let presence = Presence::enter(slot);
    let (callee, is_alive) = match slot.is_alive() {
        // SAFETY: it is alive, and this thread is in it.
        true => (unsafe { slot.contents() }.callee.clone(), true),
        false => (stale::report(slot), false),
    };
    if let Some(callee) = callee {
        let memory = result.cast::<u8>();
        // SAFETY: there is room for the result.
        unsafe { memory.write_bytes(0, callee.result_size()) };
        if is_alive {
            // SAFETY: as above, and they are the arguments.
            let word = unsafe { run(slot, Arguments::Libffi(arguments), memory) };
            // SAFETY: as above.
            unsafe { write_word(&callee, word, memory) };
        }
    }
    presence.leave(slot);
    pool::left(slot);
}

/// # Safety
/// There is room for the result.
unsafe fn write_word(callee: &Callee, word: u64, to: *mut u8) {
    if callee.result_tag().is_none() {
        return;
    }
    let bytes = word.to_ne_bytes();
    let size = callee.result_size().min(bytes.len());
    let low = match cfg!(target_endian = "little") {
        true => &bytes[..size],
        false => &bytes[bytes.len() - size..],
    };
    // SAFETY: the caller's word.
    unsafe { core::ptr::copy_nonoverlapping(low.as_ptr(), to, size) };
}
