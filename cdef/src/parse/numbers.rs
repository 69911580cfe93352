//! Attributes that make another number of a number: vectors, and `mode`.

use lltype::Scalar;

use super::attribute::{Attributes, Mode};
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::token::Span;
use crate::types::{Node, TypeId};

impl Parser<'_, '_, '_> {
    /// A number as attributes change it: into a vector, or into one of another size.
    pub(super) fn apply_numbers(
        &mut self,
        mut ty: TypeId,
        attributes: &Attributes,
    ) -> Parsed<TypeId> {
        if let Some((mode, span)) = attributes.mode {
            ty = self.in_mode(ty, mode, span)?;
        }
        let Some((bytes, span)) = attributes.vector else {
            return Ok(ty);
        };
        match self.unit.types.kind(ty) {
            Node::Error => Ok(ty),
            Node::Scalar(item) => {
                let size = item.size(&self.unit.types.target) as u64;
                match u32::try_from(bytes / size) {
                    Ok(lanes) if lanes > 0 && bytes % size == 0 => {
                        Ok(self.unit.types.vector(lltype::VectorDesc { item, lanes }))
                    }
                    _ => {
                        let message = format!("{bytes} bytes are no vector of `{item}`");
                        Err(self.error(ErrorKind::BadConstant, span, message))
                    }
                }
            }
            // `vector_size` behind a pointer, an array or a function is of what they are made of.
            _ => {
                let message = "a vector is of numbers";
                Err(self.error(ErrorKind::UnsupportedType, span, message))
            }
        }
    }

    fn in_mode(&mut self, ty: TypeId, mode: Mode, span: Span) -> Parsed<TypeId> {
        let scalar = match self.unit.types.kind(ty) {
            Node::Error => return Ok(ty),
            Node::Scalar(scalar) => Some(scalar),
            Node::Enum(id) => self.unit.types.enum_base(id),
            _ => None,
        };
        let Some(scalar) = scalar else {
            let message = "`mode` is for numbers";
            return Err(self.error(ErrorKind::UnsupportedType, span, message));
        };
        let signed = scalar.class(&self.unit.types.target) == lltype::Class::Signed
            || scalar == Scalar::Char;
        let pick = |signed_type, other| if signed { signed_type } else { other };
        let long = u64::from(self.unit.types.target.long);
        let scalar = match mode {
            Mode::Float(scalar) | Mode::Complex(scalar) => scalar,
            Mode::Integer(1) => pick(Scalar::SChar, Scalar::UChar),
            Mode::Integer(2) => pick(Scalar::Short, Scalar::UShort),
            Mode::Integer(4) => pick(Scalar::Int, Scalar::UInt),
            Mode::Integer(16) => pick(Scalar::Int128, Scalar::UInt128),
            Mode::Integer(size) if size == long => pick(Scalar::Long, Scalar::ULong),
            Mode::Integer(_) => pick(Scalar::LongLong, Scalar::ULongLong),
        };
        Ok(scalar.into())
    }
}
