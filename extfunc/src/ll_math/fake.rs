//! What Rust's `f64` does not have, or not for every number.

use core::f64::consts::LN_2;

/// The bits of a float before its mantissa: sign and exponent.
const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;
const EXPONENT: u64 = 0x7ff;
/// The exponent field of the numbers from 0.5 to 1.
const HALF: u64 = 1022;

/// From here on `x` and `sqrt(x * x + 1)` are the same, and their sum would not fit in the end.
const LARGE: f64 = 1e150;

pub(super) fn acosh(x: f64) -> f64 {
    if x > LARGE {
        return x.ln() + LN_2;
    }
    x.acosh()
}

pub(super) fn asinh(x: f64) -> f64 {
    if x.abs() > LARGE {
        return (x.abs().ln() + LN_2).copysign(x);
    }
    x.asinh()
}

/// Rust's is not exact near -1.
pub(super) fn atanh(x: f64) -> f64 {
    x.abs().atanh().copysign(x)
}

pub(super) fn fmod(x: f64, y: f64) -> f64 {
    x % y
}

pub(super) fn modf(x: f64) -> (f64, f64) {
    let fraction = if x.is_infinite() { 0.0 } else { x.fract() };
    (fraction.copysign(x), x.trunc())
}

pub(super) fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    if x.is_subnormal() {
        // Made normal first; the exponent is made smaller by as much.
        let (mantissa, exponent) = frexp(x * 2.0_f64.powi(64));
        return (mantissa, exponent - 64);
    }
    let bits = x.to_bits();
    let field = bits >> MANTISSA_BITS & EXPONENT;
    let mantissa = bits & !(EXPONENT << MANTISSA_BITS) | HALF << MANTISSA_BITS;
    // A field of 11 bits.
    let exponent = i32::try_from(field).unwrap_or_default() - 1022;
    (f64::from_bits(mantissa), exponent)
}

pub(super) fn ldexp(x: f64, exponent: i32) -> f64 {
    let (mantissa, own) = frexp(x);
    // Beyond these it is zero or infinite whatever the mantissa.
    let exponent = exponent.saturating_add(own).clamp(-1200, 1100);
    // Two steps, for powers that no float holds. The first is exact; the second rounds, where the
    // result is too small to be.
    let first = if exponent < 0 {
        exponent + 1000
    } else {
        exponent - 1000
    };
    mantissa * power_of_two(first) * power_of_two(exponent - first)
}

/// For an exponent from -1022 to 1023.
fn power_of_two(exponent: i32) -> f64 {
    let field = u64::try_from(exponent + 1023).unwrap_or_default();
    f64::from_bits(field << MANTISSA_BITS)
}
