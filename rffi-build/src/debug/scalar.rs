//! The numbers of C, as debug information names them.

use gimli::constants as dw;
use lltype::{Class, Scalar, Target};

use super::entry::Entry;

/// The scalar that a base type is.
pub(super) fn of_base(entry: &Entry, target: &Target) -> Option<Scalar> {
    let size = usize::try_from(entry.byte_size?).ok()?;
    let name = entry.name.as_deref().unwrap_or_default();
    by_words(name)
        .filter(|scalar| scalar.size(target) == size)
        .or_else(|| by_size(entry, size, target))
}

/// By the words of its name, in whatever order the compiler writes them.
fn by_words(name: &str) -> Option<Scalar> {
    let mut words: Vec<&str> = name.split(' ').filter(|word| *word != "int").collect();
    words.sort_unstable();
    let is_char = words.contains(&"char");
    if !is_char {
        words.retain(|word| *word != "signed");
    }
    Some(match words.as_slice() {
        ["_Bool"] | ["bool"] => Scalar::Bool,
        ["char"] => Scalar::Char,
        ["char", "signed"] => Scalar::SChar,
        ["char", "unsigned"] => Scalar::UChar,
        ["short"] => Scalar::Short,
        ["short", "unsigned"] => Scalar::UShort,
        [] => Scalar::Int,
        ["unsigned"] => Scalar::UInt,
        ["long"] => Scalar::Long,
        ["long", "unsigned"] => Scalar::ULong,
        ["long", "long"] => Scalar::LongLong,
        ["long", "long", "unsigned"] => Scalar::ULongLong,
        ["__int128"] => Scalar::Int128,
        ["__int128", "unsigned"] => Scalar::UInt128,
        ["_Float128"] | ["__float128"] => Scalar::Float128,
        ["_Complex", "_Float128"] | ["_Float128", "complex"] | ["__float128", "complex"] => {
            Scalar::Float128Complex
        }
        ["float"] => Scalar::Float,
        ["double"] => Scalar::Double,
        ["double", "long"] => Scalar::LongDouble,
        ["complex", "float"] | ["_Complex", "float"] => Scalar::FloatComplex,
        ["complex", "double"] | ["_Complex", "double"] => Scalar::DoubleComplex,
        ["complex", "double", "long"] | ["_Complex", "double", "long"] => Scalar::LongDoubleComplex,
        _ => return None,
    })
}

/// By size and encoding, for compilers' own names such as `_Float64` and `char16_t`.
fn by_size(entry: &Entry, size: usize, target: &Target) -> Option<Scalar> {
    let class = match entry.encoding? {
        dw::DW_ATE_signed | dw::DW_ATE_signed_char => Class::Signed,
        dw::DW_ATE_unsigned | dw::DW_ATE_unsigned_char | dw::DW_ATE_UTF | dw::DW_ATE_boolean => {
            Class::Unsigned
        }
        dw::DW_ATE_float => Class::Float,
        dw::DW_ATE_complex_float => Class::Complex,
        _ => return None,
    };
    const KNOWN: [Scalar; 16] = [
        Scalar::Int8,
        Scalar::UInt8,
        Scalar::Int16,
        Scalar::UInt16,
        Scalar::Int32,
        Scalar::UInt32,
        Scalar::Int64,
        Scalar::UInt64,
        Scalar::Int128,
        Scalar::UInt128,
        Scalar::Float,
        Scalar::Double,
        Scalar::LongDouble,
        Scalar::FloatComplex,
        Scalar::DoubleComplex,
        Scalar::LongDoubleComplex,
    ];
    let mut known = KNOWN.into_iter();
    known.find(|scalar| scalar.size(target) == size && scalar.class(target) == class)
}

/// The scalar that C's library calls so, if it is that: `size_t`.
pub(super) fn of_typedef(name: &str, of: Scalar, target: &Target) -> Option<Scalar> {
    let scalar = Scalar::ALL
        .iter()
        .copied()
        .find(|scalar| scalar.c_name() == name)?;
    let is_same =
        scalar.size(target) == of.size(target) && scalar.class(target) == of.class(target);
    is_same.then_some(scalar)
}
