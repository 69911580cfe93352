//! The code that loads registers and calls: what no Rust can say.
//!
//! Each entry begins with `endbr64`, so that it can be called by its address where the processor checks
//! that, and keeps calls and returns in pairs. Those that end with a jump have nothing to be unwound;
//! [`frame`] describes what it pushes.

use core::arch::naked_asm;
use core::mem::offset_of;

use super::asm::{begin_frame, end_frame};
use super::compile::Moves;
use super::fill::{Frame, Image, fill};
use super::load::Loads;
use super::result::{IntegerVector, Registers};
use crate::placement::Bank;

/// An entry that reads words: from where the function is, where the first word is, which goes where, and
/// room for the result. Those here need to know no more than the first two.
pub(super) type Entry<R = IntegerVector> =
    unsafe extern "C-unwind" fn(*const (), *const u64, &Loads, *mut u8) -> R;

/// Loads the first words, `$stride` bytes apart from each other, into registers for integers.
macro_rules! integers {
    ($name:ident, $stride:literal: $($register:literal $index:literal),*) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                "endbr64",
                "mov r11, rdi",
                "mov r10, rsi",
                $(concat!("mov ", $register, ", [r10 + ", $stride, "*", $index, "]"),)*
                // No vector registers, if the function is variadic.
                "xor eax, eax",
                "jmp r11",
            )
        }
    };
}

/// Loads six words into registers for integers, and brings the others to the stack, in their order.
macro_rules! integers_and_stack {
    ($name:ident, $stride:literal) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                begin_frame!(),
                "mov r11, rdi",
                "mov r10, rsi",
                "movzx eax, word ptr [rdx + {size}]",
                "movzx ecx, word ptr [rdx + {words}]",
                "sub rsp, rax",
                concat!("lea rsi, [r10 + ", $stride, "*6]"),
                "mov rdi, rsp",
                "lea rcx, [rsp + 8*rcx]",
                "2:",
                "mov rax, [rsi]",
                concat!("add rsi, ", $stride),
                "mov [rdi], rax",
                "add rdi, 8",
                "cmp rdi, rcx",
                "jne 2b",
                concat!("mov rdi, [r10 + ", $stride, "*0]"),
                concat!("mov rsi, [r10 + ", $stride, "*1]"),
                concat!("mov rdx, [r10 + ", $stride, "*2]"),
                concat!("mov rcx, [r10 + ", $stride, "*3]"),
                concat!("mov r8, [r10 + ", $stride, "*4]"),
                concat!("mov r9, [r10 + ", $stride, "*5]"),
                "xor eax, eax",
                "call r11",
                end_frame!(),
                size = const offset_of!(Loads, stack),
                words = const offset_of!(Loads, stack_words),
            )
        }
    };
}

/// Loads the first words into vector registers.
macro_rules! vectors {
    ($name:ident, $stride:literal: $($index:literal),*; $count:literal) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                "endbr64",
                $(concat!("movsd xmm", $index, ", [rsi + ", $stride, "*", $index, "]"),)*
                concat!("mov eax, ", $count),
                "jmp rdi",
            )
        }
    };
}

/// Loads 16 bytes that each word points to into two registers for integers.
macro_rules! integer_pairs {
    ($name:ident, $stride:literal: $($low:literal $high:literal $index:literal),*) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                "endbr64",
                "mov r11, rdi",
                "mov r10, rsi",
                $(
                    concat!("mov rax, [r10 + ", $stride, "*", $index, "]"),
                    concat!("mov ", $low, ", [rax]"),
                    concat!("mov ", $high, ", [rax + 8]"),
                )*
                "xor eax, eax",
                "jmp r11",
            )
        }
    };
}

/// The same into vector registers.
macro_rules! vector_pairs {
    ($name:ident, $stride:literal: $($low:literal $high:literal $index:literal),*; $count:literal) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(
            _: *const (), _: *const u64, _: &Loads, _: *mut u8,
        ) -> IntegerVector {
            naked_asm!(
                "endbr64",
                $(
                    concat!("mov rax, [rsi + ", $stride, "*", $index, "]"),
                    concat!("movsd xmm", $low, ", [rax]"),
                    concat!("movsd xmm", $high, ", [rax + 8]"),
                )*
                concat!("mov eax, ", $count),
                "jmp rdi",
            )
        }
    };
}

/// The entries for words that are so many bytes apart.
macro_rules! entries {
    ($module:ident, $stride:literal) => {
        mod $module {
            use super::*;
            // Nothing to load.
            integers!(i0, $stride:);
            integers!(i1, $stride: "rdi" 0);
            integers!(i2, $stride: "rdi" 0, "rsi" 1);
            integers!(i3, $stride: "rdi" 0, "rsi" 1, "rdx" 2);
            integers!(i4, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3);
            integers!(i5, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3, "r8" 4);
            integers!(i6, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3, "r8" 4, "r9" 5);
            integers_and_stack!(more, $stride);
            vectors!(v1, $stride: 0; 1);
            vectors!(v2, $stride: 0, 1; 2);
            vectors!(v3, $stride: 0, 1, 2; 3);
            vectors!(v4, $stride: 0, 1, 2, 3; 4);
            vectors!(v5, $stride: 0, 1, 2, 3, 4; 5);
            vectors!(v6, $stride: 0, 1, 2, 3, 4, 5; 6);
            vectors!(v7, $stride: 0, 1, 2, 3, 4, 5, 6; 7);
            vectors!(v8, $stride: 0, 1, 2, 3, 4, 5, 6, 7; 8);
            integer_pairs!(ii1, $stride: "rdi" "rsi" 0);
            integer_pairs!(ii2, $stride: "rdi" "rsi" 0, "rdx" "rcx" 1);
            integer_pairs!(ii3, $stride: "rdi" "rsi" 0, "rdx" "rcx" 1, "r8" "r9" 2);
            vector_pairs!(vv1, $stride: 0 1 0; 2);
            vector_pairs!(vv2, $stride: 0 1 0, 2 3 1; 4);
            vector_pairs!(vv3, $stride: 0 1 0, 2 3 1, 4 5 2; 6);
            vector_pairs!(vv4, $stride: 0 1 0, 2 3 1, 4 5 2, 6 7 3; 8);
            pub(super) const ALL: Entries = Entries {
                integers: [i0, i1, i2, i3, i4, i5, i6],
                more_integers: more,
                vectors: [i0, v1, v2, v3, v4, v5, v6, v7, v8],
                integer_pairs: [i0, ii1, ii2, ii3],
                vector_pairs: [i0, vv1, vv2, vv3, vv4],
            };
        }
    };
}

entries!(words, 8);
entries!(values, 16);

/// Entries, by how many words they load.
pub(super) struct Entries {
    integers: [Entry; 7],
    more_integers: Entry,
    vectors: [Entry; 9],
    integer_pairs: [Entry; 4],
    vector_pairs: [Entry; 5],
}

/// Those that load words.
pub(super) const WORDS: Entries = words::ALL;
/// The same from values, whose words are 16 bytes apart.
pub(super) const VALUES: Entries = values::ALL;

impl Entries {
    /// The one for so many words, of arguments that are all of one kind.
    pub(super) fn of(&self, moves: &Moves) -> Option<Entry> {
        let entries: &[Entry] = match (moves.words_in_order(), moves.pairs_in_order()) {
            (Some(Bank::Integer), _) => &self.integers,
            (Some(Bank::Vector), _) => &self.vectors,
            (_, Some(Bank::Integer)) => &self.integer_pairs,
            (_, Some(Bank::Vector)) => &self.vector_pairs,
            _ => return None,
        };
        entries.get(moves.fixed).copied()
    }

    /// The one for integers alone, more than there are registers. It needs the table.
    pub(super) fn of_more(&self, moves: &Moves) -> Option<Entry> {
        moves.are_integers().then_some(self.more_integers)
    }
}

/// The places of eight vector registers in an image.
macro_rules! load_vectors {
    ($load:literal) => {
        concat!(
            $load,
            " xmm0, [r10 + 48]\n",
            $load,
            " xmm1, [r10 + 64]\n",
            $load,
            " xmm2, [r10 + 80]\n",
            $load,
            " xmm3, [r10 + 96]\n",
            $load,
            " xmm4, [r10 + 112]\n",
            $load,
            " xmm5, [r10 + 128]\n",
            $load,
            " xmm6, [r10 + 144]\n",
            $load,
            " xmm7, [r10 + 160]",
        )
    };
}

/// The places of six registers for integers in an image.
macro_rules! load_integers {
    () => {
        concat!(
            "mov rdi, [r10]\n",
            "mov rsi, [r10 + 8]\n",
            "mov rdx, [r10 + 16]\n",
            "mov rcx, [r10 + 24]\n",
            "mov r8, [r10 + 32]\n",
            "mov r9, [r10 + 40]",
        )
    };
}

/// Loads an image of the registers, of those for vectors the low halves. `vectors` says how many of
/// those have arguments.
#[unsafe(naked)]
pub(super) unsafe extern "C-unwind" fn image<R>(_: *const (), _: *const Image, _vectors: u32) -> R {
    naked_asm!(
        "endbr64",
        "mov r11, rdi",
        "mov r10, rsi",
        "mov eax, edx",
        "test edx, edx",
        "jz 2f",
        load_vectors!("movsd"),
        "2:",
        load_integers!(),
        "jmp r11",
    )
}

/// Makes room on the stack, has [`fill`] write what the function will find there, loads the registers,
/// calls, and keeps all registers that results come in.
#[unsafe(naked)]
pub(super) unsafe extern "C-unwind" fn frame(_: &Frame<'_>, _: *const (), _: &mut Registers) {
    naked_asm!(
        begin_frame!(),
        "push rbx",
        ".cfi_offset rbx, -24",
        "push r12",
        ".cfi_offset r12, -32",
        "mov r12, rsi",
        "mov rbx, rdx",
        "mov rax, rsp",
        "sub rax, [rdi]",
        "and rax, [rdi + 8]",
        // Each page of the stack down to there is touched in turn, so that its end is found.
        "2:",
        "lea r8, [rsp - 4096]",
        "cmp r8, rax",
        "jbe 3f",
        "mov rsp, r8",
        "test [rsp], rsp",
        "jmp 2b",
        "3:",
        "mov rsp, rax",
        "mov rsi, rsp",
        "call {fill}",
        "mov r10, rax",
        "mov eax, edx",
        "test edx, edx",
        "jz 4f",
        load_vectors!("movups"),
        "4:",
        load_integers!(),
        "call r12",
        "mov [rbx], rax",
        "mov [rbx + 8], rdx",
        "movups [rbx + 16], xmm0",
        "movups [rbx + 32], xmm1",
        "cmp qword ptr [rbx + 80], 0",
        "je 5f",
        "fstp tbyte ptr [rbx + 48]",
        "cmp qword ptr [rbx + 80], 1",
        "je 5f",
        "fstp tbyte ptr [rbx + 64]",
        "5:",
        "lea rsp, [rbp - 16]",
        "pop r12",
        "pop rbx",
        "pop rbp",
        ".cfi_def_cfa rsp, 8",
        "ret",
        ".cfi_endproc",
        fill = sym fill,
    )
}
