//! Bit-fields: bits in bytes.

use lltype::{BitRange, Target};

/// The byte and the mask of bit `index` of a bit-field, counted from the lowest.
fn place(bits: BitRange, index: u32, target: &Target) -> (usize, u8) {
    let (position, mask) = match target.is_little_endian() {
        true => {
            let position = bits.position + u64::from(index);
            (position, 1 << (position % 8))
        }
        false => {
            let position = bits.position + u64::from(bits.width - 1 - index);
            (position, 0x80 >> (position % 8))
        }
    };
    (usize::try_from(position / 8).unwrap_or(usize::MAX), mask)
}

/// Writes the low bits of a number.
pub(crate) fn write_bits(bits: BitRange, number: u128, target: &Target, into: &mut [u8]) {
    for index in 0..bits.width.min(128) {
        let (byte, mask) = place(bits, index, target);
        if let Some(byte) = into.get_mut(byte) {
            *byte = match number >> index & 1 {
                0 => *byte & !mask,
                _ => *byte | mask,
            };
        }
    }
}

/// Reads a number.
pub(crate) fn read_bits(bits: BitRange, target: &Target, from: &[u8]) -> u128 {
    (0..bits.width.min(128)).fold(0, |number, index| {
        let (byte, mask) = place(bits, index, target);
        let is_set = from.get(byte).is_some_and(|byte| byte & mask != 0);
        number | u128::from(is_set) << index
    })
}
