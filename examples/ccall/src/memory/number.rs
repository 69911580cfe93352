//! [`Number`]: the value of a literal that is a number, with the types of casts.

use cdef::ConstantValue;
use lltype::{Class, Kind, Scalar, Type};

use super::Problem;
use super::builder::{Builder, Built, wrong_kind};
use crate::Literal;
use crate::real::{Format, Real};

/// A number without a type.
#[derive(Debug, Clone)]
pub(super) enum Number {
    Integer {
        negative: bool,
        magnitude: u128,
        /// Whether it stands for a character, which may be signed or not.
        is_character: bool,
    },
    Real(Real),
    Complex(Real, Real),
}

impl Number {
    pub(super) fn integer(number: i128) -> Self {
        Number::Integer {
            negative: number < 0,
            magnitude: number.unsigned_abs(),
            is_character: false,
        }
    }

    fn natural(magnitude: u128) -> Self {
        Number::Integer {
            negative: false,
            magnitude,
            is_character: false,
        }
    }

    /// As a complex number.
    pub(super) fn parts(&self) -> (Real, Real) {
        let zero = || Real::integer(false, 0);
        match self {
            Number::Integer {
                negative,
                magnitude,
                ..
            } => (Real::integer(*negative, *magnitude), zero()),
            Number::Real(real) => (real.clone(), zero()),
            Number::Complex(real, imaginary) => (real.clone(), imaginary.clone()),
        }
    }

    /// As messages show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Number::Integer {
                negative,
                magnitude,
                ..
            } => format!("{}{magnitude}", if *negative { "-" } else { "" }),
            Number::Real(real) => {
                let format = Format::BINARY64;
                crate::real::shown(format, format.encode(real))
            }
            Number::Complex(..) => "a complex number".to_owned(),
        }
    }
}

impl Builder<'_> {
    /// The number that a value for a type is.
    pub(super) fn number(&self, ty: &Type, value: &Literal) -> Built<Number> {
        Ok(match value {
            Literal::Integer(integer) => Number::Integer {
                negative: integer.negative,
                magnitude: integer.magnitude,
                is_character: false,
            },
            Literal::Character(code) => Number::Integer {
                negative: false,
                magnitude: (*code).into(),
                is_character: true,
            },
            Literal::Bool(value) => Number::natural((*value).into()),
            Literal::Real(real, _) => Number::Real(real.clone()),
            Literal::Complex(real, imaginary) => Number::Complex(real.clone(), imaginary.clone()),
            Literal::Name(name) => self.constant(ty, name)?,
            Literal::Cast(text, inner) => {
                let cast = self.type_of(text)?;
                match self.scalar_of(&cast) {
                    Some(scalar) => self.cast(scalar, self.number(&cast, inner)?),
                    None => return Err(wrong_kind(ty, value)),
                }
            }
            _ => return Err(wrong_kind(ty, value)),
        })
    }

    pub(super) fn scalar_of(&self, ty: &Type) -> Option<Scalar> {
        match ty.kind() {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Enum(enumeration) => Some(enumeration.base(&self.target)),
            _ => None,
        }
    }

    /// The value of a constant: of the enum itself, or of any that is declared.
    pub(super) fn constant(&self, ty: &Type, name: &str) -> Built<Number> {
        let own = ty.as_enum().and_then(|found| {
            let mut constants = found.constants();
            constants.find(|(constant, _)| *constant == name)
        });
        if let Some((_, value)) = own {
            return Ok(Number::integer(value));
        }
        let declared = self.cdef.get(name).and_then(|found| found.value());
        match declared {
            Some(ConstantValue::Integer(value)) => Ok(Number::integer(value)),
            Some(ConstantValue::Float(value)) => {
                let bits = u128::from(value.to_bits());
                Ok(Number::Real(Format::BINARY64.decode(bits)))
            }
            _ => Err(Problem::UnknownName {
                name: name.to_owned(),
                similar: self.similar(name),
            }
            .into()),
        }
    }

    fn similar(&self, name: &str) -> Option<String> {
        let constants = self
            .cdef
            .declarations()
            .filter(|found| found.value().is_some());
        crate::similar::similar(name, constants.map(|found| found.name()))
    }

    /// What C's cast makes of a number.
    fn cast(&self, scalar: Scalar, number: Number) -> Number {
        let class = scalar.class(&self.target);
        let (real, imaginary) = number.parts();
        match (class, Format::of(scalar, &self.target)) {
            (Class::Float, Some(format)) => Number::Real(format.decode(format.encode(&real))),
            (Class::Complex, Some(format)) => Number::Complex(
                format.decode(format.encode(&real)),
                format.decode(format.encode(&imaginary)),
            ),
            _ if scalar == Scalar::Bool => Number::natural(u128::from(!real.is_zero())),
            _ => {
                let (negative, magnitude) = match number {
                    Number::Integer {
                        negative,
                        magnitude,
                        ..
                    } => (negative, magnitude),
                    _ => real.truncated().unwrap_or_default(),
                };
                self.wrapped(scalar, negative, magnitude)
            }
        }
    }

    /// An integer cut to the bits of a type.
    fn wrapped(&self, scalar: Scalar, negative: bool, magnitude: u128) -> Number {
        let bits = match negative {
            true => magnitude.wrapping_neg(),
            false => magnitude,
        };
        let unused = 128 - u32::try_from(scalar.size(&self.target).min(16) * 8).unwrap_or(128);
        match scalar.class(&self.target) {
            Class::Signed => Number::integer((bits << unused).cast_signed() >> unused),
            _ => Number::natural(bits << unused >> unused),
        }
    }
}
