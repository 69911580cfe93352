//! Numbers: integers, also those of enums, floating-point and complex numbers.

use core::fmt;

use lltype::{Class, Kind, Scalar, Target, Type};

use crate::real::{Format, shown};

/// The number that bytes are.
pub(super) fn unsigned(bytes: &[u8]) -> u128 {
    let append = |number: u128, byte: &u8| number << 8 | u128::from(*byte);
    match Target::HOST.is_little_endian() {
        true => bytes.iter().rev().fold(0, append),
        false => bytes.iter().fold(0, append),
    }
}

/// Prints a scalar, which may be what holds an enum.
pub(super) fn scalar(
    ty: &Type,
    scalar: Scalar,
    bytes: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match (
        scalar.class(&Target::HOST),
        Format::of(scalar, &Target::HOST),
    ) {
        (Class::Float, Some(format)) => f.write_str(&real(format, bytes)),
        (Class::Complex, Some(format)) => {
            let (first, second) = bytes.split_at(bytes.len() / 2);
            let (first, second) = (real(format, first), real(format, second));
            let plus = if second.starts_with('-') { "" } else { "+" };
            write!(f, "{first}{plus}{second}i")
        }
        _ => {
            let bits = u32::try_from(bytes.len() * 8).unwrap_or(128);
            integer(ty, unsigned(bytes), bits, f)
        }
    }
}

fn real(format: Format, bytes: &[u8]) -> String {
    let size = format.bytes();
    shown(format, unsigned(bytes.get(..size).unwrap_or(bytes)))
}

/// Prints an integer of so many bits as its type has it: only a `_Bool` by its name.
pub(super) fn integer(
    ty: &Type,
    number: u128,
    bits: u32,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let scalar = match ty.kind() {
        Kind::Enum(enumeration) => enumeration.base(&Target::HOST),
        Kind::Scalar(scalar) => scalar,
        _ => Scalar::ULongLong,
    };
    if scalar == Scalar::Bool {
        return write!(f, "{}", number != 0);
    }
    if scalar.class(&Target::HOST) != Class::Signed {
        return write!(f, "{number}");
    }
    let unused = 128_u32.saturating_sub(bits).min(127);
    write!(f, "{}", (number << unused).cast_signed() >> unused)
}
