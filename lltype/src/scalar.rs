//! The scalar types of C, each with its own identity.

use core::ffi;
use core::fmt;
use core::mem::size_of;

/// What kind of number a scalar holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// An integer with a sign.
    Signed,
    /// An integer without a sign.
    Unsigned,
    /// An IEEE 754 number.
    Float,
}

/// Writes the enum and its tables from one list, so that they cannot disagree.
macro_rules! scalars {
    ($($variant:ident $c:literal $rpython:literal $host:ty, $class:expr;)*) => {
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

            /// The size in bytes on the target that this crate is compiled for.
            #[must_use]
            pub const fn host_size(self) -> usize {
                match self { $(Scalar::$variant => size_of::<$host>()),* }
            }

            /// The class on the target that this crate is compiled for: the sign of `char`
            /// differs between targets.
            #[must_use]
            pub const fn host_class(self) -> Class {
                match self { $(Scalar::$variant => $class),* }
            }
        }
    };
}

const CHAR_CLASS: Class = if ffi::c_char::MIN == 0 {
    Class::Unsigned
} else {
    Class::Signed
};

scalars! {
    Bool "_Bool" "Bool" bool, Class::Unsigned;
    Char "char" "Char" ffi::c_char, CHAR_CLASS;
    SChar "signed char" "SIGNEDCHAR" ffi::c_schar, Class::Signed;
    UChar "unsigned char" "UCHAR" ffi::c_uchar, Class::Unsigned;
    Short "short" "SHORT" ffi::c_short, Class::Signed;
    UShort "unsigned short" "USHORT" ffi::c_ushort, Class::Unsigned;
    Int "int" "INT" ffi::c_int, Class::Signed;
    UInt "unsigned int" "UINT" ffi::c_uint, Class::Unsigned;
    Long "long" "LONG" ffi::c_long, Class::Signed;
    ULong "unsigned long" "ULONG" ffi::c_ulong, Class::Unsigned;
    LongLong "long long" "LONGLONG" ffi::c_longlong, Class::Signed;
    ULongLong "unsigned long long" "ULONGLONG" ffi::c_ulonglong, Class::Unsigned;
    Size "size_t" "SIZE_T" usize, Class::Unsigned;
    SSize "ssize_t" "SSIZE_T" isize, Class::Signed;
    Int8 "int8_t" "INT8_T" i8, Class::Signed;
    UInt8 "uint8_t" "UINT8_T" u8, Class::Unsigned;
    Int16 "int16_t" "INT16_T" i16, Class::Signed;
    UInt16 "uint16_t" "UINT16_T" u16, Class::Unsigned;
    Int32 "int32_t" "INT32_T" i32, Class::Signed;
    UInt32 "uint32_t" "UINT32_T" u32, Class::Unsigned;
    Int64 "int64_t" "SignedLongLong" i64, Class::Signed;
    UInt64 "uint64_t" "UnsignedLongLong" u64, Class::Unsigned;
    IntPtr "intptr_t" "Signed" isize, Class::Signed;
    UIntPtr "uintptr_t" "Unsigned" usize, Class::Unsigned;
    Float "float" "SingleFloat" f32, Class::Float;
    Double "double" "Float" f64, Class::Float;
}

impl fmt::Display for Scalar {
    /// The name in C.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.c_name())
    }
}
