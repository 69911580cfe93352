//! From a [`Value`] to the word of a parameter.

use lltype::{
    ArgumentError, Kind, LongFloat, PlaceProblem, Scalar, Tag, Target, Type, Value, ValueError,
    cast_value,
};

use super::carried::tag_of;

/// What a checked call does with values that C would change, or that many functions do not expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Policy {
    /// An integer that the parameter does not have is cut to its bits, or becomes the nearest `float` or
    /// `double`, as C does it. Otherwise it is an error.
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

    /// The value as one of a type of this machine, as a parameter of that type gets it.
    ///
    /// ```
    /// use llcall::Policy;
    /// use lltype::{Scalar, Value};
    /// let convert = |value, ty: Scalar| Policy::DEFAULT.convert(value, &ty.into());
    /// assert_eq!(convert(Value::from(7_i64), Scalar::UChar)?, Value::from(7_u8));
    /// assert_eq!(convert(Value::from(7), Scalar::Double)?, Value::from(7.0));
    /// let error = convert(Value::from(256), Scalar::UChar).unwrap_err();
    /// assert_eq!(error.to_string(), "256 does not fit in `unsigned char`");
    /// # Ok::<(), lltype::ValueError>(())
    /// ```
    ///
    /// # Errors
    /// The policy refuses it; it is a number and the type a pointer, or another of these; or the values
    /// of the type are wider than a [`Value`].
    pub fn convert(self, value: Value, ty: &Type) -> Result<Value, ValueError> {
        let tag = tag_of(ty).ok_or_else(|| ValueError::class(ty.clone(), value))?;
        to_word(value, ty, tag, self).map(|word| Value::from_word(tag, word))
    }
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
        Tag::F32 | Tag::F64 => float(value, ty, policy),
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
    let number = whole(value).ok_or_else(|| ValueError::class(ty.clone(), value))?;
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

/// An integer, or a `_Bool`.
fn whole(value: Value) -> Option<i128> {
    match value.tag() {
        Tag::Bool => Some(i128::from(value.word())),
        _ => value.as_integer(),
    }
}

/// A number as a `float` or a `double`: of another float the nearest, as C does it; of integers those
/// that it has.
fn float(value: Value, ty: &Type, policy: Policy) -> Result<u64, ValueError> {
    let float = cast_value(value, ty).map_err(|_| ValueError::class(ty.clone(), value))?;
    match policy.wrap_integers || is_exact(float, value) {
        true => Ok(float.word()),
        false => Err(ValueError::range(ty.clone(), value)),
    }
}

/// Whether a float has the integer that it was made of, if it was.
fn is_exact(float: Value, value: Value) -> bool {
    match (whole(value), number(float)) {
        (Some(integer), Some(Ok(float))) => is_same(float, integer),
        _ => true,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is compared")]
fn is_same(float: f64, integer: i128) -> bool {
    float as i128 == integer
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
            let integer = whole(value)?;
            let number = integer as f64;
            match is_same(number, integer) {
                true => Ok(number),
                false => Err(()),
            }
        }
    })
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
        Kind::Scalar(Scalar::Int128) => Ok(whole(value).ok_or_else(class)? as u128),
        Kind::Scalar(Scalar::UInt128) => {
            let number = whole(value).ok_or_else(class)?;
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
