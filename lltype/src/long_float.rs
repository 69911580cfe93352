//! Conversions of [`LongFloat`], C's `long double`, from and to `f64`.

use crate::target::FloatFormat;
use crate::{LongFloat, Target};

/// The bias of the exponent of x87's and IEEE's wide formats.
const BIAS: i32 = 16383;

/// A finite number that is not zero: `mantissa / 2^127 * 2^exponent`.
struct Number {
    negative: bool,
    exponent: i32,
    /// With its highest bit set.
    mantissa: u128,
}

/// What a wide format says, by its fields.
enum Parts {
    Zero { negative: bool },
    Finite(Number),
    Infinite { negative: bool },
    NotANumber,
}

impl From<f64> for LongFloat {
    /// The same number: every `double` is a `long double`.
    fn from(value: f64) -> Self {
        let mut bytes = [0; size_of::<LongFloat>()];
        match Target::HOST.long_double.format {
            FloatFormat::Binary64 | FloatFormat::DoubleDouble => {
                bytes[..8].copy_from_slice(&value.to_ne_bytes());
            }
            FloatFormat::X87 => {
                let (head, mantissa) = fields(value);
                // x87 writes the highest bit of the mantissa.
                let mantissa = (mantissa >> 64) as u64;
                bytes[..8].copy_from_slice(&mantissa.to_le_bytes());
                bytes[8..10].copy_from_slice(&head.to_le_bytes());
            }
            FloatFormat::Binary128 => {
                let (head, mantissa) = fields(value);
                let bits = u128::from(head) << 112 | mantissa << 1 >> 16;
                bytes[..].copy_from_slice(&bits.to_ne_bytes());
            }
        }
        LongFloat(bytes)
    }
}

impl LongFloat {
    /// The nearest `double`, of two the even one, as C converts.
    ///
    /// ```
    /// use lltype::LongFloat;
    /// assert_eq!(LongFloat::from(-0.1).to_f64(), -0.1);
    /// ```
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match Target::HOST.long_double.format {
            // Of the two doubles of PowerPC's, the first is the nearest.
            FloatFormat::Binary64 | FloatFormat::DoubleDouble => f64::from_ne_bytes(self.start()),
            FloatFormat::X87 => {
                let head = u16::from_le_bytes([self.0[8], self.0[9]]);
                let mantissa = u64::from_le_bytes(self.start());
                join(&parts(head, u128::from(mantissa) << 64))
            }
            FloatFormat::Binary128 => {
                let bits = u128::from_ne_bytes(self.start());
                let head = (bits >> 112) as u16;
                let hidden = u128::from(head & 0x7fff != 0) << 127;
                join(&parts(head, bits << 16 >> 1 | hidden))
            }
        }
    }

    /// Its first bytes.
    fn start<const N: usize>(&self) -> [u8; N] {
        let mut start = [0; N];
        // A format that is not this target's has another size.
        let length = N.min(self.0.len());
        start[..length].copy_from_slice(&self.0[..length]);
        start
    }
}

/// Sign and exponent as a wide format has them, and the mantissa with its highest bit set.
fn fields(value: f64) -> (u16, u128) {
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let fraction = u128::from(bits << 12) << 63;
    if value == 0.0 {
        return (sign, 0);
    }
    if !value.is_finite() {
        return (sign | 0x7fff, 1 << 127 | fraction);
    }
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let (exponent, mantissa) = match exponent {
        0 => {
            let zeros = fraction.leading_zeros();
            (-1022 - zeros.cast_signed(), fraction << zeros)
        }
        exponent => (exponent - 1023, 1 << 127 | fraction),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a double's is far inside"
    )]
    let biased = (exponent + BIAS) as u16;
    (sign | biased, mantissa)
}

/// Reads sign, exponent and mantissa.
fn parts(head: u16, mantissa: u128) -> Parts {
    let negative = head & 0x8000 != 0;
    let exponent = i32::from(head & 0x7fff);
    if exponent == 0x7fff {
        return match mantissa << 1 {
            0 => Parts::Infinite { negative },
            _ => Parts::NotANumber,
        };
    }
    // The smallest numbers are far below a double's, but have to be shifted to be zero.
    let zeros = mantissa.leading_zeros();
    match mantissa {
        0 => Parts::Zero { negative },
        mantissa => Parts::Finite(Number {
            negative,
            exponent: exponent.max(1) - BIAS - zeros.cast_signed(),
            mantissa: mantissa << zeros,
        }),
    }
}

fn join(parts: &Parts) -> f64 {
    let signed = |negative: &bool, value: f64| if *negative { -value } else { value };
    match parts {
        Parts::Zero { negative } => signed(negative, 0.0),
        Parts::Infinite { negative } => signed(negative, f64::INFINITY),
        Parts::NotANumber => f64::NAN,
        Parts::Finite(number) => signed(&number.negative, round(number)),
    }
}

/// The nearest double of a positive number.
fn round(number: &Number) -> f64 {
    let Number {
        exponent, mantissa, ..
    } = *number;
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // A double has 53 bits, and below its smallest exponent fewer.
    let below = (-1022 - exponent).max(0).unsigned_abs();
    let dropped = 75 + below;
    if dropped > 128 {
        return 0.0;
    }
    let kept = mantissa.checked_shr(dropped).unwrap_or(0);
    let half = 1_u128 << (dropped - 1);
    let rest = mantissa & (half | (half - 1));
    let up = rest > half || rest == half && kept & 1 == 1;
    #[expect(clippy::cast_possible_truncation, reason = "53 bits")]
    let kept = kept as u64 + u64::from(up);
    // The hidden bit, where there is one, is the 1 that is missing in the exponent.
    let exponent = match below {
        0 => u64::from((exponent + 1022).unsigned_abs()) << 52,
        _ => 0,
    };
    f64::from_bits(exponent + kept)
}
