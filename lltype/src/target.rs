//! [`Target`]: what the C compilers of a machine and system agree on.

mod table;

use core::ffi;

/// The order of the bytes of a number in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endian {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
}

/// How `long double` is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LongDouble {
    /// The size in bytes, with what pads it.
    pub size: u8,
    /// The alignment in bytes.
    pub align: u8,
    /// The bits.
    pub format: FloatFormat,
}

/// The representation of a `long double`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloatFormat {
    /// The same as `double`.
    Binary64,
    /// x87's 80 bits.
    X87,
    /// IEEE 754's 128 bits.
    Binary128,
    /// IBM's pair of `double`s.
    DoubleDouble,
}

/// `wchar_t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WideChar {
    /// The size in bytes.
    pub size: u8,
    /// Whether it has a sign.
    pub signed: bool,
}

/// Whose rules place bit-fields and packed members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordRules {
    /// GCC's: bit-fields of all types share bytes, as long as none crosses a boundary of its own
    /// type.
    Gnu {
        /// Whether unnamed bit-fields raise the alignment of the struct: on Arm they do.
        unnamed_bits_align: bool,
    },
    /// Clang's, which differ from GCC's where a bit-field has an alignment attribute: one that is
    /// larger than `#pragma pack` allows does not move it, and whether it would cross a boundary is
    /// asked before the attribute moves it, not afterwards.
    Clang {
        /// Whether unnamed bit-fields raise the alignment of the struct.
        unnamed_bits_align: bool,
    },
    /// GCC's for Windows (`-mms-bitfields`): bit-fields share a unit as Microsoft's do, but unions
    /// and alignment attributes are GCC's.
    MinGw,
    /// Microsoft's: bit-fields share a unit only with neighbours of the same size.
    Microsoft,
}

/// Which integer holds an `enum` that does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumRules {
    /// `unsigned int` if no constant is negative, `int` otherwise, a wider one if they do not fit.
    Fit,
    /// Always `int`.
    Int,
}

/// A machine and system to compile C for: sizes, alignments and rules of layout.
///
/// It is plain data. A new target is one entry of the table, and one that is not in the table can be
/// written down:
///
/// ```
/// use lltype::{Scalar, Target};
///
/// let x32 = Target { name: "x86_64-unknown-linux-gnux32", pointer: 4, long: 4, ..Target::X86_64_LINUX_GNU };
/// assert_eq!(Scalar::Size.size(&x32), 4);
/// assert_eq!(Target::find("s390x-unknown-linux-gnu").unwrap().name, "s390x-unknown-linux-gnu");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The name that Rust has for it, such as `aarch64-unknown-linux-gnu`.
    pub name: &'static str,
    /// The order of bytes.
    pub endian: Endian,
    /// The size of a pointer, of `size_t` and of a machine word, in bytes.
    pub pointer: u8,
    /// The size of `long`.
    pub long: u8,
    /// The alignment of numbers of 8 bytes in a struct.
    pub align8: u8,
    /// The alignment of `__int128`; 0 if there is none.
    pub int128_align: u8,
    /// The largest alignment that a vector has for its size.
    pub vector_align: u32,
    /// Whether `char` has a sign.
    pub char_signed: bool,
    /// `wchar_t`.
    pub wchar: WideChar,
    /// `long double`.
    pub long_double: LongDouble,
    /// The size of `int_fast16_t`.
    pub fast16: u8,
    /// The size of `int_fast32_t`.
    pub fast32: u8,
    /// Whose rules place bit-fields and packed members.
    pub records: RecordRules,
    /// Which integer holds an `enum`.
    pub enums: EnumRules,
}

impl Target {
    /// The target that this crate is compiled for.
    pub const HOST: Target = table::HOST;

    /// The target that Rust calls so; `None` if it is not in the table.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Target> {
        Self::ALL.iter().find(|target| target.name == name)
    }

    /// Whether the lowest byte of a number comes first.
    #[must_use]
    pub const fn is_little_endian(&self) -> bool {
        matches!(self.endian, Endian::Little)
    }
}

/// What the table says of this machine is what Rust says of it.
const _: () = {
    let host = &Target::HOST;
    assert!(host.pointer as usize == size_of::<usize>());
    assert!(host.long as usize == size_of::<ffi::c_long>());
    assert!(host.char_signed == (ffi::c_char::MIN != 0));
    assert!(host.align8 as usize == align_of::<u64>());
    assert!(host.align8 as usize == align_of::<f64>());
    assert!(host.int128_align == 0 || host.int128_align as usize == align_of::<i128>());
    assert!(host.is_little_endian() == cfg!(target_endian = "little"));
};
