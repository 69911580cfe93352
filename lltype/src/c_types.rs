//! The names of C's types, as one table: `rffi` makes aliases of it, [`spelled`](crate::spelled)
//! descriptions.

/// Gives the table to the macro `$then`.
///
/// Each row: the name; the name of the pointer to it; the Rust type; the C type; the scalar. A scalar
/// is C's own type. A typedef is a name of the C library's for an integer: for the scalar, where that
/// has the size and sign of the Rust type, as with glibc.
#[doc(hidden)]
#[macro_export]
macro_rules! __c_types {
    ($then:ident) => {
        $then! {
            scalars {
                CHAR CCHARP = ::core::ffi::c_char, "char", Char;
                SIGNEDCHAR SIGNEDCHARP = ::core::ffi::c_schar, "signed char", SChar;
                UCHAR UCHARP = ::core::ffi::c_uchar, "unsigned char", UChar;
                SHORT SHORTP = ::core::ffi::c_short, "short", Short;
                USHORT USHORTP = ::core::ffi::c_ushort, "unsigned short", UShort;
                INT INTP = ::core::ffi::c_int, "int", Int;
                UINT UINTP = ::core::ffi::c_uint, "unsigned int", UInt;
                INT_real INT_realP = ::core::ffi::c_int, "int", Int;
                UINT_real UINT_realP = ::core::ffi::c_uint, "unsigned int", UInt;
                LONG LONGP = ::core::ffi::c_long, "long", Long;
                ULONG ULONGP = ::core::ffi::c_ulong, "unsigned long", ULong;
                LONGLONG LONGLONGP = ::core::ffi::c_longlong, "long long", LongLong;
                ULONGLONG ULONGLONGP = ::core::ffi::c_ulonglong, "unsigned long long", ULongLong;
                #[cfg(target_pointer_width = "64")]
                __INT128_T __INT128_TP = i128, "__int128", Int128;
                #[cfg(target_pointer_width = "64")]
                __UINT128_T __UINT128_TP = u128, "unsigned __int128", UInt128;
                BOOL BOOLP = bool, "_Bool", Bool;
                FLOAT FLOATP = ::core::ffi::c_float, "float", Float;
                DOUBLE DOUBLEP = ::core::ffi::c_double, "double", Double;
                LONGDOUBLE LONGDOUBLEP = $crate::LongFloat, "long double", LongDouble;
                FLOAT_COMPLEX FLOAT_COMPLEXP = $crate::Complex<f32>, "float _Complex", FloatComplex;
                DOUBLE_COMPLEX DOUBLE_COMPLEXP = $crate::Complex<f64>, "double _Complex",
                    DoubleComplex;
                LONGDOUBLE_COMPLEX LONGDOUBLE_COMPLEXP = $crate::Complex<$crate::LongFloat>,
                    "long double _Complex", LongDoubleComplex;
                WCHAR_T WCHAR_TP = $crate::private::libc::wchar_t, "wchar_t", WChar;
                SIZE_T SIZE_TP = usize, "size_t", Size;
                SSIZE_T SSIZE_TP = isize, "ssize_t", SSize;
                PTRDIFF_T PTRDIFF_TP = isize, "ptrdiff_t", PtrDiff;
                INTPTR_T INTPTR_TP = isize, "intptr_t", IntPtr;
                UINTPTR_T UINTPTR_TP = usize, "uintptr_t", UIntPtr;
                SIGNED SIGNEDP = isize, "intptr_t", IntPtr;
                UNSIGNED UNSIGNEDP = usize, "uintptr_t", UIntPtr;
                INTMAX_T INTMAX_TP = i64, "intmax_t", IntMax;
                UINTMAX_T UINTMAX_TP = u64, "uintmax_t", UIntMax;
                INT8_T INT8_TP = i8, "int8_t", Int8;
                UINT8_T UINT8_TP = u8, "uint8_t", UInt8;
                INT16_T INT16_TP = i16, "int16_t", Int16;
                UINT16_T UINT16_TP = u16, "uint16_t", UInt16;
                INT32_T INT32_TP = i32, "int32_t", Int32;
                UINT32_T UINT32_TP = u32, "uint32_t", UInt32;
                INT64_T INT64_TP = i64, "int64_t", Int64;
                UINT64_T UINT64_TP = u64, "uint64_t", UInt64;
                INT_LEAST8_T INT_LEAST8_TP = i8, "int_least8_t", IntLeast8;
                UINT_LEAST8_T UINT_LEAST8_TP = u8, "uint_least8_t", UIntLeast8;
                INT_LEAST16_T INT_LEAST16_TP = i16, "int_least16_t", IntLeast16;
                UINT_LEAST16_T UINT_LEAST16_TP = u16, "uint_least16_t", UIntLeast16;
                INT_LEAST32_T INT_LEAST32_TP = i32, "int_least32_t", IntLeast32;
                UINT_LEAST32_T UINT_LEAST32_TP = u32, "uint_least32_t", UIntLeast32;
                INT_LEAST64_T INT_LEAST64_TP = i64, "int_least64_t", IntLeast64;
                UINT_LEAST64_T UINT_LEAST64_TP = u64, "uint_least64_t", UIntLeast64;
                INT_FAST8_T INT_FAST8_TP = i8, "int_fast8_t", IntFast8;
                UINT_FAST8_T UINT_FAST8_TP = u8, "uint_fast8_t", UIntFast8;
                INT_FAST16_T INT_FAST16_TP = $crate::private::IntFast16, "int_fast16_t", IntFast16;
                UINT_FAST16_T UINT_FAST16_TP =
                    $crate::private::UIntFast16, "uint_fast16_t", UIntFast16;
                INT_FAST32_T INT_FAST32_TP = $crate::private::IntFast32, "int_fast32_t", IntFast32;
                UINT_FAST32_T UINT_FAST32_TP =
                    $crate::private::UIntFast32, "uint_fast32_t", UIntFast32;
                INT_FAST64_T INT_FAST64_TP = i64, "int_fast64_t", IntFast64;
                UINT_FAST64_T UINT_FAST64_TP = u64, "uint_fast64_t", UIntFast64;
                // RPython's stand-ins where C's library has no such types.
                #[cfg(not(unix))]
                PID_T PID_TP = isize, "intptr_t", IntPtr;
                #[cfg(not(unix))]
                MODE_T MODE_TP = ::core::ffi::c_int, "int", Int;
            }
            typedefs {
                TIME_T TIME_TP = $crate::private::libc::time_t, "time_t", Long;
                CLOCK_T CLOCK_TP = $crate::private::libc::clock_t, "clock_t", Long;
                OFF_T OFF_TP = $crate::private::libc::off_t, "off_t", Long;
                DEV_T DEV_TP = $crate::private::libc::dev_t, "dev_t", UInt64;
                INO_T INO_TP = $crate::private::libc::ino_t, "ino_t", ULong;
                #[cfg(unix)]
                PID_T PID_TP = $crate::private::libc::pid_t, "pid_t", Int;
                #[cfg(unix)]
                MODE_T MODE_TP = $crate::private::libc::mode_t, "mode_t", UInt;
                #[cfg(unix)]
                UID_T UID_TP = $crate::private::libc::uid_t, "uid_t", UInt;
                #[cfg(unix)]
                GID_T GID_TP = $crate::private::libc::gid_t, "gid_t", UInt;
                #[cfg(unix)]
                NLINK_T NLINK_TP = $crate::private::libc::nlink_t, "nlink_t", ULong;
                #[cfg(unix)]
                BLKSIZE_T BLKSIZE_TP = $crate::private::libc::blksize_t, "blksize_t", Long;
                #[cfg(unix)]
                BLKCNT_T BLKCNT_TP = $crate::private::libc::blkcnt_t, "blkcnt_t", Long;
                #[cfg(unix)]
                CLOCKID_T CLOCKID_TP = $crate::private::libc::clockid_t, "clockid_t", Int;
                #[cfg(unix)]
                SUSECONDS_T SUSECONDS_TP = $crate::private::libc::suseconds_t, "suseconds_t", Long;
                #[cfg(unix)]
                SOCKLEN_T SOCKLEN_TP = $crate::private::libc::socklen_t, "socklen_t", UInt;
                #[cfg(unix)]
                SA_FAMILY_T SA_FAMILY_TP = $crate::private::libc::sa_family_t, "sa_family_t", UShort;
                #[cfg(unix)]
                RLIM_T RLIM_TP = $crate::private::libc::rlim_t, "rlim_t", ULong;
                #[cfg(unix)]
                NFDS_T NFDS_TP = $crate::private::libc::nfds_t, "nfds_t", ULong;
            }
        }
    };
}

/// The integers of a number of bytes.
pub trait Width {
    /// With a sign.
    type Signed;
    /// Without a sign.
    type Unsigned;
}

macro_rules! widths {
    ($($bytes:literal $signed:ty, $unsigned:ty;)*) => {
        $(
            impl Width for [(); $bytes] {
                type Signed = $signed;
                type Unsigned = $unsigned;
            }
        )*
    };
}

widths! {
    2 i16, u16;
    4 i32, u32;
    8 i64, u64;
}

/// C libraries differ in what is fast.
type Fast16 = [(); crate::Target::HOST.fast16 as usize];
type Fast32 = [(); crate::Target::HOST.fast32 as usize];

/// C's `int_fast16_t`.
pub type IntFast16 = <Fast16 as Width>::Signed;
/// C's `uint_fast16_t`.
pub type UIntFast16 = <Fast16 as Width>::Unsigned;
/// C's `int_fast32_t`.
pub type IntFast32 = <Fast32 as Width>::Signed;
/// C's `uint_fast32_t`.
pub type UIntFast32 = <Fast32 as Width>::Unsigned;
