//! The scalar types of C, each with its own identity.

use core::fmt;
use core::ops::RangeInclusive;

use crate::{FloatFormat, Layout, Target};

/// What kind of number a scalar holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// An integer with a sign.
    Signed,
    /// An integer without a sign.
    Unsigned,
    /// A floating-point number.
    Float,
    /// Two floating-point numbers: real part, imaginary part.
    Complex,
}

impl Class {
    const fn signed_if(signed: bool) -> Class {
        match signed {
            true => Class::Signed,
            false => Class::Unsigned,
        }
    }
}

/// Writes the enum and its tables from one list, so that they cannot disagree.
///
/// Each row: the variant; the name in C; the name in RPython; its size on a target; its class.
macro_rules! scalars {
    ($($variant:ident $c:literal $rpython:literal $target:ident => $size:expr, $class:expr;)*) => {
        /// A scalar type of C.
        ///
        /// `long` and `long long` are two types even where they have one size, as they are in C:
        /// code that mixes them breaks on the next target. The exact-width types (`int32_t`, ...)
        /// are what Rust's own integers are called in C.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Scalar {
            $(
                #[doc = concat!("C's `", $c, "`.")]
                $variant,
            )*
        }

        impl Scalar {
            /// Every scalar, in the order of declaration.
            pub const ALL: &'static [Scalar] = &[$(Scalar::$variant),*];

            /// The name in C, such as `unsigned long`.
            ///
            /// ```
            /// assert_eq!(lltype::Scalar::ULong.c_name(), "unsigned long");
            /// ```
            #[must_use]
            pub const fn c_name(self) -> &'static str {
                match self { $(Scalar::$variant => $c),* }
            }

            /// The name in RPython, such as `Signed` for a machine word.
            #[must_use]
            pub const fn rpython_name(self) -> &'static str {
                match self { $(Scalar::$variant => $rpython),* }
            }

            /// The size in bytes.
            #[must_use]
            pub const fn size(self, target: &Target) -> usize {
                #[allow(unused_variables, reason = "most sizes are the same everywhere")]
                match self { $(Scalar::$variant => { let $target = target; $size as usize })* }
            }

            /// What kind of number it is: the sign of `char` differs between targets.
            #[must_use]
            pub const fn class(self, target: &Target) -> Class {
                #[allow(unused_variables, reason = "most classes are the same everywhere")]
                match self { $(Scalar::$variant => { let $target = target; $class })* }
            }
        }
    };
}

scalars! {
    Bool "_Bool" "Bool" t => 1, Class::Unsigned;
    Char "char" "Char" t => 1, Class::signed_if(t.char_signed);
    SChar "signed char" "SIGNEDCHAR" t => 1, Class::Signed;
    UChar "unsigned char" "UCHAR" t => 1, Class::Unsigned;
    Short "short" "SHORT" t => 2, Class::Signed;
    UShort "unsigned short" "USHORT" t => 2, Class::Unsigned;
    Int "int" "INT" t => 4, Class::Signed;
    UInt "unsigned int" "UINT" t => 4, Class::Unsigned;
    Long "long" "LONG" t => t.long, Class::Signed;
    ULong "unsigned long" "ULONG" t => t.long, Class::Unsigned;
    LongLong "long long" "LONGLONG" t => 8, Class::Signed;
    ULongLong "unsigned long long" "ULONGLONG" t => 8, Class::Unsigned;
    Int128 "__int128" "SignedLongLongLong" t => 16, Class::Signed;
    UInt128 "unsigned __int128" "UnsignedLongLongLong" t => 16, Class::Unsigned;
    WChar "wchar_t" "UniChar" t => t.wchar.size, Class::signed_if(t.wchar.signed);
    Char16 "char16_t" "CHAR16_T" t => 2, Class::Unsigned;
    Char32 "char32_t" "CHAR32_T" t => 4, Class::Unsigned;
    Size "size_t" "SIZE_T" t => t.pointer, Class::Unsigned;
    SSize "ssize_t" "SSIZE_T" t => t.pointer, Class::Signed;
    PtrDiff "ptrdiff_t" "PTRDIFF_T" t => t.pointer, Class::Signed;
    IntPtr "intptr_t" "Signed" t => t.pointer, Class::Signed;
    UIntPtr "uintptr_t" "Unsigned" t => t.pointer, Class::Unsigned;
    IntMax "intmax_t" "INTMAX_T" t => 8, Class::Signed;
    UIntMax "uintmax_t" "UINTMAX_T" t => 8, Class::Unsigned;
    Int8 "int8_t" "INT8_T" t => 1, Class::Signed;
    UInt8 "uint8_t" "UINT8_T" t => 1, Class::Unsigned;
    Int16 "int16_t" "INT16_T" t => 2, Class::Signed;
    UInt16 "uint16_t" "UINT16_T" t => 2, Class::Unsigned;
    Int32 "int32_t" "INT32_T" t => 4, Class::Signed;
    UInt32 "uint32_t" "UINT32_T" t => 4, Class::Unsigned;
    Int64 "int64_t" "SignedLongLong" t => 8, Class::Signed;
    UInt64 "uint64_t" "UnsignedLongLong" t => 8, Class::Unsigned;
    IntLeast8 "int_least8_t" "INT_LEAST8_T" t => 1, Class::Signed;
    UIntLeast8 "uint_least8_t" "UINT_LEAST8_T" t => 1, Class::Unsigned;
    IntLeast16 "int_least16_t" "INT_LEAST16_T" t => 2, Class::Signed;
    UIntLeast16 "uint_least16_t" "UINT_LEAST16_T" t => 2, Class::Unsigned;
    IntLeast32 "int_least32_t" "INT_LEAST32_T" t => 4, Class::Signed;
    UIntLeast32 "uint_least32_t" "UINT_LEAST32_T" t => 4, Class::Unsigned;
    IntLeast64 "int_least64_t" "INT_LEAST64_T" t => 8, Class::Signed;
    UIntLeast64 "uint_least64_t" "UINT_LEAST64_T" t => 8, Class::Unsigned;
    IntFast8 "int_fast8_t" "INT_FAST8_T" t => 1, Class::Signed;
    UIntFast8 "uint_fast8_t" "UINT_FAST8_T" t => 1, Class::Unsigned;
    IntFast16 "int_fast16_t" "INT_FAST16_T" t => t.fast16, Class::Signed;
    UIntFast16 "uint_fast16_t" "UINT_FAST16_T" t => t.fast16, Class::Unsigned;
    IntFast32 "int_fast32_t" "INT_FAST32_T" t => t.fast32, Class::Signed;
    UIntFast32 "uint_fast32_t" "UINT_FAST32_T" t => t.fast32, Class::Unsigned;
    IntFast64 "int_fast64_t" "INT_FAST64_T" t => 8, Class::Signed;
    UIntFast64 "uint_fast64_t" "UINT_FAST64_T" t => 8, Class::Unsigned;
    Float "float" "SingleFloat" t => 4, Class::Float;
    Double "double" "Float" t => 8, Class::Float;
    LongDouble "long double" "LongFloat" t => t.long_double.size, Class::Float;
    FloatComplex "float _Complex" "COMPLEX_FLOAT" t => 8, Class::Complex;
    DoubleComplex "double _Complex" "COMPLEX_DOUBLE" t => 16, Class::Complex;
    LongDoubleComplex "long double _Complex" "COMPLEX_LONGDOUBLE" t => 2 * t.long_double.size, Class::Complex;
    Float16 "_Float16" "FLOAT16" t => 2, Class::Float;
    Float128 "_Float128" "FLOAT128" t => 16, Class::Float;
    Float16Complex "_Float16 _Complex" "COMPLEX_FLOAT16" t => 4, Class::Complex;
    Float128Complex "_Float128 _Complex" "COMPLEX_FLOAT128" t => 32, Class::Complex;
    BFloat16 "__bf16" "BFLOAT16" t => 2, Class::Float;
}

impl Scalar {
    /// The scalar that C calls so, in the spelling of [`c_name`](Self::c_name).
    ///
    /// ```
    /// use lltype::Scalar;
    /// assert_eq!(Scalar::from_c_name("uint_fast16_t"), Some(Scalar::UIntFast16));
    /// assert_eq!(Scalar::from_c_name("struct tm"), None);
    /// ```
    #[must_use]
    pub fn from_c_name(name: &str) -> Option<Scalar> {
        Self::ALL
            .iter()
            .copied()
            .find(|scalar| scalar.c_name() == name)
    }

    /// C's integer of exactly so many bytes, such as `int32_t`; `None` if C has none.
    ///
    /// ```
    /// use lltype::Scalar;
    /// assert_eq!(Scalar::exact_width(4, true), Some(Scalar::Int32));
    /// assert_eq!(Scalar::exact_width(8, false), Some(Scalar::UInt64));
    /// assert_eq!(Scalar::exact_width(3, true), None);
    /// ```
    #[must_use]
    pub const fn exact_width(size: usize, signed: bool) -> Option<Scalar> {
        Some(match (size, signed) {
            (1, true) => Scalar::Int8,
            (1, false) => Scalar::UInt8,
            (2, true) => Scalar::Int16,
            (2, false) => Scalar::UInt16,
            (4, true) => Scalar::Int32,
            (4, false) => Scalar::UInt32,
            (8, true) => Scalar::Int64,
            (8, false) => Scalar::UInt64,
            _ => return None,
        })
    }

    /// Whether the compilers of the target have the type: `__int128` is one of 64-bit targets.
    ///
    /// Of `_Float16`, `_Float128`, `__bf16` and their complex numbers it says yes everywhere: the
    /// version of the compiler and its flags decide about them as well.
    #[must_use]
    pub const fn exists(self, target: &Target) -> bool {
        match self {
            Scalar::Int128 | Scalar::UInt128 => target.int128_align != 0,
            _ => true,
        }
    }

    /// The size and the alignment.
    ///
    /// The alignment is the one that a member of a struct has: for `double` on i686 Linux it is 4,
    /// though compilers prefer 8 elsewhere.
    ///
    /// ```
    /// use lltype::{Scalar, Target};
    /// let layout = Scalar::Double.layout(&Target::I686_LINUX_GNU);
    /// assert_eq!((layout.size, layout.align), (8, 4));
    /// ```
    #[must_use]
    pub const fn layout(self, target: &Target) -> Layout {
        let size = self.size(target) as u64;
        let align = match self {
            Scalar::LongDouble | Scalar::LongDoubleComplex => target.long_double.align as u64,
            Scalar::Float128 | Scalar::Float128Complex => target.float128_align(),
            Scalar::Float16Complex => 2,
            Scalar::FloatComplex => 4,
            Scalar::DoubleComplex => target.align8 as u64,
            Scalar::Int128 | Scalar::UInt128 if target.int128_align != 0 => {
                target.int128_align as u64
            }
            _ if size == 8 => target.align8 as u64,
            _ => size,
        };
        Layout { size, align }
    }

    /// The integers that it holds; `None` if it holds no integers. Those of `unsigned __int128` are
    /// cut at `i128::MAX`.
    #[must_use]
    pub fn range(self, target: &Target) -> Option<RangeInclusive<i128>> {
        let bits = match self {
            Scalar::Bool => 1,
            _ => self.size(target) * 8,
        };
        match self.class(target) {
            Class::Signed => {
                let least = i128::MIN >> (128 - bits);
                Some(least..=!least)
            }
            Class::Unsigned if bits == 128 => Some(0..=i128::MAX),
            Class::Unsigned => Some(0..=(1 << bits) - 1),
            Class::Float | Class::Complex => None,
        }
    }

    /// How many bits a bit-field of the type can have: none, if it is no integer.
    ///
    /// ```
    /// use lltype::{Scalar, Target};
    /// let bits = |scalar: Scalar| scalar.bit_width(&Target::I686_LINUX_GNU);
    /// assert_eq!([Scalar::Long, Scalar::Bool, Scalar::Double].map(bits), [32, 1, 0]);
    /// ```
    #[must_use]
    pub const fn bit_width(self, target: &Target) -> u64 {
        match self {
            Scalar::Bool => 1,
            _ if self.is_integer() => self.size(target) as u64 * 8,
            _ => 0,
        }
    }

    /// Whether it is a floating-point number, or two, of a format that others of its size do not have.
    pub(crate) const fn has_own_format(self, target: &Target) -> bool {
        match self {
            Scalar::BFloat16 => true,
            Scalar::LongDouble | Scalar::LongDoubleComplex => matches!(
                target.long_double.format,
                FloatFormat::X87 | FloatFormat::DoubleDouble
            ),
            _ => false,
        }
    }

    /// Whether it is an integer, `_Bool` and the characters among them.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        // No target makes an integer of a float, or the other way round.
        matches!(self.class(&Target::HOST), Class::Signed | Class::Unsigned)
    }
}

impl fmt::Display for Scalar {
    /// The name in C.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.c_name())
    }
}
