//! Arrays and vectors: items in order, or by index; strings.

use lltype::{ArrayLength, Kind, Scalar, Type};

use super::Problem;
use super::builder::{Builder, Built, wrong_kind};
use crate::Literal;
use crate::literal::{Designator, Item};

impl Builder<'_> {
    /// How many items an array or vector has, if its type says so.
    pub(super) fn places(&self, ty: &Type) -> Option<u64> {
        match ty.kind() {
            Kind::Array {
                length: ArrayLength::Fixed(places),
                ..
            } => Some(places),
            Kind::Vector(vector) => Some(vector.lanes.into()),
            _ => None,
        }
    }

    /// Writes the items of an array: those that are not there are 0.
    pub(super) fn items(
        &mut self,
        ty: &Type,
        item: &Type,
        items: &[Item],
        into: &mut [u8],
    ) -> Built {
        let size = self.target.sizeof(item);
        let size = size.map_err(|_| Problem::Incomplete(item.clone()))?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let places = self
            .places(ty)
            .unwrap_or_else(|| (into.len() / size.max(1)) as u64);
        let mut next = 0_u64;
        for value in items {
            if let [first, ..] = &*value.designators {
                self.designated(ty, value, into)?;
                next = match first {
                    Designator::Index(index) => index.saturating_add(1),
                    Designator::Member(_) => next,
                };
                continue;
            }
            let start = usize::try_from(next)
                .ok()
                .and_then(|next| next.checked_mul(size));
            let end = start.and_then(|start| start.checked_add(size));
            let place = start
                .zip(end)
                .and_then(|(start, end)| into.get_mut(start..end));
            let Some(place) = place.filter(|_| next < places) else {
                return Err(Problem::TooMany {
                    ty: ty.clone(),
                    places,
                    got: items.len(),
                }
                .into());
            };
            self.write(item, &value.value, place)
                .map_err(|error| error.inside(&format!("[{next}]")))?;
            next += 1;
        }
        Ok(())
    }

    /// Writes a string into an array of characters: as in C, the NUL may be left out where there is no room.
    pub(super) fn string(&self, ty: &Type, item: &Type, text: &[u8], into: &mut [u8]) -> Built {
        let Some(units) = self.units(item, text) else {
            return Err(wrong_kind(ty, &Literal::Text(text.to_vec())));
        };
        match into.get_mut(..units.len()) {
            Some(place) => {
                place.copy_from_slice(&units);
                Ok(())
            }
            None => Err(Problem::TooMany {
                ty: ty.clone(),
                places: self.places(ty).unwrap_or(0),
                got: text.len(),
            }
            .into()),
        }
    }

    /// The bytes of a string of a type of characters, without NUL; `None` if the type is none, or the text
    /// is no UTF-8 and the characters are wide.
    pub(super) fn units(&self, item: &Type, text: &[u8]) -> Option<Vec<u8>> {
        let scalar = match item.kind() {
            Kind::Scalar(scalar) => scalar,
            _ => return None,
        };
        match (scalar, scalar.size(&self.target)) {
            (Scalar::WChar | Scalar::Char16, 2) => {
                let units = core::str::from_utf8(text).ok()?.encode_utf16();
                Some(
                    units
                        .flat_map(|unit| self.integer_bytes(unit.into(), 2))
                        .collect(),
                )
            }
            (Scalar::WChar | Scalar::Char32, 4) => {
                let units = core::str::from_utf8(text).ok()?.chars();
                let bytes = units.flat_map(|unit| self.integer_bytes(u32::from(unit).into(), 4));
                Some(bytes.collect())
            }
            (Scalar::Bool, _) => None,
            (_, 1) => Some(text.to_vec()),
            _ => None,
        }
    }

    /// How many items a value for an array needs.
    pub(super) fn count(&self, item: &Type, value: &Literal) -> u64 {
        match value {
            Literal::Array(items) | Literal::Braces(items) => {
                let (mut next, mut count) = (0_u64, 0);
                for item in items {
                    if let [Designator::Index(index), ..] = &*item.designators {
                        next = *index;
                    }
                    next = next.saturating_add(1);
                    count = next.max(count);
                }
                count
            }
            Literal::Text(text) => {
                let size = self.target.sizeof(item).unwrap_or(1).max(1);
                let bytes = self.units(item, text).map_or(0, |units| units.len() as u64);
                bytes / size + 1
            }
            _ => 0,
        }
    }
}
