//! Structs and unions: members in order, or by name.

use lltype::{BitRange, FieldLayout, Kind, Record, RecordKind, Type};

use super::builder::{Builder, Built};
use super::{BuildError, Problem};
use crate::literal::{Designator, Item};

/// A part of a value: its type, where it begins, and where its bits lie.
struct Part {
    ty: Type,
    offset: usize,
    bits: Option<BitRange>,
}

impl Builder<'_> {
    pub(super) fn record(
        &mut self,
        ty: &Type,
        record: &Record<'_>,
        items: &[Item],
        into: &mut [u8],
    ) -> Built {
        let layout = self.target.record_layout(ty);
        let layout = layout.map_err(|_| Problem::Incomplete(ty.clone()))?;
        // What only pads has no value.
        let fields = record.fields().enumerate();
        let fields: Vec<_> = fields
            .filter(|(_, field)| field.name.is_some() || field.is_anonymous())
            .collect();
        let places = match record.kind() {
            RecordKind::Struct => fields.len(),
            RecordKind::Union => fields.len().min(1),
        };
        check_count(ty, places, items, || {
            let missing = fields.get(items.len()).and_then(|(_, field)| field.name);
            missing.unwrap_or_default().to_owned()
        })?;
        let mut next = 0;
        for item in items {
            if let [Designator::Member(name), ..] = &*item.designators {
                let found = fields
                    .iter()
                    .position(|(_, field)| field.name == Some(name));
                next = found.map_or(next, |found| found + 1);
                self.designated(ty, item, into)?;
                continue;
            }
            if !item.designators.is_empty() {
                self.designated(ty, item, into)?;
            }
            let Some((index, field)) = fields.get(next) else {
                return Err(too_many(ty, places, items.len()));
            };
            next += 1;
            let part = part(field.ty.clone(), layout.fields[*index]);
            let name = field.name.map(|name| format!(".{name}"));
            self.part(&part, item, into)
                .map_err(|error| error.inside(name.as_deref().unwrap_or_default()))?;
        }
        Ok(())
    }

    fn part(&mut self, part: &Part, item: &Item, into: &mut [u8]) -> Built {
        if let Some(bits) = part.bits {
            let number = self.number(&part.ty, &item.value)?;
            return self.bit_field(&part.ty, bits, &number, into);
        }
        let is_flexible = part.ty.is_var_sized() && part.ty.as_record().is_none();
        let size = match is_flexible {
            true => into.len().saturating_sub(part.offset),
            false => usize::try_from(self.target.sizeof(&part.ty).unwrap_or(0)).unwrap_or(0),
        };
        let Some(place) = into.get_mut(part.offset..part.offset.saturating_add(size)) else {
            return Err(Problem::Incomplete(part.ty.clone()).into());
        };
        // It may have been written before, by another name.
        place.fill(0);
        self.write(&part.ty, &item.value, place)
    }

    /// Writes a value at the place that its designators name.
    pub(super) fn designated(&mut self, ty: &Type, item: &Item, into: &mut [u8]) -> Built {
        let path = path(&item.designators);
        let mut part = Part {
            ty: ty.clone(),
            offset: 0,
            bits: None,
        };
        for designator in &item.designators {
            let inner = self.step(&part.ty, designator);
            let inner = inner.map_err(|problem| match &*path {
                _ if item.designators.len() == 1 => BuildError::from(problem),
                path => problem.at(path),
            })?;
            let base = part.offset as u64 * 8;
            part = Part {
                offset: part.offset.saturating_add(inner.offset),
                bits: inner.bits.map(|bits| BitRange {
                    position: bits.position + base,
                    ..bits
                }),
                ..inner
            };
        }
        self.part(&part, item, into)
            .map_err(|error| error.inside(&path))
    }

    fn step(&self, ty: &Type, designator: &Designator) -> Result<Part, Problem> {
        match (designator, ty.kind()) {
            (Designator::Member(name), Kind::Record(record)) => {
                let no_member = || Problem::NoMember {
                    ty: ty.clone(),
                    name: name.clone(),
                    similar: crate::similar::similar(name, record.fields().filter_map(|f| f.name)),
                };
                let place = self.target.offsetof(ty, name).map_err(|_| no_member())?;
                let found = member_type(&record, name).ok_or_else(no_member)?;
                Ok(part(found, place))
            }
            (Designator::Index(index), Kind::Array { item, .. }) => self.index(ty, item, *index),
            (Designator::Index(index), Kind::Vector(vector)) => {
                self.index(ty, vector.item.into(), *index)
            }
            (designator, _) => Err(Problem::Kind {
                expected: ty.clone(),
                got: format!("a value for `{}`", path(core::slice::from_ref(designator))),
                help: None,
            }),
        }
    }

    fn index(&self, ty: &Type, item: Type, index: u64) -> Result<Part, Problem> {
        let size = self.target.sizeof(&item).unwrap_or(0);
        let offset = index
            .checked_mul(size)
            .and_then(|offset| usize::try_from(offset).ok());
        let places = self.places(ty);
        let offset = offset.filter(|_| places.is_none_or(|places| index < places));
        let offset = offset.ok_or_else(|| Problem::TooMany {
            ty: ty.clone(),
            places: places.unwrap_or(0),
            got: usize::try_from(index)
                .unwrap_or(usize::MAX)
                .saturating_add(1),
        })?;
        Ok(Part {
            ty: item,
            offset,
            bits: None,
        })
    }
}

fn part(ty: Type, place: FieldLayout) -> Part {
    Part {
        ty,
        offset: usize::try_from(place.offset).unwrap_or(usize::MAX),
        bits: place.bits,
    }
}

/// The type of a member, which may be one of an anonymous member.
fn member_type(record: &Record<'_>, name: &str) -> Option<Type> {
    if let Some((_, field)) = record.field(name) {
        return Some(field.ty);
    }
    let mut anonymous = record.fields().filter(lltype::Field::is_anonymous);
    anonymous.find_map(|field| member_type(&field.ty.as_record()?, name))
}

fn too_many(ty: &Type, places: usize, got: usize) -> BuildError {
    Problem::TooMany {
        ty: ty.clone(),
        places: places as u64,
        got,
    }
    .into()
}

/// Without names, there is a value for each member, or none at all.
fn check_count(
    ty: &Type,
    places: usize,
    items: &[Item],
    missing: impl FnOnce() -> String,
) -> Built {
    let is_named = items.iter().any(|item| !item.designators.is_empty());
    match items.len() {
        got if got > places && !is_named => Err(too_many(ty, places, got)),
        got if got < places && got > 0 && !is_named => Err(Problem::TooFew {
            ty: ty.clone(),
            members: places,
            got,
            missing: missing(),
        }
        .into()),
        _ => Ok(()),
    }
}

/// A designator as it is written: `.inner.x[2]`.
pub(super) fn path(designators: &[Designator]) -> String {
    let steps = designators.iter().map(|designator| match designator {
        Designator::Member(name) => format!(".{name}"),
        Designator::Index(index) => format!("[{index}]"),
    });
    steps.collect()
}
