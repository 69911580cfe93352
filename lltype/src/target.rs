//! [`Target`]: what the C compilers of a machine and system agree on.

mod table;

use core::ffi;

use crate::Scalar;
use crate::ty::{default_base, has_base};

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

    /// The target that Rust calls so, or GCC and Clang: `x86_64-unknown-linux-gnu` is
    /// `x86_64-linux-gnu`, too. `None` if it is not in the table.
    ///
    /// The other names that are known:
    ///
    /// * `x86_64-linux-gnu`, `x86_64-pc-linux-gnu`, `i686-linux-gnu`, `i386-linux-gnu`,
    ///   `aarch64-linux-gnu`, `arm-linux-gnueabihf`, `riscv64-linux-gnu`, `s390x-linux-gnu`,
    ///   `powerpc64-linux-gnu`, `powerpc64le-linux-gnu`;
    /// * `x86_64-linux-musl`, `aarch64-linux-musl`;
    /// * `x86_64-w64-mingw32`, `i686-w64-mingw32`;
    /// * `arm64-apple-darwin`, `wasm32-wasi`.
    ///
    /// ```
    /// use lltype::Target;
    /// let target = Target::find("x86_64-w64-mingw32").unwrap();
    /// assert_eq!(target.name, "x86_64-pc-windows-gnu");
    /// ```
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Target> {
        let alias = table::ALIASES.iter().find(|(alias, _)| *alias == name);
        let name = alias.map_or(name, |(_, target)| target.name);
        Self::ALL.iter().find(|target| target.name == name)
    }

    /// The machine: what its name begins with, such as `x86_64`, `i686` or `riscv64gc`.
    ///
    /// ```
    /// assert_eq!(lltype::Target::AARCH64_MACOS.arch(), "aarch64");
    /// ```
    #[must_use]
    pub fn arch(&self) -> &'static str {
        self.name
            .split_once('-')
            .map_or(self.name, |(arch, _)| arch)
    }

    /// Whether the system is Windows, by the name.
    #[must_use]
    pub fn is_windows(&self) -> bool {
        self.name.contains("windows")
    }

    /// Whether the system is one of Apple's, by the name.
    #[must_use]
    pub fn is_apple(&self) -> bool {
        self.name.contains("apple")
    }

    /// Whether the machine is an x86 of 32 or of 64 bits, by the name.
    #[must_use]
    pub fn is_x86(&self) -> bool {
        self.is_x86_64() || matches!(self.arch(), "i386" | "i486" | "i586" | "i686")
    }

    /// Whether the machine is an x86 of 64 bits, by the name; pointers may have 32 (x32).
    #[must_use]
    pub fn is_x86_64(&self) -> bool {
        self.arch() == "x86_64"
    }

    /// Whether the machine is an Arm of 32 bits, by the name.
    #[must_use]
    pub fn is_arm(&self) -> bool {
        let arch = self.arch();
        (arch.starts_with("arm") && !arch.starts_with("arm64")) || arch.starts_with("thumb")
    }

    /// Whether the machine is an Arm of 64 bits, by the name.
    #[must_use]
    pub fn is_aarch64(&self) -> bool {
        let arch = self.arch();
        arch.starts_with("aarch64") || arch.starts_with("arm64")
    }

    /// The integer that holds an `enum` which does not say, with constants between these two, or 0;
    /// `None` if none has them all.
    ///
    /// ```
    /// use lltype::{Scalar, Target};
    /// let target = &Target::X86_64_LINUX_GNU;
    /// assert_eq!(target.enum_base(0, 7), Some(Scalar::UInt));
    /// assert_eq!(target.enum_base(-1, 1 << 31), Some(Scalar::Long));
    /// assert_eq!(target.enum_base(-1, 1 << 63), None);
    /// assert_eq!(Target::X86_64_WINDOWS_MSVC.enum_base(0, 1 << 40), Some(Scalar::Int));
    /// ```
    #[must_use]
    pub const fn enum_base(&self, least: i128, greatest: i128) -> Option<Scalar> {
        match has_base(least, greatest, self) {
            true => Some(default_base(least, greatest, self)),
            false => None,
        }
    }

    /// The alignment of `_Float128`: where `long double` is the same number, that one's.
    pub(crate) const fn float128_align(&self) -> u64 {
        match self.long_double.format {
            FloatFormat::Binary128 => self.long_double.align as u64,
            _ => 16,
        }
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
