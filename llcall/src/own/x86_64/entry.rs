//! The code that loads registers and calls: what no Rust can say.
//!
//! Each entry begins with `endbr64`, so that it can be called by its address where the processor checks
//! that, and keeps calls and returns in pairs. Those that end with a jump have nothing to be unwound;
//! [`frame`] describes what it pushes.

use core::arch::naked_asm;

use super::fill::{Frame, Image, fill};
use super::result::{IntegerVector, Registers};

/// An entry that reads words: from where the function is, and where the first word is.
pub(super) type WordsEntry<R = IntegerVector> =
    unsafe extern "C-unwind" fn(*const (), *const u64) -> R;

/// Loads the first words, `$stride` bytes apart from each other, into registers for integers.
macro_rules! integers {
    ($name:ident, $stride:literal: $($register:literal $index:literal),*) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(_: *const (), _: *const u64) -> IntegerVector {
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

/// Loads the first words into vector registers.
macro_rules! vectors {
    ($name:ident, $stride:literal: $($index:literal),*; $count:literal) => {
        #[unsafe(naked)]
        unsafe extern "C-unwind" fn $name(_: *const (), _: *const u64) -> IntegerVector {
            naked_asm!(
                "endbr64",
                $(concat!("movsd xmm", $index, ", [rsi + ", $stride, "*", $index, "]"),)*
                concat!("mov eax, ", $count),
                "jmp rdi",
            )
        }
    };
}

macro_rules! entries {
    ($stride:literal, $integers:ident, $vectors:ident) => {
        mod $integers {
            use super::*;
            // Nothing to load.
            integers!(f0, $stride:);
            integers!(f1, $stride: "rdi" 0);
            integers!(f2, $stride: "rdi" 0, "rsi" 1);
            integers!(f3, $stride: "rdi" 0, "rsi" 1, "rdx" 2);
            integers!(f4, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3);
            integers!(f5, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3, "r8" 4);
            integers!(f6, $stride: "rdi" 0, "rsi" 1, "rdx" 2, "rcx" 3, "r8" 4, "r9" 5);
            pub(in super::super) const ALL: [WordsEntry; 7] = [f0, f1, f2, f3, f4, f5, f6];
        }
        mod $vectors {
            use super::*;
            vectors!(f1, $stride: 0; 1);
            vectors!(f2, $stride: 0, 1; 2);
            vectors!(f3, $stride: 0, 1, 2; 3);
            vectors!(f4, $stride: 0, 1, 2, 3; 4);
            vectors!(f5, $stride: 0, 1, 2, 3, 4; 5);
            vectors!(f6, $stride: 0, 1, 2, 3, 4, 5; 6);
            vectors!(f7, $stride: 0, 1, 2, 3, 4, 5, 6; 7);
            vectors!(f8, $stride: 0, 1, 2, 3, 4, 5, 6, 7; 8);
            pub(in super::super) const ALL: [WordsEntry; 9] = [super::$integers::ALL[0], f1, f2, f3, f4, f5, f6, f7, f8];
        }
    };
}

entries!(8, integer_words, vector_words);
entries!(16, integer_values, vector_values);

/// The entries that load as many words as the index says.
pub(super) const INTEGER_WORDS: [WordsEntry; 7] = integer_words::ALL;
/// The same from values, whose words are 16 bytes apart.
pub(super) const INTEGER_VALUES: [WordsEntry; 7] = integer_values::ALL;
/// The entries that load as many words as the index says into vector registers.
pub(super) const VECTOR_WORDS: [WordsEntry; 9] = vector_words::ALL;
/// The same from values.
pub(super) const VECTOR_VALUES: [WordsEntry; 9] = vector_values::ALL;

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
        ".cfi_startproc",
        "endbr64",
        "push rbp",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset rbp, -16",
        "mov rbp, rsp",
        ".cfi_def_cfa_register rbp",
        "push rbx",
        ".cfi_offset rbx, -24",
        "push r12",
        ".cfi_offset r12, -32",
        "mov r12, rsi",
        "mov rbx, rdx",
        // Each page of the stack is touched in turn, so that its end is found.
        "mov rax, [rdi]",
        "2:",
        "cmp rax, 4096",
        "jb 3f",
        "sub rsp, 4096",
        "test [rsp], rsp",
        "sub rax, 4096",
        "jmp 2b",
        "3:",
        "sub rsp, rax",
        "and rsp, [rdi + 8]",
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
