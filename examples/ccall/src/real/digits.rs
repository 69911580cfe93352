//! [`debug`]: the shortest decimal digits of a number.

use super::{Format, Magnitude, Real};

/// A number as Rust's `{:?}` prints it, with as many digits as the format needs: `0.1`, `1e16`, `inf`.
pub(crate) fn debug(format: Format, bits: u128) -> String {
    let real = format.decode(bits);
    let sign = if real.negative { "-" } else { "" };
    match &real.magnitude {
        Magnitude::NotANumber => "NaN".to_owned(),
        Magnitude::Infinite => format!("{sign}inf"),
        Magnitude::Finite { digits, .. } if digits.is_zero() => format!("{sign}0.0"),
        Magnitude::Finite { .. } => match narrow(format, &real, bits) {
            Some(text) => text,
            None => format!("{sign}{}", shortest(format, &real, bits)),
        },
    }
}

/// A `float` by its own digits; any other format that holds a `double` as that `double`.
#[expect(clippy::cast_possible_truncation, reason = "a format's bits")]
fn narrow(format: Format, real: &Real, bits: u128) -> Option<String> {
    if format == Format::BINARY32 {
        return Some(format!("{:?}", f32::from_bits(bits as u32)));
    }
    let double = Format::BINARY64.encode(real);
    let is_wide = format.precision >= Format::BINARY64.precision;
    let is_double = is_wide && format.encode(&Format::BINARY64.decode(double)) == bits;
    is_double.then(|| format!("{:?}", f64::from_bits(double as u64)))
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
            format!("{digits}{}.0", zeros(exponent + 1 - length))
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

    fn shown(scalar: Scalar, text: &str, exponent: i64) -> String {
        let format = Format::of(scalar, &Target::X86_64_LINUX_GNU).unwrap();
        debug(
            format,
            format.encode(&Real::read(text, 10, exponent).unwrap()),
        )
    }

    #[test]
    fn long_doubles_have_the_digits_they_need() {
        let shown = |text, exponent| shown(Scalar::LongDouble, text, exponent);
        assert_eq!(shown("0.5", 0), "0.5");
        assert_eq!(shown("0.1", 0), "0.1");
        assert_eq!(shown("3.14159265358979323846", 0), "3.1415926535897932385");
        assert_eq!(shown("1", 4932), "1e4932");
        assert_eq!(
            shown("1.1897314953572317650", 4932),
            "1.189731495357231765e4932"
        );
        assert_eq!(shown("18446744073709551615", 0), "1.8446744073709551615e19");
        assert_eq!(shown("0", 0), "0.0");
    }

    #[test]
    fn narrow_and_wide_formats_too() {
        assert_eq!(shown(Scalar::Float16, "0.1", 0), "0.1");
        assert_eq!(shown(Scalar::Float16, "65504", 0), "65500.0");
        assert_eq!(shown(Scalar::Float, "0.1", 0), "0.1");
        assert_eq!(shown(Scalar::Float128, "0.1", 0), "0.1");
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
            prop_assert_eq!(text.len(), format!("{number:?}").len());
        }
    }
}
