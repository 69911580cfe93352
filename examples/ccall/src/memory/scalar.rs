//! Numbers as bytes.

use lltype::{BitRange, Class, Scalar, Type};

use super::builder::{Builder, Built};
use super::number::Number;
use super::{BuildError, Problem, write_bits};
use crate::real::{Format, Real};

impl Builder<'_> {
    /// Writes a number as a scalar of a type, which may be an enum.
    pub(super) fn scalar(
        &self,
        ty: &Type,
        scalar: Scalar,
        number: &Number,
        into: &mut [u8],
    ) -> Built {
        match (scalar.class(&self.target), Format::of(scalar, &self.target)) {
            (Class::Float, Some(format)) => match number {
                Number::Complex(..) => Err(self.kind(ty, number)),
                _ => self.real(ty, format, &number.parts().0, into),
            },
            (Class::Complex, Some(format)) => {
                let (real, imaginary) = number.parts();
                let (first, second) = into.split_at_mut(into.len() / 2);
                self.real(ty, format, &real, first)?;
                self.real(ty, format, &imaginary, second)
            }
            _ => {
                let bits = scalar.size(&self.target) * 8;
                let bits = u32::try_from(bits).unwrap_or(128);
                let number = self.integer(ty, scalar, bits, number)?;
                into.copy_from_slice(&self.integer_bytes(number, into.len()));
                Ok(())
            }
        }
    }

    fn real(&self, ty: &Type, format: Format, real: &Real, into: &mut [u8]) -> Built {
        let bits = format.encode(real);
        if real.is_finite() && format.is_infinite(bits) {
            return Err(Problem::Range {
                expected: ty.clone(),
                got: "the number".to_owned(),
                range: None,
            }
            .into());
        }
        let bytes = self.integer_bytes(bits, format.bytes());
        into[..bytes.len()].copy_from_slice(&bytes);
        Ok(())
    }

    /// The bits of an integer that has so many.
    fn integer(&self, ty: &Type, scalar: Scalar, bits: u32, number: &Number) -> Built<u128> {
        let Number::Integer {
            negative,
            magnitude,
            is_character,
        } = number
        else {
            // What no integer holds is no other kind of number.
            return Err(match number {
                Number::Real(real) if real.is_finite() && real.truncated().is_none() => {
                    let is_signed = scalar.class(&self.target) == Class::Signed;
                    self.out_of_range(ty, is_signed, bits, number)
                }
                _ => self.kind(ty, number),
            });
        };
        let (negative, magnitude) = (*negative && *magnitude != 0, *magnitude);
        let bits = if scalar == Scalar::Bool { 1 } else { bits };
        let is_signed = scalar.class(&self.target) == Class::Signed;
        // A character is a byte with or without a sign.
        let is_byte = *is_character && bits == 8;
        let fits = match is_byte {
            true => magnitude < 256,
            false => fits(negative, magnitude, is_signed, bits),
        };
        match (fits, negative) {
            (true, true) => Ok(magnitude.wrapping_neg()),
            (true, false) => Ok(magnitude),
            _ => Err(self.out_of_range(ty, is_signed, bits, number)),
        }
    }

    fn out_of_range(&self, ty: &Type, is_signed: bool, bits: u32, number: &Number) -> BuildError {
        let range = match (is_signed, bits) {
            (true, 1..=128) => Some((i128::MIN >> (128 - bits))..=(i128::MAX >> (128 - bits))),
            (false, 1..128) => Some(0..=(1_i128.checked_shl(bits).unwrap_or(0).wrapping_sub(1))),
            _ => None,
        };
        Problem::Range {
            expected: ty.clone(),
            got: number.shown(),
            range,
        }
        .into()
    }

    /// A number is of another kind than its type.
    fn kind(&self, ty: &Type, number: &Number) -> BuildError {
        let help = match number {
            Number::Real(_) => Some(format!("`({ty})` in front converts it")),
            _ => None,
        };
        Problem::Kind {
            expected: ty.clone(),
            got: number.shown(),
            help,
        }
        .into()
    }

    /// Writes a number as a bit-field.
    pub(super) fn bit_field(
        &self,
        ty: &Type,
        bits: BitRange,
        number: &Number,
        into: &mut [u8],
    ) -> Built {
        let Some(scalar) = self.scalar_of(ty) else {
            return Err(self.kind(ty, number));
        };
        let number = self.integer(ty, scalar, bits.width, number)?;
        write_bits(bits, number, &self.target, into);
        Ok(())
    }
}

/// Whether a type of so many bits has an integer.
fn fits(negative: bool, magnitude: u128, is_signed: bool, bits: u32) -> bool {
    // 2^bits, and for a type with a sign half of it.
    let above = 1_u128.checked_shl(bits - u32::from(is_signed));
    match (negative, above) {
        (true, Some(above)) => is_signed && magnitude <= above,
        (true, None) => is_signed,
        (false, above) => above.is_none_or(|above| magnitude < above),
    }
}
