//! The type of a value that no parameter has.

use lltype::{Qualifiers, Scalar, Type};

use super::Problem;
use super::builder::{Builder, Built};
use super::number::Number;
use crate::Literal;
use crate::literal::{Integer, Item, Suffix};

impl Builder<'_> {
    /// The type that a value has without a parameter, as a variadic argument: `int` or `long`, `double`,
    /// `char *`, a pointer to what is new, or what a cast says.
    ///
    /// # Errors
    /// Nothing says which type it has.
    pub fn deduced(&self, value: &Literal) -> Built<Type> {
        let pointer_to = |ty: &Type| Type::pointer_to(ty, Qualifiers::NONE);
        Ok(match value {
            Literal::Integer(integer) => integer_type(*integer, value)?,
            Literal::Real(_, Suffix::Long) => Scalar::LongDouble.into(),
            Literal::Real(..) => Scalar::Double.into(),
            Literal::Complex(..) => Scalar::DoubleComplex.into(),
            Literal::Character(_) | Literal::Bool(_) => Scalar::Int.into(),
            Literal::Text(_) => pointer_to(&Scalar::Char.into()),
            Literal::Null => pointer_to(&Type::VOID),
            Literal::Name(name) => constant_type(&self.constant(&Type::VOID, name)?, value)?,
            Literal::Array(items) => pointer_to(&self.deduced_item(items)?),
            Literal::Reference(inner) => match &**inner {
                Literal::Array(items) => pointer_to(&self.deduced_item(items)?),
                Literal::Text(_) => pointer_to(&Scalar::Char.into()),
                inner => pointer_to(&self.deduced(inner)?),
            },
            Literal::Cast(text, _) => {
                let ty = self.type_of(text)?;
                match ty.kind() {
                    lltype::Kind::Array { item, .. } => pointer_to(&item),
                    _ => ty,
                }
            }
            Literal::Braces(_) => {
                return Err(Problem::NoType {
                    got: value.to_string(),
                    help: "a cast does: `(struct name){..}`",
                }
                .into());
            }
        })
    }

    /// The type of the items of an array: the widest of their numbers.
    pub(super) fn deduced_item(&self, items: &[Item]) -> Built<Type> {
        let mut found: Option<Type> = None;
        for item in items {
            let ty = self.deduced(&item.value)?;
            found = Some(match found {
                Some(found) if self.rank(&found) >= self.rank(&ty) => found,
                _ => ty,
            });
        }
        found.ok_or_else(|| {
            Problem::NoType {
                got: "an array without items".to_owned(),
                help: "a cast does: `(int[4]){}`",
            }
            .into()
        })
    }

    fn rank(&self, ty: &Type) -> Option<u32> {
        Some(match self.scalar_of(ty)? {
            Scalar::Int => 1,
            Scalar::UInt => 2,
            Scalar::Long => 3,
            Scalar::ULong => 4,
            Scalar::Double => 5,
            Scalar::LongDouble => 6,
            _ => 7,
        })
    }
}

fn constant_type(number: &Number, value: &Literal) -> Built<Type> {
    let Number::Integer {
        negative,
        magnitude,
        ..
    } = *number
    else {
        return Ok(Scalar::Double.into());
    };
    let integer = Integer {
        negative,
        magnitude,
        unsigned: false,
        long: false,
    };
    integer_type(integer, value)
}

fn integer_type(integer: Integer, value: &Literal) -> Built<Type> {
    let candidates = [
        (Scalar::Int, integer.long || integer.unsigned),
        (Scalar::UInt, integer.long || !integer.unsigned),
        (Scalar::Long, integer.unsigned),
        (Scalar::ULong, false),
    ];
    let fits = |scalar: Scalar| {
        let range = scalar.range(&lltype::Target::HOST)?;
        let number = i128::try_from(integer.magnitude).ok()?;
        let number = if integer.negative { -number } else { number };
        range.contains(&number).then_some(())
    };
    let found = candidates
        .iter()
        .find(|(scalar, is_other)| !is_other && fits(*scalar).is_some());
    match found {
        Some((scalar, _)) => Ok((*scalar).into()),
        None => Err(Problem::NoType {
            got: value.to_string(),
            help: "it does not fit in `long`, and a cast does: `(__int128)..`",
        }
        .into()),
    }
}
