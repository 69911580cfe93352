//! Casts of values whose types are known at run time.

use core::ffi::c_void;
use core::ops::RangeInclusive;

use super::number::Number;
use super::{CastError, Wide};
use crate::ty::Kind;
use crate::value::Tag;
use crate::{Class, Scalar, Target, Type, Value};

/// C's cast of a value to a type of this machine: [`cast`](super::cast) for a type known at run
/// time.
///
/// ```
/// use lltype::{Scalar, Value, cast_value};
/// let byte = cast_value(Value::from(0x12_3481), &Scalar::SChar.into())?;
/// assert_eq!(byte, Value::from(-127_i8));
/// # Ok::<(), lltype::CastError>(())
/// ```
///
/// # Errors
/// [`CastError::Unrelated`]: the type is no number of at most 64 bits, no enumeration and no pointer,
/// or a pointer is cast to a float, or the other way round.
pub fn cast_value(value: Value, to: &Type) -> Result<Value, CastError> {
    let unrelated = || unrelated(value, to);
    if matches!(to.kind(), Kind::Void) {
        return Ok(Value::VOID);
    }
    let wide = wide(value).ok_or_else(unrelated)?;
    match to.kind() {
        Kind::Pointer { .. } if value.tag() == Tag::F32 || value.tag() == Tag::F64 => {
            Err(unrelated())
        }
        Kind::Pointer { .. } => Ok(Value::from(<*mut c_void as Number>::narrow(wide))),
        Kind::Scalar(scalar) => narrow(value, wide, scalar).ok_or_else(unrelated),
        Kind::Enum(enumeration) => {
            let base = enumeration.base(&Target::HOST);
            narrow(value, wide, base).ok_or_else(unrelated)
        }
        _ => Err(unrelated()),
    }
}

fn unrelated(value: Value, to: &Type) -> CastError {
    CastError::Unrelated {
        from: type_of(value),
        to: to.clone(),
    }
}

/// The type that a value has by its tag.
fn type_of(value: Value) -> Type {
    match value.tag() {
        Tag::Void => Type::VOID,
        Tag::Bool => Type::of::<bool>(),
        Tag::I8 => Type::of::<i8>(),
        Tag::U8 => Type::of::<u8>(),
        Tag::I16 => Type::of::<i16>(),
        Tag::U16 => Type::of::<u16>(),
        Tag::I32 => Type::of::<i32>(),
        Tag::U32 => Type::of::<u32>(),
        Tag::I64 => Type::of::<i64>(),
        Tag::U64 => Type::of::<u64>(),
        Tag::F32 => Type::of::<f32>(),
        Tag::F64 => Type::of::<f64>(),
        Tag::Pointer => Type::of::<*mut c_void>(),
    }
}

/// The number that a value holds.
fn wide(value: Value) -> Option<Wide> {
    Some(match value.tag() {
        Tag::Void => return None,
        Tag::Bool => Wide::Unsigned((value.word() != 0).into()),
        Tag::F32 => Wide::Float(value.float_bits().into()),
        Tag::F64 => Wide::Float(f64::from_bits(value.word())),
        Tag::Pointer => Wide::Unsigned(value.word().into()),
        _ => Wide::Signed(value.as_integer()?),
    })
}

/// The number as a scalar of this machine.
fn narrow(value: Value, wide: Wide, to: Scalar) -> Option<Value> {
    let host = &Target::HOST;
    match (to.class(host), to.size(host)) {
        _ if to == Scalar::Bool => Some(bool::narrow(wide).into()),
        (Class::Signed, 1) => Some(i8::narrow(wide).into()),
        (Class::Signed, 2) => Some(i16::narrow(wide).into()),
        (Class::Signed, 4) => Some(i32::narrow(wide).into()),
        (Class::Signed, 8) => Some(i64::narrow(wide).into()),
        (Class::Unsigned, 1) => Some(u8::narrow(wide).into()),
        (Class::Unsigned, 2) => Some(u16::narrow(wide).into()),
        (Class::Unsigned, 4) => Some(u32::narrow(wide).into()),
        (Class::Unsigned, 8) => Some(u64::narrow(wide).into()),
        (Class::Float, _) if value.tag() == Tag::Pointer || to == Scalar::LongDouble => None,
        (Class::Float, 4) => Some(f32::narrow(wide).into()),
        (Class::Float, 8) => Some(f64::narrow(wide).into()),
        _ => None,
    }
}

/// RPython's conversion between primitive types, which refuses what has no meaning.
///
/// Floats lose what is behind the point, integers wrap, anything becomes a `_Bool` by whether its whole
/// number is 0, a character and its number become each other. `float` becomes `double` and back, and nothing else.
///
/// ```
/// use lltype::{Scalar, Value, cast_primitive};
///
/// let number = cast_primitive(Value::from(b'x'), Scalar::Char, Scalar::Long)?;
/// assert_eq!(number, Value::from(120_i64));
/// let error = cast_primitive(Value::from(300), Scalar::Int, Scalar::Char).unwrap_err();
/// assert_eq!(error.to_string(), "300 is no value of `char`");
/// # Ok::<(), lltype::CastError>(())
/// ```
///
/// # Errors
/// [`CastError::Range`]: no character has the number, or no integer of the type is near the float.
/// [`CastError::Unrelated`]: there is no such conversion, or the value is not of the type `from`.
pub fn cast_primitive(value: Value, from: Scalar, to: Scalar) -> Result<Value, CastError> {
    let unrelated = || CastError::Unrelated {
        from: from.into(),
        to: to.into(),
    };
    let range = || CastError::Range {
        value,
        to: to.into(),
    };
    let is_single = |scalar| scalar == Scalar::Float;
    if is_single(from) != is_single(to) && from != Scalar::Double && to != Scalar::Double {
        return Err(unrelated());
    }
    let number = number_of(value, from).ok_or_else(unrelated)?;
    let number = match to.range(&Target::HOST) {
        None => number,
        Some(within) => whole(number, to, &within).ok_or_else(range)?,
    };
    narrow(value, number, to).ok_or_else(unrelated)
}

/// The number that a value of the type `from` is; `None` if the value is of another type.
fn number_of(value: Value, from: Scalar) -> Option<Wide> {
    let number = wide(value)?;
    let expected = narrow(value, number, from)?.tag();
    let Some(bits) = character_bits(from) else {
        return (value.tag() == expected).then_some(number);
    };
    // A character is its number, whatever the sign of `char` is.
    let number = Wide::Unsigned(number.integer() & ((1 << bits) - 1));
    (unsigned(value.tag()) == unsigned(expected)).then_some(number)
}

/// The unsigned integer of the same width.
fn unsigned(tag: Tag) -> Tag {
    match tag {
        Tag::I8 => Tag::U8,
        Tag::I16 => Tag::U16,
        Tag::I32 => Tag::U32,
        Tag::I64 => Tag::U64,
        other => other,
    }
}

/// A number without what is behind the point, if it can become an integer of a type: integers wrap,
/// floats and characters must fit.
fn whole(number: Wide, to: Scalar, within: &RangeInclusive<i128>) -> Option<Wide> {
    let (number, is_float) = match number {
        Wide::Float(value) => {
            let value = value.trunc();
            let fits = value.abs() < 2.0_f64.powi(127);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "checked above; NaN is not less"
            )]
            let number = fits.then_some(value as i128)?;
            (Wide::Signed(number), true)
        }
        other => (other, false),
    };
    let fits = match number {
        _ if character_bits(to).is_some() => in_characters(number, to),
        Wide::Signed(value) if is_float && to != Scalar::Bool => within.contains(&value),
        _ => true,
    };
    fits.then_some(number)
}

/// How many bits a character has, if the type is one.
fn character_bits(scalar: Scalar) -> Option<usize> {
    match scalar {
        Scalar::Char => Some(8),
        Scalar::WChar => Some(8 * scalar.size(&Target::HOST)),
        Scalar::Char16 => Some(16),
        Scalar::Char32 => Some(32),
        _ => None,
    }
}

/// Whether a number is that of a character.
fn in_characters(number: Wide, to: Scalar) -> bool {
    let last = match to {
        Scalar::Char => 0xff,
        Scalar::Char16 => 0xffff,
        _ if to.size(&Target::HOST) == 2 => 0xffff,
        _ => 0x0010_ffff,
    };
    match number {
        Wide::Float(_) => false,
        Wide::Signed(value) => (0..=last).contains(&value),
        Wide::Unsigned(value) => i128::try_from(value).is_ok_and(|value| value <= last),
    }
}
