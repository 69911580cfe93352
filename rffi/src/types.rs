//! The names of C's types, in RPython's spelling.
#![allow(
    non_camel_case_types,
    reason = "C programmers' and RPython's spelling, such as `SIZE_T`"
)]

use core::ffi;

use lltype::Ptr;

/// Writes each name as an alias of a Rust type, and beside it the description that keeps its C
/// spelling: `LONG` and `LONGLONG` may be one Rust type, and are two types in C.
macro_rules! c_types {
    ($($name:ident = $rust:ty, $c:literal, $desc:expr;)*) => {
        $(
            #[doc = concat!("C's `", $c, "`.")]
            pub type $name = $rust;
        )*

        /// For each name, the C type that it spells.
        #[doc(hidden)]
        pub mod spelled {
            use lltype::{Desc, PointerDesc, Qualifiers, Scalar};

            const fn pointer(pointee: fn() -> &'static Desc) -> Desc {
                Desc::Pointer(PointerDesc { pointee, qualifiers: Qualifiers::NONE })
            }

            /// Pointers to each: here once, not in each declaration that has one.
            pub mod pointer_to {
                use super::{Desc, pointer};
                $(pub const $name: &Desc = &pointer(|| super::$name);)*
            }

            /// Pointers to `const` of each.
            pub mod pointer_to_const {
                use super::{Desc, PointerDesc, Qualifiers};
                $(pub const $name: &Desc = &Desc::Pointer(PointerDesc {
                    pointee: || super::$name,
                    qualifiers: Qualifiers::CONST,
                });)*
            }

            $(pub const $name: &Desc = $desc;)*

            /// Every name with its type in C.
            pub const ALL: &[(&str, &Desc)] = &[$((stringify!($name), $name)),*];
        }
    };
}

c_types! {
    CHAR = ffi::c_char, "char", Scalar::Char.desc();
    INT = ffi::c_int, "int", Scalar::Int.desc();
    UINT = ffi::c_uint, "unsigned int", Scalar::UInt.desc();
    LONG = ffi::c_long, "long", Scalar::Long.desc();
    ULONG = ffi::c_ulong, "unsigned long", Scalar::ULong.desc();
    LONGLONG = ffi::c_longlong, "long long", Scalar::LongLong.desc();
    ULONGLONG = ffi::c_ulonglong, "unsigned long long", Scalar::ULongLong.desc();
    SIZE_T = usize, "size_t", Scalar::Size.desc();
    SSIZE_T = isize, "ssize_t", Scalar::SSize.desc();
    FLOAT = ffi::c_float, "float", Scalar::Float.desc();
    DOUBLE = ffi::c_double, "double", Scalar::Double.desc();
    LONGDOUBLE = lltype::LongFloat, "long double", Scalar::LongDouble.desc();
    FLOAT_COMPLEX = lltype::Complex<f32>, "float _Complex", Scalar::FloatComplex.desc();
    DOUBLE_COMPLEX = lltype::Complex<f64>, "double _Complex", Scalar::DoubleComplex.desc();
    LONGDOUBLE_COMPLEX = lltype::Complex<lltype::LongFloat>, "long double _Complex",
        Scalar::LongDoubleComplex.desc();
    VOIDP = Ptr<ffi::c_void>, "void *", &pointer(|| &Desc::Void);
    CCHARP = lltype::CCHARP, "char *", &pointer(|| CHAR);
    CONST_CCHARP = lltype::CONST_CCHARP, "const char *", pointer_to_const::CHAR;
    CCHARPP = lltype::CCHARPP, "char **", &pointer(|| CCHARP);
}
