//! Numbers, as C writes them.

use super::{Integer, Literal, Suffix};
use crate::real::Real;

const NO_NUMBER: &str = "this is no number";

/// How much of a text belongs to one number: C's preprocessing number, with a sign.
pub(super) fn length(text: &[u8]) -> usize {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let is_hex = matches!(text.get(sign..sign + 2), Some([b'0', b'x' | b'X']));
    let mut end = sign;
    while let Some(byte) = text.get(end) {
        let is_exponent = match text[..end].last() {
            Some(b'e' | b'E') => !is_hex,
            Some(b'p' | b'P') => is_hex,
            _ => false,
        };
        let is_sign =
            matches!(byte, b'+' | b'-') && end > sign && is_exponent && !is_word(text, sign);
        if !(is_sign || byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_')) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether it begins with a letter, as `inf` does.
fn is_word(text: &[u8], sign: usize) -> bool {
    text.get(sign).is_some_and(u8::is_ascii_alphabetic)
}

/// Reads a number: all of the text.
pub(super) fn number(text: &str) -> Result<Literal, String> {
    let split = length(text.as_bytes());
    let (first, second) = text.split_at(split);
    if !second.is_empty() {
        let bad = || NO_NUMBER.to_owned();
        let imaginary = imaginary(second).ok_or_else(bad)?;
        let real = real(first).ok_or_else(bad)?;
        return Ok(Literal::Complex(real, imaginary));
    }
    if let Some(imaginary) = imaginary(first) {
        return Ok(Literal::Complex(Real::integer(false, 0), imaginary));
    }
    simple(first)
}

/// Whether a word is a number: `inf`, `nan`, with a sign perhaps.
pub(super) fn is_word_of_number(text: &str) -> bool {
    word(text.trim_start_matches(['+', '-'])).is_some()
}

fn word(text: &str) -> Option<Real> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match () {
        () if is("inf") || is("infinity") => Some(Real::INFINITE),
        () if is("nan") => Some(Real::NOT_A_NUMBER),
        () => None,
    }
}

fn imaginary(text: &str) -> Option<Real> {
    real(text.strip_suffix(['i', 'j'])?)
}

/// A part of a complex number.
fn real(text: &str) -> Option<Real> {
    match simple(text).ok()? {
        Literal::Integer(integer) => Some(Real::integer(integer.negative, integer.magnitude)),
        Literal::Real(real, _) => Some(real),
        _ => None,
    }
}

fn simple(text: &str) -> Result<Literal, String> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if let Some(word) = word(unsigned) {
        return Ok(Literal::Real(word.negated_if(negative), Suffix::None));
    }
    let lower = unsigned.to_ascii_lowercase();
    let number = match lower.strip_prefix("0x") {
        Some(digits) if digits.contains(['.', 'p']) => hex_real(digits),
        Some(digits) => return integer(digits, 16, negative),
        None => match lower.strip_prefix("0b") {
            Some(digits) => return integer(digits, 2, negative),
            None if lower.contains(['.', 'e']) => decimal_real(&lower),
            None => {
                let is_octal = lower.starts_with('0')
                    && lower.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
                return integer(&lower, if is_octal { 8 } else { 10 }, negative);
            }
        },
    };
    let (real, suffix) = number.ok_or(NO_NUMBER)?;
    Ok(Literal::Real(real.negated_if(negative), suffix))
}

fn integer(digits: &str, base: u32, negative: bool) -> Result<Literal, String> {
    let number = digits.trim_end_matches(['u', 'l']);
    let suffix = &digits[number.len()..];
    let is_suffix = matches!(suffix, "" | "u" | "l" | "ll" | "ul" | "ull" | "lu" | "llu");
    let is_digits = !number.is_empty() && number.chars().all(|digit| digit.is_digit(base));
    if !(is_suffix && is_digits) {
        return Err(match base {
            8 => "this is no number: it begins with 0, so it is octal".to_owned(),
            _ => NO_NUMBER.to_owned(),
        });
    }
    match u128::from_str_radix(number, base) {
        Ok(magnitude) => Ok(Literal::Integer(Integer {
            negative,
            magnitude,
            unsigned: suffix.contains('u'),
            long: suffix.contains('l'),
        })),
        // Floating-point types hold what no integer does.
        Err(_) if base == 10 => {
            let real = Real::read(number, 10, 0).unwrap_or(Real::INFINITE);
            Ok(Literal::Real(real.negated_if(negative), Suffix::None))
        }
        Err(_) => Err("this has more than 128 bits".to_owned()),
    }
}

fn suffix(text: &str) -> (&str, Suffix) {
    match text.as_bytes().last() {
        Some(b'f') => (&text[..text.len() - 1], Suffix::Float),
        Some(b'l') => (&text[..text.len() - 1], Suffix::Long),
        _ => (text, Suffix::None),
    }
}

/// An exponent: any number of digits with a sign; those that no format has are cut.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse().unwrap_or(i64::from(i32::MAX));
    let magnitude = magnitude.min(i64::from(i32::MAX));
    Some(match text.starts_with('-') {
        true => -magnitude,
        false => magnitude,
    })
}

fn decimal_real(text: &str) -> Option<(Real, Suffix)> {
    let (text, suffix) = suffix(text);
    let (digits, power) = match text.split_once('e') {
        Some((digits, power)) => (digits, exponent(power)?),
        None => (text, 0),
    };
    Some((Real::read(digits, 10, power)?, suffix))
}

fn hex_real(text: &str) -> Option<(Real, Suffix)> {
    match text.split_once('p') {
        // Without an exponent, an `f` behind is a digit.
        None => Some((Real::read(text, 16, 0)?, Suffix::None)),
        Some((digits, power)) => {
            let (power, suffix) = suffix(power);
            Some((Real::read(digits, 16, exponent(power)?)?, suffix))
        }
    }
}
