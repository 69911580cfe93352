//! Stubs: the addresses that C gets. Each brings its [`Slot`] along, and jumps to the slot's relay.
//!
//! The first are part of the program, as any function is. More are made without memory that is both
//! writable and executable, and without any that was written and then made executable: the pages of the
//! program's file that have a block of stubs are mapped once more, with fresh slots behind them, at the
//! distance that the stubs know.

use core::arch::naked_asm;

use super::remap::{self, PAGE};
use crate::callback::{CallbackError, Slot};

/// The bytes of a stub.
const STUB: usize = 16;
/// How many stubs are part of the program.
const FIRST: usize = 256;
/// How many are mapped at once.
const BLOCK: usize = 512;

static FIRST_SLOTS: [Slot; FIRST] = [Slot::EMPTY; FIRST];

const _: () = assert!(size_of::<Slot>() == 64 && (BLOCK * STUB).is_multiple_of(PAGE));

/// The stubs of [`FIRST_SLOTS`].
#[unsafe(naked)]
unsafe extern "C" fn first_stubs() {
    naked_asm!(
        ".p2align 4",
        ".set .Lllcall_first, 0",
        ".rept {count}",
        ".p2align 4",
        "endbr64",
        "lea r10, [rip + {slots} + 64 * .Lllcall_first]",
        "jmp qword ptr [r10]",
        ".set .Lllcall_first, .Lllcall_first + 1",
        ".endr",
        count = const FIRST,
        slots = sym FIRST_SLOTS,
    )
}

/// Stubs to be mapped again, on pages of their own. As they are here, they lead nowhere.
#[unsafe(naked)]
unsafe extern "C" fn block() {
    naked_asm!(
        ".p2align 12",
        "77:",
        ".set .Lllcall_index, 0",
        ".rept {count}",
        ".p2align 4",
        "endbr64",
        "lea r10, [rip + 77b + {bytes} + 64 * .Lllcall_index]",
        "jmp qword ptr [r10]",
        ".set .Lllcall_index, .Lllcall_index + 1",
        ".endr",
        ".p2align 12",
        count = const BLOCK,
        bytes = const BLOCK * STUB,
    )
}

/// The slots of the stubs that are part of the program.
pub(crate) fn first() -> &'static [Slot] {
    let stubs = (first_stubs as *const u8).addr().next_multiple_of(STUB);
    lead(stubs, &FIRST_SLOTS)
}

/// The slots of more stubs.
pub(crate) fn more() -> Result<&'static [Slot], CallbackError> {
    let block = (block as *const u8).addr().next_multiple_of(PAGE);
    let code = remap::again(block, BLOCK * STUB, BLOCK * size_of::<Slot>())?;
    let slots = code.wrapping_add(BLOCK * STUB).cast::<Slot>();
    for index in 0..BLOCK {
        // SAFETY: there is room for so many behind the code, aligned to a page, for ever.
        unsafe { slots.add(index).write(Slot::EMPTY) };
    }
    // SAFETY: they were just written.
    let slots = unsafe { core::slice::from_raw_parts(slots, BLOCK) };
    Ok(lead(code.addr(), slots))
}

/// Says to each slot which stub leads to it.
fn lead(stubs: usize, slots: &'static [Slot]) -> &'static [Slot] {
    for (index, slot) in slots.iter().enumerate() {
        let stub = stubs + index * STUB;
        slot.set_code(core::ptr::with_exposed_provenance(stub));
    }
    slots
}
