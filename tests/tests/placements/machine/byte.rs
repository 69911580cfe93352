//! [`Byte`]: what is known of a byte while a caller is read.

/// A byte of a register or of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Byte {
    Unknown,
    Const(u8),
    /// One of the variable that is passed as this argument.
    Value(usize, i64),
    /// Copies of the highest bit of that one.
    Sign(usize, i64),
    /// One of a register, as the function left it.
    Result(Bank, u8, u8),
    /// One of the memory that the caller provides for the result.
    Room(u64),
    /// One of an address.
    Address(Base, i64, u8),
}

/// The kinds of registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bank {
    Integer,
    Vector,
    X87,
}

/// What an address is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// The variable that is passed as this argument.
    Argument(usize),
    /// The variable that the result is put into.
    Result,
    /// The stack, as it was after so many roundings of the stack pointer.
    Stack(u32),
}

/// A number in 8 bytes, if it is one.
pub(crate) fn as_number(bytes: &[Byte]) -> Option<i64> {
    let bytes = bytes.iter().map(|byte| match byte {
        Byte::Const(byte) => Some(*byte),
        _ => None,
    });
    let mut bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let fill = if bytes.len() < 8 { 0 } else { 0xff };
    bytes.resize(8, fill);
    Some(i64::from_le_bytes(bytes.try_into().ok()?))
}

/// An address in 8 bytes, if it is one.
pub(crate) fn as_address(bytes: &[Byte]) -> Option<(Base, i64)> {
    let Some(Byte::Address(base, offset, 0)) = bytes.first() else {
        return None;
    };
    (bytes == address(*base, *offset)).then_some((*base, *offset))
}

pub(crate) fn address(base: Base, offset: i64) -> [Byte; 8] {
    [0, 1, 2, 3, 4, 5, 6, 7].map(|index| Byte::Address(base, offset, index))
}

pub(crate) fn number(value: i64) -> [Byte; 8] {
    value.to_le_bytes().map(Byte::Const)
}

/// So many bytes: zeros behind what there is, or copies of the sign.
pub(crate) fn extend(bytes: &[Byte], size: usize, is_signed: bool) -> Vec<Byte> {
    let fill = match bytes.last() {
        _ if !is_signed => Byte::Const(0),
        Some(Byte::Const(top)) if *top < 0x80 => Byte::Const(0),
        Some(Byte::Const(_)) => Byte::Const(0xff),
        Some(Byte::Value(argument, offset)) => Byte::Sign(*argument, *offset),
        Some(Byte::Sign(argument, offset)) => Byte::Sign(*argument, *offset),
        _ => Byte::Unknown,
    };
    let mut bytes = bytes.to_vec();
    bytes.resize(size.max(bytes.len()), fill);
    bytes.truncate(size);
    bytes
}

/// The sum of two words, of which one may be an address.
pub(crate) fn add(one: &[Byte], other: &[Byte]) -> Vec<Byte> {
    let size = one.len();
    let sum = match (
        as_address(one),
        as_number(one),
        as_address(other),
        as_number(other),
    ) {
        (Some((base, offset)), _, _, Some(more)) | (_, Some(more), Some((base, offset)), _) => {
            address(base, offset.wrapping_add(more)).to_vec()
        }
        (_, Some(one), _, Some(other)) => number(one.wrapping_add(other)).to_vec(),
        _ => vec![Byte::Unknown; size],
    };
    sum.into_iter().take(size).collect()
}

/// The bits of both; what has no bits of its own takes the other's.
pub(crate) fn or(one: &[Byte], other: &[Byte]) -> Vec<Byte> {
    let pairs = one.iter().zip(other);
    let byte = |(one, other): (&Byte, &Byte)| match (*one, *other) {
        (Byte::Const(one), Byte::Const(other)) => Byte::Const(one | other),
        (Byte::Const(0), byte) | (byte, Byte::Const(0)) => byte,
        (one, other) if one == other => one,
        _ => Byte::Unknown,
    };
    pairs.map(byte).collect()
}

/// The bits that a mask has.
pub(crate) fn and(bytes: &[Byte], mask: i64) -> Vec<Byte> {
    let pairs = bytes.iter().zip(mask.to_le_bytes());
    let byte = |(byte, mask): (&Byte, u8)| match (*byte, mask) {
        (_, 0) => Byte::Const(0),
        (byte, 0xff) => byte,
        (Byte::Const(byte), mask) => Byte::Const(byte & mask),
        // A `_Bool` has no other bits.
        (byte, 1) => byte,
        _ => Byte::Unknown,
    };
    pairs.map(byte).collect()
}

/// Moved up by so many bits, if they are whole bytes.
pub(crate) fn shift_left(bytes: &[Byte], bits: usize) -> Vec<Byte> {
    if !bits.is_multiple_of(8) {
        return vec![Byte::Unknown; bytes.len()];
    }
    let mut moved = vec![Byte::Const(0); bits / 8];
    moved.extend(bytes);
    moved.truncate(bytes.len());
    moved
}

/// Moved down by so many bits, if they are whole bytes.
pub(crate) fn shift_right(bytes: &[Byte], bits: usize, is_signed: bool) -> Vec<Byte> {
    match bits.is_multiple_of(8) && bits / 8 < bytes.len() {
        true => extend(&bytes[bits / 8..], bytes.len(), is_signed),
        false => vec![Byte::Unknown; bytes.len()],
    }
}
