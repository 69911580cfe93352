//! c/by_value.c: structs and unions that C takes and returns by value.

use lltype::CStruct;
use rffi::{DOUBLE, ExternalCompilationInfo, FLOAT, INT, llexternal};

static BY_VALUE: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["by_value.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/by_value.c"]);

/// Two integers.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct small")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Small {
    pub a: i8,
    pub b: i16,
}

/// One of each sort of register.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct mixed")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Mixed {
    pub d: f64,
    pub i: i32,
}

/// Nothing but floats.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct floats")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Floats {
    pub a: f32,
    pub b: f32,
    pub c: f32,
}

/// Too large for registers.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct large")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Large {
    pub items: [i64; 5],
}

/// Structs in a struct.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct nested")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Nested {
    pub small: Small,
    pub floats: Floats,
}

/// Without padding.
#[derive(CStruct, Clone, Copy)]
#[repr(C, packed)]
#[cstruct(name = "struct packed")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Packed {
    pub a: i8,
    pub b: i64,
}

/// Aligned to more than its members are.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C, align(16))]
#[cstruct(name = "struct aligned")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Aligned {
    pub a: i32,
}

/// Bit-fields.
#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct bits")]
#[allow(missing_docs, reason = "named as in C")]
pub struct Bits {
    #[cstruct(bits(a: u32 = 3, b: u32 = 9, c: u32 = 20))]
    pub storage: u32,
}

/// A union.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "union word")]
#[allow(missing_docs, reason = "named as in C")]
pub union Word {
    pub number: i64,
    pub real: f64,
}

llexternal! {
    compilation_info = BY_VALUE;
    list = pub EXTERNALS;

    unsafe extern "C" {
        /// Adds to `a` and `b`.
        pub safe fn by_value_small(before: INT, s: Small, after: INT) -> Small;
        /// Adds to `d` and `i`.
        pub safe fn by_value_mixed(before: FLOAT, s: Mixed, after: FLOAT) -> Mixed;
        /// Adds to `a` and `c`.
        pub safe fn by_value_floats(before: INT, s: Floats, after: DOUBLE) -> Floats;
        /// Adds to the first and the last.
        pub safe fn by_value_large(before: INT, s: Large, after: INT) -> Large;
        /// Adds to `small.b` and `floats.c`.
        pub safe fn by_value_nested(before: INT, s: Nested, after: INT) -> Nested;
        /// Adds to `a` and `b`.
        pub safe fn by_value_packed(before: INT, s: Packed, after: INT) -> Packed;
        /// The three as digits.
        pub safe fn by_value_aligned(before: INT, s: Aligned, after: INT) -> Aligned;
        /// Adds to `a` and `c`.
        pub safe fn by_value_bits(before: INT, s: Bits, after: INT) -> Bits;
        /// The sum of the three as a float.
        pub safe fn by_value_word(before: INT, s: Word, after: INT) -> Word;
        /// The sum of each times its place.
        pub safe fn by_value_many(
            a: Mixed, b: Mixed, c: Mixed, d: Mixed, e: Mixed, f: Mixed, g: Mixed, h: Mixed, i: Small,
        ) -> i64;
    }
}
