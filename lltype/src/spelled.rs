//! What C's names for types spell: for macros, which see a name and not what it stands for.
//!
//! `LONG` and `LONGLONG` may be one Rust type, and are two types in C. So a macro describes what is
//! written by the name, and [`check_spelling`] confirms that the name stands for what C means by it.
#![allow(
    non_upper_case_globals,
    reason = "constants are named as the types, such as `INT_real`"
)]

use crate::desc::{ArrayDesc, ArrayLength, TypedefDesc};
use crate::{Desc, PointerDesc, Qualifiers, Scalar, Target};

/// A name of the C library's for an integer of so many bytes: for `usual`, if that has so many.
const fn typedef(name: &'static str, usual: Scalar, size: usize, signed: bool) -> Desc {
    let of = match Scalar::exact_width(size, signed) {
        _ if is_integer_of(usual, size, signed) => usual,
        Some(exact) => exact,
        None => panic!("an integer of 1, 2, 4 or 8 bytes"),
    };
    let of = of.desc();
    Desc::Typedef(TypedefDesc { name, of })
}

const fn is_integer_of(scalar: Scalar, size: usize, signed: bool) -> bool {
    use crate::Class;
    scalar.size(&Target::HOST) == size
        && match scalar.class(&Target::HOST) {
            Class::Signed => signed,
            Class::Unsigned => !signed,
            Class::Float | Class::Complex => false,
        }
}

const fn pointer(pointee: fn() -> &'static Desc, qualifiers: Qualifiers) -> Desc {
    Desc::Pointer(PointerDesc {
        pointee,
        qualifiers,
    })
}

macro_rules! describe {
    (
        scalars {
            $($(#[$s_cfg:meta])* $s:ident $s_pointer:ident = $s_rust:ty, $s_c:literal, $s_scalar:ident;)*
        }
        typedefs {
            $($(#[$t_cfg:meta])* $t:ident $t_pointer:ident = $t_rust:ty, $t_c:literal, $t_scalar:ident;)*
        }
    ) => {
        $($(#[$s_cfg])* pub const $s: &Desc = Scalar::$s_scalar.desc();)*
        $(
            $(#[$t_cfg])*
            #[allow(deprecated, reason = "libc means to change `time_t` of musl")]
            pub const $t: &Desc = &typedef(
                $t_c,
                Scalar::$t_scalar,
                size_of::<$t_rust>(),
                <$t_rust>::MIN != 0,
            );
        )*
        describe!(@pointers
            $($(#[$s_cfg])* $s $s_pointer;)*
            $($(#[$t_cfg])* $t $t_pointer;)*
        );
    };
    (@pointers $($(#[$cfg:meta])* $name:ident $pointer:ident;)*) => {
        /// The places of the types in [`TYPES`].
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the types")]
        enum Place { $($(#[$cfg])* $name,)* }

        /// One function for all pointers: a closure for each would be compiled for each.
        fn type_at<const PLACE: usize>() -> &'static Desc {
            TYPES[PLACE]
        }

        const TYPES: &[&Desc] = &[$($(#[$cfg])* $name),*];

        /// Pointers to each: here once, not in each declaration that has one.
        pub mod pointer_to {
            use super::{Desc, Place, Qualifiers, pointer, type_at};
            $(
                $(#[$cfg])*
                pub const $name: &Desc =
                    &pointer(type_at::<{ Place::$name as usize }>, Qualifiers::NONE);
            )*
        }

        /// Pointers to `const` of each.
        pub mod pointer_to_const {
            use super::{Desc, Place, Qualifiers, pointer, type_at};
            $(
                $(#[$cfg])*
                pub const $name: &Desc =
                    &pointer(type_at::<{ Place::$name as usize }>, Qualifiers::CONST);
            )*
        }

        /// Every name with its type in C.
        pub const ALL: &[(&str, &Desc)] = &[
            $(
                $(#[$cfg])* (stringify!($name), $name),
                $(#[$cfg])* (stringify!($pointer), pointer_to::$name),
            )*
            ("VOIDP", VOIDP),
            ("CONST_VOIDP", CONST_VOIDP),
            ("VOIDPP", VOIDPP),
            ("CONST_CCHARP", pointer_to_const::CHAR),
            ("CCHARPP", CCHARPP),
            ("CWCHARP", pointer_to::WCHAR_T),
            ("CONST_CWCHARP", pointer_to_const::WCHAR_T),
            ("CWCHARPP", CWCHARPP),
            ("SIGNEDPP", SIGNEDPP),
        ];
    };
}

crate::__c_types!(describe);

pub const VOIDP: &Desc = &pointer(|| &Desc::Void, Qualifiers::NONE);
pub const CONST_VOIDP: &Desc = &pointer(|| &Desc::Void, Qualifiers::CONST);
pub const VOIDPP: &Desc = &pointer(|| VOIDP, Qualifiers::NONE);
pub const CCHARPP: &Desc = &pointer(|| pointer_to::CHAR, Qualifiers::NONE);
pub const CWCHARPP: &Desc = &pointer(|| pointer_to::WCHAR_T, Qualifiers::NONE);
pub const SIGNEDPP: &Desc = &pointer(|| pointer_to::SIGNED, Qualifiers::NONE);

/// Fails to compile where a name means another type in the user's scope.
///
/// # Panics
/// If the two have another size, class or shape.
#[track_caller]
pub const fn check_spelling(spelled: &Desc, actual: &Desc, message: &str) {
    if !is_name_of(spelled, actual) {
        panic!("{}", message);
    }
}

/// A description that is made of the words of a type, if it is one of the type.
///
/// # Panics
/// As [`check_spelling`].
#[must_use]
#[track_caller]
pub const fn checked(spelled: &'static Desc, actual: &Desc, message: &str) -> &'static Desc {
    check_spelling(spelled, actual, message);
    spelled
}

/// An array by lltype's rule for its length, with the type of its items as it was spelled; a type that
/// is no array as it is.
#[must_use]
pub const fn with_item(desc: &'static Desc, item: &'static Desc) -> Desc {
    match desc {
        Desc::Array(array) => Desc::Array(ArrayDesc { item, ..*array }),
        _ => *desc,
    }
}

/// Whether a name, which the tokens of a declaration say, has the representation of the type that it
/// names. What pointers point to is not looked at: constants cannot.
const fn is_name_of(spelled: &Desc, actual: &Desc) -> bool {
    match (spelled.unaliased(), actual.unaliased()) {
        (Desc::Scalar(spelled), Desc::Scalar(actual)) => same_representation(*spelled, *actual),
        (Desc::Pointer(_), Desc::Pointer(_)) => true,
        (Desc::Array(spelled), Desc::Array(actual)) => {
            same_length(spelled.length, actual.length) && is_name_of(spelled.item, actual.item)
        }
        // What is spelled by its own description.
        (Desc::Void, Desc::Void)
        | (Desc::Record(_), Desc::Record(_))
        | (Desc::Enum(_), Desc::Enum(_))
        | (Desc::Opaque(_), Desc::Opaque(_))
        | (Desc::Vector(_), Desc::Vector(_)) => true,
        _ => false,
    }
}

const fn same_representation(a: Scalar, b: Scalar) -> bool {
    const HOST: &Target = &Target::HOST;
    a.size(HOST) == b.size(HOST) && a.class(HOST) as u8 == b.class(HOST) as u8
}

const fn same_length(a: ArrayLength, b: ArrayLength) -> bool {
    match (a, b) {
        (ArrayLength::Fixed(a), ArrayLength::Fixed(b)) => a == b,
        (ArrayLength::NoLength, ArrayLength::NoLength)
        | (ArrayLength::Header, ArrayLength::Header) => true,
        _ => false,
    }
}
