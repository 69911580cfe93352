//! Pointers: null, addresses, and new memory.

use lltype::{ArrayLength, Kind, Qualifiers, Scalar, Type};

use super::builder::{Builder, Built, wrong_kind};
use super::number::Number;
use super::{Block, Problem};
use crate::Literal;
use crate::literal::{Designator, Item};

/// Whether pointers to a type may be strings.
pub(crate) fn is_text(pointee: &Type) -> bool {
    matches!(
        pointee.kind(),
        Kind::Scalar(
            Scalar::Char
                | Scalar::SChar
                | Scalar::UChar
                | Scalar::Int8
                | Scalar::UInt8
                | Scalar::WChar
                | Scalar::Char16
                | Scalar::Char32
        )
    )
}

/// How deep arrays lie in arrays in a value: a string is one, too.
fn value_depth(value: &Literal) -> usize {
    match value {
        Literal::Array(items) => 1 + items.first().map_or(0, |item| value_depth(&item.value)),
        Literal::Cast(_, value) => value_depth(value),
        Literal::Text(_) => 1,
        _ => 0,
    }
}

/// How deep arrays lie in arrays in a type.
fn type_depth(ty: &Type) -> usize {
    match ty.kind() {
        Kind::Array { item, .. } => 1 + type_depth(&item),
        Kind::Vector(_) => 1,
        _ => 0,
    }
}

fn is_void(ty: &Type) -> bool {
    matches!(ty.kind(), Kind::Void)
}

impl Builder<'_> {
    /// The address that a value for a pointer is.
    pub(super) fn address(&mut self, ty: &Type, pointee: &Type, value: &Literal) -> Built<usize> {
        match value {
            Literal::Null => Ok(0),
            Literal::Integer(integer) if integer.magnitude == 0 => Ok(0),
            Literal::Text(text) if is_void(pointee) => self.text(&Scalar::Char.into(), text),
            Literal::Text(text) if is_text(pointee) => self.text(pointee, text),
            Literal::Array(_) => Ok(self.block(pointee, value)?.1.address()),
            Literal::Reference(inner) => Ok(self.block(pointee, inner)?.1.address()),
            Literal::Name(name) => match self.constant(ty, name)? {
                Number::Integer { magnitude: 0, .. } => Ok(0),
                _ => Err(wrong_kind(ty, value)),
            },
            Literal::Cast(text, inner) => self.cast_address(ty, value, text, inner),
            _ => Err(wrong_kind(ty, value)),
        }
    }

    /// A cast to a pointer also makes one of an integer; a cast to an array makes a new one.
    fn cast_address(
        &mut self,
        ty: &Type,
        whole: &Literal,
        text: &str,
        value: &Literal,
    ) -> Built<usize> {
        let cast = self.type_of(text)?;
        match (cast.kind(), value) {
            (Kind::Pointer { .. }, Literal::Integer(integer)) => {
                let address = match integer.negative {
                    true => integer.magnitude.wrapping_neg() & u128::from(u64::MAX),
                    false => integer.magnitude,
                };
                usize::try_from(address).map_err(|_| {
                    Problem::Range {
                        expected: cast.clone(),
                        got: integer.to_string(),
                        range: None,
                    }
                    .into()
                })
            }
            (Kind::Pointer { pointee, .. }, _) => self.address(&cast, &pointee, value),
            (Kind::Array { .. }, _) => Ok(self.block(&cast, value)?.1.address()),
            _ => Err(wrong_kind(ty, whole)),
        }
    }

    fn text(&mut self, unit: &Type, text: &[u8]) -> Built<usize> {
        let value = Literal::Text(text.to_vec());
        let Some(mut bytes) = self.units(unit, text) else {
            let pointer = Type::pointer_to(unit, Qualifiers::NONE);
            return Err(wrong_kind(&pointer, &value));
        };
        let size = usize::try_from(self.target.sizeof(unit).unwrap_or(1)).unwrap_or(1);
        bytes.resize(bytes.len() + size, 0);
        Ok(self.keep(unit, &bytes)?.address())
    }

    fn keep(&mut self, ty: &Type, bytes: &[u8]) -> Built<Block> {
        let align = self.target.alignof(ty).unwrap_or(1);
        let block = self.arena.keep(bytes, align);
        block.ok_or_else(|| Problem::TooLarge(ty.clone()).into())
    }

    /// New memory with a value, as a pointer to `pointee` wants it; an array or a string is many of them.
    pub(super) fn block(&mut self, pointee: &Type, value: &Literal) -> Built<(Type, Block)> {
        if is_void(pointee) {
            let ty = match value {
                Literal::Array(items) => self.deduced_item(items)?,
                Literal::Text(_) => Scalar::Char.into(),
                _ => self.deduced(value)?,
            };
            return self.block(&ty, value);
        }
        let ty = self.block_type(pointee, value)?;
        let mut bytes = self.room(&ty, self.flexible(&ty, value))?;
        self.write(&ty, value, &mut bytes)?;
        let block = self.keep(&ty, &bytes)?;
        Ok((ty, block))
    }

    fn block_type(&self, pointee: &Type, value: &Literal) -> Built<Type> {
        let is_many = match value {
            Literal::Text(_) => is_text(pointee),
            Literal::Array(_) => value_depth(value) > type_depth(pointee),
            _ => false,
        };
        match value {
            Literal::Cast(text, inner) => {
                let cast = self.type_of(text)?;
                match cast.kind() {
                    Kind::Array { .. } => self.sized(&cast, inner),
                    _ => Ok(pointee.clone()),
                }
            }
            _ if is_many => self.array_of(pointee, self.count(pointee, value)),
            _ => self.sized(pointee, value),
        }
    }

    /// An array without a length gets that of its value.
    fn sized(&self, ty: &Type, value: &Literal) -> Built<Type> {
        match ty.kind() {
            Kind::Array { item, length, .. } if !matches!(length, ArrayLength::Fixed(_)) => {
                self.array_of(&item, self.count(&item, value))
            }
            _ => Ok(ty.clone()),
        }
    }

    fn array_of(&self, item: &Type, count: u64) -> Built<Type> {
        let layout = self.target.layout(item);
        layout.map_err(|error| Problem::no_layout(item, &error))?;
        let array = Type::array_of(item, ArrayLength::Fixed(count));
        array.map_err(|error| Problem::BadType(error.to_string()).into())
    }

    /// How many bytes more a struct needs that ends in an array without a length.
    fn flexible(&self, ty: &Type, value: &Literal) -> u64 {
        let (Some(record), Literal::Braces(items)) = (ty.as_record(), value) else {
            return 0;
        };
        let Some(last) = record.fields().last().filter(|_| ty.is_var_sized()) else {
            return 0;
        };
        let Kind::Array { item, .. } = last.ty.kind() else {
            return 0;
        };
        let is_last = |(index, found): &(usize, &Item)| match &*found.designators {
            [] => index + 1 == record.len(),
            [Designator::Member(name), ..] => Some(&**name) == last.name,
            _ => false,
        };
        let value = items.iter().enumerate().find(is_last);
        let count = value.map_or(0, |(_, found)| self.count(&item, &found.value));
        let size = self.target.sizeof_n(ty, count).unwrap_or(u64::MAX);
        size.saturating_sub(self.target.sizeof(ty).unwrap_or(0))
    }
}
