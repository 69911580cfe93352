//! The names of C's types, in RPython's spelling.
//!
//! Each has the width and the sign that the type has on the target; nothing is asked of a compiler to
//! know them. RPython's classes of integers (`r_int`, `r_size_t`, ...) are not needed: in Rust the
//! types are integers themselves.
#![allow(
    non_camel_case_types,
    reason = "C programmers' and RPython's spelling, such as `SIZE_T`"
)]

use core::ffi::c_void;

use lltype::{ConstPtr, Ptr};

macro_rules! aliases {
    (
        scalars { $($scalars:tt)* }
        typedefs { $($typedefs:tt)* }
    ) => {
        aliases! { $($scalars)* $($typedefs)* }
    };
    ($($(#[$cfg:meta])* $name:ident $pointer:ident = $rust:ty, $c:literal, $scalar:ident;)*) => {
        $(
            $(#[$cfg])*
            #[doc = concat!("C's `", $c, "`.")]
            #[allow(deprecated, reason = "libc means to change `time_t` of musl")]
            pub type $name = $rust;

            $(#[$cfg])*
            #[doc = concat!("C's `", $c, " *`.")]
            pub type $pointer = Ptr<$name>;
        )*
    };
}

lltype::__c_types!(aliases);

/// C's `void *`.
pub type VOIDP = Ptr<c_void>;
/// C's `const void *`.
pub type CONST_VOIDP = ConstPtr<c_void>;
/// C's `void **`.
pub type VOIDPP = Ptr<VOIDP>;
/// C's `const char *`.
pub type CONST_CCHARP = ConstPtr<CHAR>;
/// C's `char **`.
pub type CCHARPP = Ptr<CCHARP>;
/// C's `wchar_t *`.
pub type CWCHARP = WCHAR_TP;
/// C's `const wchar_t *`.
pub type CONST_CWCHARP = ConstPtr<WCHAR_T>;
/// C's `wchar_t **`.
pub type CWCHARPP = Ptr<CWCHARP>;
/// C's `intptr_t **`.
pub type SIGNEDPP = Ptr<SIGNEDP>;
