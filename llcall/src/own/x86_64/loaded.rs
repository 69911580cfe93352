//! Entries that find by [`Loads`] which words go where: registers of both kinds, the stack, room for a
//! result.

use core::arch::naked_asm;
use core::mem::offset_of;

use super::asm::{begin_frame, end_frame};
use super::entry::Entry;
use super::load::{Loads, Step};
use super::result::IntegerVector;

/// Loads a vector register. The words are at `r10`, the table at `rdx`.
macro_rules! vector {
    ($index:literal) => {
        concat!(
            "movzx eax, byte ptr [rdx + 8 + ",
            $index,
            "]\nmovsd xmm",
            $index,
            ", [r10 + 8*rax]"
        )
    };
}

/// Loads a register for integers.
macro_rules! integer {
    ($register:literal $index:literal) => {
        concat!(
            "movzx eax, byte ptr [rdx + ",
            $index,
            "]\nmov ",
            $register,
            ", [r10 + 8*rax]"
        )
    };
}

/// Loads the first register for integers: a word, or where the result goes, which is in `rcx`.
macro_rules! first {
    () => {
        concat!(
            integer!("rdi" 0),
            "\ncmp byte ptr [rdx + 6], 0\ncmovne rdi, rcx"
        )
    };
}

/// Loads `rdx`, and says in `eax` how many vector registers there are.
macro_rules! last {
    () => {
        "movzx eax, byte ptr [rdx + 2]\n\
         mov r10, [r10 + 8*rax]\n\
         movzx eax, byte ptr [rdx + 7]\n\
         mov rdx, r10"
    };
}

/// An entry for arguments in registers: `rdi` and `rdx`, and those that are given.
macro_rules! registers {
    ($name:ident: $($register:literal $index:literal),*; $($vector:literal),*) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                "endbr64",
                "mov r11, rdi",
                "mov r10, rsi",
                $(vector!($vector),)*
                first!(),
                $(integer!($register $index),)*
                last!(),
                "jmp r11",
            )
        }
    };
}

registers!(i3v0: "rsi" 1;);
registers!(i3v2: "rsi" 1; 0, 1);
registers!(i3v4: "rsi" 1; 0, 1, 2, 3);
registers!(i3v8: "rsi" 1; 0, 1, 2, 3, 4, 5, 6, 7);
registers!(i6v0: "rsi" 1, "rcx" 3, "r8" 4, "r9" 5;);
registers!(i6v2: "rsi" 1, "rcx" 3, "r8" 4, "r9" 5; 0, 1);
registers!(i6v4: "rsi" 1, "rcx" 3, "r8" 4, "r9" 5; 0, 1, 2, 3);
registers!(i6v8: "rsi" 1, "rcx" 3, "r8" 4, "r9" 5; 0, 1, 2, 3, 4, 5, 6, 7);

/// The entry for a table, where so many registers for integers have arguments.
pub(super) fn entry(loads: &Loads, integers: usize) -> Entry {
    let entries = match integers {
        _ if loads.stack > 0 => return stack,
        0..=3 => [i3v0, i3v2, i3v4, i3v8],
        _ => [i6v0, i6v2, i6v4, i6v8],
    };
    match loads.vectors_used {
        0 => entries[0],
        1..=2 => entries[1],
        3..=4 => entries[2],
        _ => entries[3],
    }
}

/// For arguments of which some are on the stack.
#[unsafe(naked)]
pub(super) unsafe extern "C-unwind" fn stack(
    _: *const (),
    _: *const u64,
    _: &Loads,
    _: *mut u8,
) -> IntegerVector {
    naked_asm!(
        begin_frame!(),
        "mov r11, rdi",
        "mov r10, rsi",
        "movzx eax, word ptr [rdx + {size}]",
        "sub rsp, rax",
        "lea r8, [rdx + {steps}]",
        "movzx eax, word ptr [rdx + {words_end}]",
        "lea r9, [r8 + rax]",
        "movzx eax, word ptr [rdx + {pieces_end}]",
        "lea rsi, [r8 + rax]",
        "cmp r8, r9",
        "je 3f",
        // Words.
        "2:",
        "movzx eax, word ptr [r8]",
        "mov rax, [r10 + 8*rax]",
        "movzx edi, word ptr [r8 + 2]",
        "mov [rsp + rdi], rax",
        "add r8, 6",
        "cmp r8, r9",
        "jne 2b",
        "3:",
        "cmp r8, rsi",
        "je 5f",
        // What is longer: written as it will be read, or reading waits.
        "4:",
        "movzx eax, word ptr [r8]",
        "mov rax, [r10 + 8*rax]",
        "movzx edi, word ptr [r8 + 4]",
        "movups xmm0, [rax + rdi]",
        "movzx edi, word ptr [r8 + 2]",
        "movups [rsp + rdi], xmm0",
        "add r8, 6",
        "cmp r8, rsi",
        "jne 4b",
        "5:",
        "cmp byte ptr [rdx + 7], 0",
        "je 6f",
        vector!(0),
        vector!(1),
        vector!(2),
        vector!(3),
        vector!(4),
        vector!(5),
        vector!(6),
        vector!(7),
        "6:",
        first!(),
        integer!("rsi" 1),
        integer!("rcx" 3),
        integer!("r8" 4),
        integer!("r9" 5),
        last!(),
        "call r11",
        end_frame!(),
        size = const offset_of!(Loads, stack),
        words_end = const offset_of!(Loads, words_end),
        pieces_end = const offset_of!(Loads, pieces_end),
        steps = const offset_of!(Loads, steps),
    )
}

// What the code above says in numbers.
const _: () = {
    assert!(offset_of!(Loads, integers) == 0);
    assert!(offset_of!(Loads, has_result) == 6);
    assert!(offset_of!(Loads, vectors_used) == 7);
    assert!(offset_of!(Loads, vectors) == 8);
    assert!(offset_of!(Step, word) == 0);
    assert!(offset_of!(Step, to) == 2);
    assert!(offset_of!(Step, from) == 4);
    assert!(size_of::<Step>() == 6);
};
