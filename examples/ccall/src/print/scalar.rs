//! Numbers: integers, constants of enums, floating-point and complex numbers.

use core::fmt;

use lltype::{Class, Scalar, Target, Type};

use crate::real::{Format, debug};

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
    debug(format, unsigned(bytes.get(..size).unwrap_or(bytes)))
}

/// Prints an integer of so many bits as its type has it: a `_Bool` by its name, a constant of an enum by
/// its.
pub(super) fn integer(
    ty: &Type,
    number: u128,
    bits: u32,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let (scalar, enumeration) = match ty.kind() {
        lltype::Kind::Enum(enumeration) => (enumeration.base(&Target::HOST), Some(enumeration)),
        lltype::Kind::Scalar(scalar) => (scalar, None),
        _ => (Scalar::ULongLong, None),
    };
    if scalar == Scalar::Bool {
        return write!(f, "{}", number != 0);
    }
    let unused = 128_u32.saturating_sub(bits).min(127);
    let signed = (number << unused).cast_signed() >> unused;
    let is_signed = scalar.class(&Target::HOST) == Class::Signed;
    let value = match is_signed {
        true => Some(signed),
        false => i128::try_from(number).ok(),
    };
    let mut constants = enumeration.into_iter().flat_map(|found| found.constants());
    match constants.find(|(_, constant)| Some(*constant) == value) {
        Some((name, _)) => f.write_str(name),
        None if is_signed => write!(f, "{signed}"),
        None => write!(f, "{number}"),
    }
}
