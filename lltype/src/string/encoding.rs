//! Characters to code units and back, for every [`WideUnit`].

use core::iter;

use crate::{CharpError, Ptr, WideUnit};

/// How many units a character has.
pub(super) fn encoded<U: WideUnit>(character: char) -> usize {
    match U::PAIRS {
        true => character.len_utf16(),
        false => 1,
    }
}

/// The units of a text, without a NUL.
fn units<U: WideUnit>(text: &str) -> impl Iterator<Item = U> {
    text.chars().flat_map(|character| {
        let (first, second) = split::<U>(character);
        iter::once(U::from_bits(first)).chain(second.map(U::from_bits))
    })
}

fn split<U: WideUnit>(character: char) -> (u32, Option<u32>) {
    let code = u32::from(character);
    match code.checked_sub(0x10000) {
        Some(above) if U::PAIRS => (HIGH + (above >> 10), Some(LOW + (above & 0x3ff))),
        _ => (code, None),
    }
}

/// The first of the surrogates that come first in a pair, and of those that come second. There are
/// 0x400 of each.
const HIGH: u32 = 0xd800;
const LOW: u32 = 0xdc00;

/// Writes a text, without a NUL, and returns how many units that were.
///
/// # Safety
/// `to` is aligned and has room for the [`encoded`] units of all characters, which nothing else is
/// using.
pub(super) unsafe fn encode<U: WideUnit>(text: &str, to: Ptr<U>) -> usize {
    let mut count = 0;
    for unit in units(text) {
        // SAFETY: the caller says that there is room.
        let place = unsafe { to.add(count) };
        // SAFETY: as above.
        unsafe { place.write(unit) };
        count += 1;
    }
    count
}

/// The characters of some units, and the units that are none.
pub(super) fn characters<U: WideUnit>(
    units: &[U],
) -> impl Iterator<Item = Result<char, CharpError>> {
    let mut rest = units.iter().enumerate().peekable();
    iter::from_fn(move || {
        let (index, unit) = rest.next()?;
        let unit = unit.bits();
        let pair = rest.peek().and_then(|(_, low)| join::<U>(unit, low.bits()));
        if pair.is_some() {
            rest.next();
        }
        let character = pair.or_else(|| char::from_u32(unit));
        Some(character.ok_or(CharpError::NotUnicode { index, unit }))
    })
}

/// The character of a pair of surrogates, if it is one.
fn join<U: WideUnit>(high: u32, low: u32) -> Option<char> {
    let half = |unit: u32, first| unit.checked_sub(first).filter(|half| *half < 0x400);
    if !U::PAIRS {
        return None;
    }
    char::from_u32(0x10000 + (half(high, HIGH)? << 10) + half(low, LOW)?)
}

/// The text of some units.
pub(super) fn decode<U: WideUnit>(units: &[U]) -> Result<String, CharpError> {
    let mut text = String::with_capacity(units.len());
    for character in characters(units) {
        text.push(character?);
    }
    Ok(text)
}
