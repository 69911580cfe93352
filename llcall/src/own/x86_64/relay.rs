//! From a stub to Rust: the relays keep the registers that arguments are in, and load those that the
//! result is in.
//!
//! A stub brings its slot in `r10`.

use core::arch::naked_asm;

use super::arrive::Arrived;
use super::asm::{begin_frame, end_frame};
use super::fill::Image;
use super::result::{IntegerVector, Registers};
use crate::callback::{Slot, receive};

/// Keeps three registers for integers in an image, below the caller's `rbp`.
macro_rules! enter_few {
    () => {
        concat!(
            begin_frame!(),
            "sub rsp, 272\n",
            "mov [rsp], rdi\n",
            "mov [rsp + 8], rsi\n",
            "mov [rsp + 16], rdx",
        )
    };
}

/// Keeps all of them.
macro_rules! enter {
    () => {
        concat!(
            enter_few!(),
            "\nmov [rsp + 24], rcx\n",
            "mov [rsp + 32], r8\n",
            "mov [rsp + 40], r9",
        )
    };
}

/// Keeps the vector registers.
macro_rules! keep_vectors {
    ($store:literal) => {
        concat!(
            $store,
            " [rsp + 48], xmm0\n",
            $store,
            " [rsp + 64], xmm1\n",
            $store,
            " [rsp + 80], xmm2\n",
            $store,
            " [rsp + 96], xmm3\n",
            $store,
            " [rsp + 112], xmm4\n",
            $store,
            " [rsp + 128], xmm5\n",
            $store,
            " [rsp + 144], xmm6\n",
            $store,
            " [rsp + 160], xmm7",
        )
    };
}

/// The arguments of a dispatcher: the slot, the image, the stack above the return address.
macro_rules! arguments {
    () => {
        "mov rdi, r10\nmov rsi, rsp\nlea rdx, [rbp + 16]"
    };
}

/// For functions with at most three arguments in registers for integers, and none in those for vectors,
/// whose result is a word: most callbacks are such.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn few_integers() {
    naked_asm!(
        enter_few!(),
        arguments!(),
        "call {dispatch}",
        end_frame!(),
        dispatch = sym dispatch_word,
    )
}

/// For functions without arguments in vector registers, whose result is a word.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn integers() {
    naked_asm!(
        enter!(),
        arguments!(),
        "call {dispatch}",
        end_frame!(),
        dispatch = sym dispatch_word,
    )
}

/// For functions whose arguments have at most eight bytes in each register, and whose result is a word.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn words() {
    naked_asm!(
        enter!(),
        keep_vectors!("movsd"),
        arguments!(),
        "call {dispatch}",
        end_frame!(),
        dispatch = sym dispatch_word,
    )
}

/// For all functions.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn all() {
    naked_asm!(
        enter!(),
        keep_vectors!("movups"),
        arguments!(),
        "lea rcx, [rsp + 176]",
        "call {dispatch}",
        "cmp qword ptr [rsp + 256], 0",
        "je 3f",
        "cmp qword ptr [rsp + 256], 1",
        "je 2f",
        "fld tbyte ptr [rsp + 240]",
        "2:",
        "fld tbyte ptr [rsp + 224]",
        "3:",
        "mov rax, [rsp + 176]",
        "mov rdx, [rsp + 184]",
        "movups xmm0, [rsp + 192]",
        "movups xmm1, [rsp + 208]",
        end_frame!(),
        dispatch = sym dispatch_all,
    )
}

/// For functions that Windows' rules call: what those keep, and Rust's do not, is kept here.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn windows() {
    naked_asm!(
        enter!(),
        keep_vectors!("movups"),
        ".cfi_offset rdi, -288",
        ".cfi_offset rsi, -280",
        "sub rsp, 160",
        "movups [rsp], xmm6",
        "movups [rsp + 16], xmm7",
        "movups [rsp + 32], xmm8",
        "movups [rsp + 48], xmm9",
        "movups [rsp + 64], xmm10",
        "movups [rsp + 80], xmm11",
        "movups [rsp + 96], xmm12",
        "movups [rsp + 112], xmm13",
        "movups [rsp + 128], xmm14",
        "movups [rsp + 144], xmm15",
        "mov rdi, r10",
        "lea rsi, [rsp + 160]",
        "lea rdx, [rbp + 16]",
        "lea rcx, [rsp + 336]",
        "call {dispatch}",
        "movups xmm6, [rsp]",
        "movups xmm7, [rsp + 16]",
        "movups xmm8, [rsp + 32]",
        "movups xmm9, [rsp + 48]",
        "movups xmm10, [rsp + 64]",
        "movups xmm11, [rsp + 80]",
        "movups xmm12, [rsp + 96]",
        "movups xmm13, [rsp + 112]",
        "movups xmm14, [rsp + 128]",
        "movups xmm15, [rsp + 144]",
        "add rsp, 160",
        "cmp qword ptr [rsp + 256], 0",
        "je 2f",
        "fld tbyte ptr [rsp + 224]",
        "2:",
        "mov rax, [rsp + 176]",
        "movups xmm0, [rsp + 192]",
        "mov rdi, [rsp]",
        "mov rsi, [rsp + 8]",
        end_frame!(),
        dispatch = sym dispatch_all,
    )
}

// What the code above says in numbers.
const _: () = {
    assert!(size_of::<Image>() == 176);
    assert!(size_of::<Registers>() == 88);
    assert!(core::mem::offset_of!(Registers, st) == 224 - 176);
    assert!(core::mem::offset_of!(Registers, x87_count) == 256 - 176);
};

/// # Safety
/// Called by a relay: the slot is that of the stub, and the arguments are where it says.
unsafe extern "C" fn dispatch_word(
    slot: &'static Slot,
    image: *const u8,
    stack: *const u8,
) -> IntegerVector {
    let arrived = Arrived { image, stack };
    // SAFETY: the caller's word.
    let word = unsafe { receive::receive_word(slot, arrived) };
    IntegerVector {
        rax: word,
        xmm0: f64::from_bits(word),
    }
}

/// # Safety
/// As for [`dispatch_word`].
unsafe extern "C" fn dispatch_all(
    slot: &'static Slot,
    image: *const u8,
    stack: *const u8,
    registers: &mut Registers,
) {
    let arrived = Arrived { image, stack };
    registers.x87_count = 0;
    // SAFETY: the caller's word.
    unsafe { receive::receive_all(slot, arrived, registers) };
}
