//! From a [`Value`] to the word of a parameter.

use lltype::{
    ArgumentError, Kind, LongFloat, PlaceProblem, Scalar, Tag, Target, Type, Value, ValueError,
};

use super::carried::tag_of;

/// What a checked call does with values that C would change, or that many functions do not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Policy {
    /// An integer that the parameter does not have is cut to its bits, as C does it. Otherwise it is an
    /// error.
    pub wrap_integers: bool,
    /// A null pointer is an error.
    pub refuse_null: bool,
}

impl Policy {
    /// Integers must fit; pointers may be null.
    pub const DEFAULT: Policy = Policy {
        wrap_integers: false,
        refuse_null: false,
    };
}

impl Default for Policy {
    fn default() -> Self {
        Policy::DEFAULT
    }
}

/// Memory for an argument that is wider than a word and was given as one.
pub(super) type Scratch = u128;

/// The word for a parameter of type `ty`.
pub(super) fn word(
    value: Value,
    ty: &Type,
    index: usize,
    policy: Policy,
    scratch: &mut Scratch,
) -> Result<u64, ArgumentError> {
    let Some(tag) = tag_of(ty) else {
        return memory(value, ty, index, policy, scratch);
    };
    to_word(value, ty, tag, policy).map_err(|error| ArgumentError::Value { index, error })
}

/// A value as the result of a callback.
pub(crate) enum Converted {
    Word(u64),
    /// Of a number that is wider than a word.
    Bytes([u8; size_of::<Scratch>()]),
}

/// The result of type `ty` for a value.
pub(crate) fn convert_result(
    value: Value,
    ty: &Type,
    policy: Policy,
) -> Result<Converted, ValueError> {
    let word = match tag_of(ty) {
        None => return wide(value, ty, policy).map(|bytes| Converted::Bytes(bytes.to_ne_bytes())),
        Some(Tag::Void) if value.tag() == Tag::Void => Ok(0),
        Some(tag) => to_word(value, ty, tag, policy),
    };
    word.map(Converted::Word)
}

fn to_word(value: Value, ty: &Type, tag: Tag, policy: Policy) -> Result<u64, ValueError> {
    match tag {
        Tag::Void => Err(ValueError::class(ty.clone(), value)),
        Tag::Pointer => pointer(value, ty, policy),
        Tag::F32 => float(value, ty, |number| narrow(number, ty, value)),
        Tag::F64 => float(value, ty, |number| Ok(number.to_bits())),
        tag => integer(value, ty, tag, policy),
    }
}

fn pointer(value: Value, ty: &Type, policy: Policy) -> Result<u64, ValueError> {
    match value.tag() {
        Tag::Pointer if policy.refuse_null && value.word() == 0 => {
            Err(ValueError::null_pointer(ty.clone()))
        }
        Tag::Pointer => Ok(value.word()),
        _ => Err(ValueError::class(ty.clone(), value)),
    }
}

fn integer(value: Value, ty: &Type, tag: Tag, policy: Policy) -> Result<u64, ValueError> {
    let number = match value.tag() {
        Tag::Bool => i128::from(value.word()),
        _ => value
            .as_integer()
            .ok_or_else(|| ValueError::class(ty.clone(), value))?,
    };
    let scalar = match ty.kind() {
        Kind::Scalar(scalar) => scalar,
        Kind::Enum(enumeration) => enumeration.base(&Target::HOST),
        _ => Scalar::ULongLong,
    };
    let range = scalar.range(&Target::HOST);
    let fits = range.is_some_and(|range| range.contains(&number));
    match fits {
        true => Ok(low_word(number)),
        // Any number but 0 is true.
        false if policy.wrap_integers && tag == Tag::Bool => Ok(u64::from(number != 0)),
        false if policy.wrap_integers => Ok(Value::from_word(tag, low_word(number)).word()),
        false => Err(ValueError::range(ty.clone(), value)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the low bits are the number, extended by its sign"
)]
fn low_word(number: i128) -> u64 {
    number as u64
}

/// A number as a `double`: of integers those that it has exactly.
fn float(
    value: Value,
    ty: &Type,
    to_word: impl FnOnce(f64) -> Result<u64, ValueError>,
) -> Result<u64, ValueError> {
    match number(value) {
        Some(Ok(number)) => to_word(number),
        Some(Err(())) => Err(ValueError::range(ty.clone(), value)),
        None => Err(ValueError::class(ty.clone(), value)),
    }
}

/// The value as a `double`; an error if that is another number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "it is compared"
)]
fn number(value: Value) -> Option<Result<f64, ()>> {
    Some(match value.tag() {
        Tag::F64 => Ok(f64::from_bits(value.word())),
        Tag::F32 => Ok(f64::from(f32::from_bits(value.word() as u32))),
        _ => {
            let integer = value.as_integer()?;
            let number = integer as f64;
            match number as i128 == integer {
                true => Ok(number),
                false => Err(()),
            }
        }
    })
}

/// A number as a `float`: of a `double` the nearest, as C does it; of integers those that it has.
#[expect(clippy::cast_possible_truncation, reason = "C rounds, too")]
fn narrow(number: f64, ty: &Type, value: Value) -> Result<u64, ValueError> {
    let narrow = number as f32;
    match value.as_integer() {
        Some(_) if f64::from(narrow) != number => Err(ValueError::range(ty.clone(), value)),
        _ => Ok(u64::from(narrow.to_bits())),
    }
}

/// What is wider than a word comes by its address; numbers are converted.
fn memory(
    value: Value,
    ty: &Type,
    index: usize,
    policy: Policy,
    scratch: &mut Scratch,
) -> Result<u64, ArgumentError> {
    if value.tag() == Tag::Pointer {
        return match value.word() {
            0 => Err(ArgumentError::Place {
                index,
                ty: ty.clone(),
                problem: PlaceProblem::Null,
            }),
            word => Ok(word),
        };
    }
    let bytes = wide(value, ty, policy).map_err(|error| ArgumentError::Value { index, error })?;
    *scratch = bytes;
    Ok((&raw mut *scratch).expose_provenance() as u64)
}

/// The bytes of a wide number.
#[expect(clippy::cast_sign_loss, reason = "the bits are kept")]
fn wide(value: Value, ty: &Type, policy: Policy) -> Result<u128, ValueError> {
    let class = || ValueError::class(ty.clone(), value);
    let range = || ValueError::range(ty.clone(), value);
    match ty.kind() {
        Kind::Scalar(Scalar::Int128) => Ok(value.as_integer().ok_or_else(class)? as u128),
        Kind::Scalar(Scalar::UInt128) => {
            let number = value.as_integer().ok_or_else(class)?;
            match number < 0 && !policy.wrap_integers {
                true => Err(range()),
                false => Ok(number as u128),
            }
        }
        Kind::Scalar(Scalar::LongDouble) => {
            let number = number(value).ok_or_else(class)?.map_err(|()| range())?;
            Ok(long_double(number))
        }
        _ => Err(class()),
    }
}

fn long_double(number: f64) -> u128 {
    let number = LongFloat::from(number);
    let mut bytes = [0; size_of::<u128>()];
    let size = size_of::<LongFloat>().min(bytes.len());
    // SAFETY: a `long double` has so many bytes, all of them written.
    unsafe {
        core::ptr::copy_nonoverlapping((&raw const number).cast(), bytes.as_mut_ptr(), size);
    }
    u128::from_ne_bytes(bytes)
}
