//! What the compiler says of its machine: lltype's table does not have all, and flags change some.

use std::sync::{Mutex, PoisonError};

use lltype::{Endian, EnumRules, FloatFormat, LongDouble, RecordRules, Target, WideChar};

use super::data::{Data, MAGIC};

/// The symbol of these answers.
const SYMBOL: &str = "rffi_machine";

/// How many there are.
const COUNT: usize = 18;

/// The C that asks. C++ lets no struct be written inside of an expression.
pub(super) fn questions() -> String {
    format!(
        "struct rffi_align8 {{ char before; long long number; }};\n\
         struct rffi_align_long_double {{ char before; long double number; }};\n\
         #ifdef __SIZEOF_INT128__\n\
         struct rffi_align16 {{ char before; __extension__ __int128 number; }};\n\
         #else\n\
         struct rffi_align16 {{ char number; }};\n\
         #endif\n\
         struct rffi_unnamed_bits {{ char byte; int : 7; }};\n\
         struct rffi_align_unnamed {{ char before; struct rffi_unnamed_bits bits; }};\n\
         struct rffi_shared_bits {{ char byte : 1; int more : 1; }};\n\
         enum rffi_enum {{ RFFI_ENUM }};\n\
         typedef char rffi_vector __attribute__((vector_size(64)));\n\
         #ifdef __clang__\n\
         #define RFFI_CLANG 1\n\
         #else\n\
         #define RFFI_CLANG 0\n\
         #endif\n\
         RFFI_DATA unsigned long long {SYMBOL}[] = {{ {MAGIC:#x}ULL, sizeof(void *), sizeof(long), \
         __builtin_offsetof(struct rffi_align8, number), \
         __builtin_offsetof(struct rffi_align16, number), \
         (char)-1 < 0, sizeof(__WCHAR_TYPE__), (__WCHAR_TYPE__)-1 < 0, \
         sizeof(long double), __builtin_offsetof(struct rffi_align_long_double, number), \
         __LDBL_MANT_DIG__, sizeof(__INT_FAST16_TYPE__), sizeof(__INT_FAST32_TYPE__), \
         __builtin_offsetof(struct rffi_align_unnamed, bits) > 1, \
         sizeof(struct rffi_shared_bits) > sizeof(int), (enum rffi_enum)-1 < 0, \
         __alignof__(rffi_vector), RFFI_CLANG, sizeof(enum rffi_enum) }};\n"
    )
}

/// The target that the compiler speaks of. `known` has what it does not say.
pub(super) fn target(name: &str, data: &Data<'_>, known: Target) -> Target {
    let Some(words) = data.words::<COUNT>(SYMBOL) else {
        return known;
    };
    let target = numbers(words, data.is_little_endian(), known);
    match Target::find(name) {
        Some(found) => Target {
            name: found.name,
            ..target
        },
        None => rules(words, name, target),
    }
}

/// What flags change, such as `-funsigned-char`.
fn numbers(words: [u64; COUNT], is_little_endian: bool, known: Target) -> Target {
    // Sizes and alignments of numbers are small.
    let bytes = words.map(|word| u8::try_from(word).unwrap_or(u8::MAX));
    Target {
        endian: match is_little_endian {
            true => Endian::Little,
            false => Endian::Big,
        },
        pointer: bytes[0],
        long: bytes[1],
        align8: bytes[2],
        int128_align: bytes[3],
        char_signed: bytes[4] != 0,
        wchar: WideChar {
            size: bytes[5],
            signed: bytes[6] != 0,
        },
        long_double: LongDouble {
            size: bytes[7],
            align: bytes[8],
            format: format(words[9], known.long_double.format),
        },
        fast16: bytes[10],
        fast32: bytes[11],
        ..known
    }
}

/// What is the same for all flags, and in the table for the targets that are there.
fn rules(words: [u64; COUNT], name: &str, target: Target) -> Target {
    const LARGEST_ASKED: u64 = 64;
    let unnamed_bits_align = words[12] != 0;
    Target {
        name: interned(name),
        vector_align: match words[15] {
            LARGEST_ASKED => 1 << 31,
            align => u32::try_from(align).unwrap_or(1 << 31),
        },
        records: match (words[13] != 0, words[16] != 0) {
            (true, _) => RecordRules::MinGw,
            (_, true) => RecordRules::Clang { unnamed_bits_align },
            (_, false) => RecordRules::Gnu { unnamed_bits_align },
        },
        enums: match words[14] {
            0 => EnumRules::Fit,
            _ => EnumRules::Int,
        },
        ..target
    }
}

/// By the number of bits in the mantissa.
fn format(bits: u64, known: FloatFormat) -> FloatFormat {
    match bits {
        53 => FloatFormat::Binary64,
        64 => FloatFormat::X87,
        106 => FloatFormat::DoubleDouble,
        113 => FloatFormat::Binary128,
        _ => known,
    }
}

/// A target's name lives as long as the program; each is kept once.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.iter().find(|known| **known == name) {
        return known;
    }
    let name: &'static str = Box::leak(name.into());
    names.push(name);
    name
}
