//! [`shown`]: the shortest decimal digits of a number.

use super::{Format, Magnitude, Real};

/// A number with as many digits as the format needs: `1`, `0.1`, `1e16`, `-inf`, `nan`.
pub(crate) fn shown(format: Format, bits: u128) -> String {
    let real = format.decode(bits);
    let sign = if real.negative { "-" } else { "" };
    match &real.magnitude {
        Magnitude::NotANumber => "nan".to_owned(),
        Magnitude::Infinite => format!("{sign}inf"),
        Magnitude::Finite { digits, .. } if digits.is_zero() => format!("{sign}0"),
        Magnitude::Finite { .. } => match narrow(format, &real, bits) {
            Some(text) => text,
            None => format!("{sign}{}", shortest(format, &real, bits)),
        },
    }
}

/// What Rust finds for a `float`, a `double`, or what the digits of a `double` are read as.
#[expect(clippy::cast_possible_truncation, reason = "a format's bits")]
fn narrow(format: Format, real: &Real, bits: u128) -> Option<String> {
    if format == Format::BINARY32 {
        return Some(whole(format!("{:?}", f32::from_bits(bits as u32))));
    }
    let is_double = format == Format::BINARY64;
    let text = format!("{:?}", f64::from_bits(Format::BINARY64.encode(real) as u64));
    // A wider format may need more digits for the same number.
    let is_exact = || format.precision > Format::BINARY64.precision && read(format, &text) == bits;
    (is_double || is_exact()).then(|| whole(text.clone()))
}

/// What a finite number as Rust writes it is in a format.
fn read(format: Format, text: &str) -> u128 {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let unsigned = digits.trim_start_matches('-');
    let real = Real::read(unsigned, 10, exponent.parse().unwrap_or(0)).unwrap_or(Real::INFINITE);
    format.encode(&real.negated_if(unsigned != digits))
}

/// A number as Rust writes it, without a point that nothing follows.
fn whole(text: String) -> String {
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// So many digits tell the numbers of any format apart.
const MAX_DIGITS: u32 = 36;

fn shortest(format: Format, real: &Real, bits: u128) -> String {
    let tried = (1..=MAX_DIGITS).filter_map(|count| decimal(real, count));
    let mut last = String::new();
    for (digits, exponent) in tried {
        let places = i64::try_from(digits.len()).unwrap_or_default() - 1;
        let read = Real::read(&digits, 10, exponent - places);
        let read = read.map(|read| format.encode(&read.negated_if(real.negative)));
        last = written(&digits, exponent);
        if read == Some(bits) {
            break;
        }
    }
    last
}

/// So many digits of a number, and the power of ten that the first of them counts.
fn decimal(real: &Real, count: u32) -> Option<(String, i64)> {
    let (above, below) = real.fraction()?;
    // An estimate from the power of two, which may be one too high or too low.
    let mut exponent = (above.bits() - below.bits()) * 30_103 / 100_000;
    loop {
        let shift = i64::from(count) - 1 - exponent;
        let ten = shift.unsigned_abs();
        let (above, below) = match shift < 0 {
            true => (above.clone(), below.clone().times_power_of_ten(ten)),
            false => (above.clone().times_power_of_ten(ten), below.clone()),
        };
        let (quotient, rest) = above.divide(&below);
        let text = quotient.to_string();
        match text.len().cmp(&(count as usize)) {
            _ if quotient == 0 => exponent -= 1,
            core::cmp::Ordering::Less => exponent -= 1,
            core::cmp::Ordering::Greater => exponent += 1,
            core::cmp::Ordering::Equal => {
                let rounded = rest.round(quotient).to_string();
                exponent += i64::from(rounded.len() > text.len());
                return Some((rounded[..text.len()].to_owned(), exponent));
            }
        }
    }
}

/// As Rust writes floating-point numbers: with an exponent, if they are very small or large.
fn written(digits: &str, exponent: i64) -> String {
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
    let length = i64::try_from(digits.len()).unwrap_or_default();
    match exponent {
        -4..=-1 => format!("0.{}{digits}", zeros(-exponent - 1)),
        0..=15 if exponent + 1 >= length => {
            format!("{digits}{}", zeros(exponent + 1 - length))
        }
        0..=15 => {
            let (whole, fraction) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(1));
            format!("{whole}.{fraction}")
        }
        _ => match digits.split_at(1) {
            (first, "") => format!("{first}e{exponent}"),
            (first, rest) => format!("{first}.{rest}e{exponent}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use lltype::{Scalar, Target};
    use proptest::prelude::*;

    use super::*;

    fn digits(scalar: Scalar, text: &str, exponent: i64) -> String {
        let format = Format::of(scalar, &Target::X86_64_LINUX_GNU).unwrap();
        shown(
            format,
            format.encode(&Real::read(text, 10, exponent).unwrap()),
        )
    }

    #[test]
    fn long_doubles_have_the_digits_they_need() {
        let shown = |text, exponent| digits(Scalar::LongDouble, text, exponent);
        assert_eq!(shown("0.5", 0), "0.5");
        assert_eq!(shown("0.1", 0), "0.1");
        assert_eq!(shown("3.14159265358979323846", 0), "3.1415926535897932385");
        assert_eq!(shown("1", 4932), "1e4932");
        assert_eq!(
            shown("1.1897314953572317650", 4932),
            "1.189731495357231765e4932"
        );
        assert_eq!(shown("18446744073709551615", 0), "1.8446744073709551615e19");
        assert_eq!(shown("0", 0), "0");
        // The `double` that is called so.
        assert_eq!(
            shown("0.1000000000000000055511151231257827", 0),
            "0.10000000000000000555"
        );
    }

    #[test]
    fn narrow_and_wide_formats_too() {
        assert_eq!(digits(Scalar::Float16, "0.1", 0), "0.1");
        assert_eq!(digits(Scalar::Float16, "65504", 0), "65500");
        assert_eq!(digits(Scalar::Float, "0.1", 0), "0.1");
        assert_eq!(digits(Scalar::Float128, "0.1", 0), "0.1");
    }

    proptest! {
        #[test]
        fn digits_are_rusts(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite() && number != 0.0);
            let real = Format::BINARY64.decode(u128::from(bits));
            let sign = if real.negative { "-" } else { "" };
            let text = format!("{sign}{}", shortest(Format::BINARY64, &real, u128::from(bits)));
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits);
            prop_assert_eq!(text.len(), whole(format!("{number:?}")).len());
        }
    }
}
