//! [`Real`]: floating-point numbers as they are written, exactly.
//!
//! Rust has `f32` and `f64`; C has `long double`, `_Float16` and `_Float128`, too. A number is kept as it
//! is written, and rounded once, to the [`Format`] that it gets; printing finds the shortest digits that
//! are read as the same number.

mod big;
mod digits;
mod format;

pub(crate) use big::Big;
pub(crate) use digits::shown;
pub(crate) use format::Format;

/// A real number, or what floating-point formats have beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Real {
    pub(crate) negative: bool,
    pub(crate) magnitude: Magnitude,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Magnitude {
    Infinite,
    NotANumber,
    /// `digits * 2^two * 10^ten`.
    Finite {
        digits: Big,
        two: i64,
        ten: i64,
    },
}

/// So many decimal digits decide about the widest format; of those behind, only whether there are any.
const MAX_DIGITS: usize = 12_000;

/// What is beyond these powers is infinite, or nothing, in every format.
const MAX_EXPONENT: i64 = 20_000;

impl Real {
    pub(crate) const INFINITE: Real = Real {
        negative: false,
        magnitude: Magnitude::Infinite,
    };

    pub(crate) const NOT_A_NUMBER: Real = Real {
        negative: false,
        magnitude: Magnitude::NotANumber,
    };

    pub(crate) fn integer(negative: bool, magnitude: u128) -> Self {
        Self::finite(negative, magnitude.into(), 0, 0)
    }

    pub(crate) fn finite(negative: bool, digits: Big, two: i64, ten: i64) -> Self {
        Real {
            negative,
            magnitude: Magnitude::Finite { digits, two, ten },
        }
    }

    pub(crate) fn negated_if(self, negative: bool) -> Self {
        Real {
            negative: self.negative != negative,
            ..self
        }
    }

    pub(crate) fn is_finite(&self) -> bool {
        matches!(self.magnitude, Magnitude::Finite { .. })
    }

    pub(crate) fn is_zero(&self) -> bool {
        matches!(&self.magnitude, Magnitude::Finite { digits, .. } if digits.is_zero())
    }

    /// Reads digits of a base, with a point among them perhaps; `exponent` is of 10, or of 2 for base 16.
    /// `None` if there are no digits, or others.
    pub(crate) fn read(text: &str, base: u32, exponent: i64) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut digits = Big::from(0);
        let (mut count, mut dropped, mut is_more) = (0_usize, 0_i64, false);
        for character in whole.chars().chain(fraction.chars()) {
            let digit = character.to_digit(base)?;
            if count > MAX_DIGITS {
                dropped += 1;
                is_more |= digit != 0;
            } else {
                digits.multiply_add(base, digit);
                count += usize::from(!digits.is_zero());
            }
        }
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        if is_more {
            digits.multiply_add(base, 1);
            dropped -= 1;
        }
        let places = i64::try_from(fraction.len()).ok()? - dropped;
        Some(match base {
            16 => Real::finite(false, digits, exponent.saturating_sub(4 * places), 0),
            _ => Real::finite(false, digits, 0, exponent.saturating_sub(places)),
        })
    }

    /// The number cut to an integer: sign and magnitude; `None` if 128 bits do not hold it.
    pub(crate) fn truncated(&self) -> Option<(bool, u128)> {
        let (above, below) = self.fraction()?;
        let (quotient, _) = match above.bits() - below.bits() {
            128.. => return None,
            _ => above.divide(&below),
        };
        Some((self.negative && quotient != 0, quotient))
    }

    /// The magnitude as a fraction; `None` for what is none. What is beyond every format becomes a number
    /// that is, too.
    pub(crate) fn fraction(&self) -> Option<(Big, Big)> {
        let Magnitude::Finite { digits, two, ten } = &self.magnitude else {
            return None;
        };
        // The digits are at most so many.
        let limit = MAX_EXPONENT + 4 * i64::try_from(MAX_DIGITS).ok()? + 8;
        let above = |exponent: i64| exponent.clamp(0, limit).unsigned_abs();
        let below = |exponent: i64| (-exponent.max(-limit)).max(0).unsigned_abs();
        let one = || Big::from(1);
        let numerator = digits.clone().times_power_of_ten(above(*ten));
        let denominator = one().times_power_of_ten(below(*ten));
        Some((
            numerator.times_power_of_two(above(*two)),
            denominator.times_power_of_two(below(*two)),
        ))
    }
}
