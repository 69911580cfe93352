//! `offsetof` with a path: `inner.items[3].x`.

use super::engine::Engine;
use super::{BitRange, FieldLayout, LayoutError};
use crate::desc::ArrayLength;
use crate::ty::{Field, Kind, Place, Record};
use crate::visited::Visited;
use crate::{Target, Type};

impl Target {
    /// C's `offsetof(T, path)`, of bit-fields, too. Members of anonymous members are found by their
    /// own name.
    ///
    /// ```
    /// use lltype::{ArrayLength, RecordSpec, Scalar, Target, Type};
    ///
    /// let point = Type::record(
    ///     RecordSpec::structure("struct point")
    ///         .field("x", Scalar::Int.into())
    ///         .field("y", Scalar::Int.into()),
    /// )?;
    /// let line = Type::array_of(&point, ArrayLength::Fixed(2))?;
    /// let shape = RecordSpec::structure("struct shape")
    ///     .field("kind", Scalar::Char.into())
    ///     .field("line", line);
    /// let place = Target::X86_64_LINUX_GNU.offsetof(&Type::record(shape)?, "line[1].y")?;
    /// assert_eq!(place.offset, 16);
    /// # Ok::<(), lltype::Error>(())
    /// ```
    ///
    /// # Errors
    /// The path is not written as one, or leads to no member; as [`layout`](Self::layout).
    pub fn offsetof(&self, ty: &Type, path: &str) -> Result<FieldLayout, LayoutError> {
        let mut place = FieldLayout {
            offset: 0,
            bits: None,
        };
        let mut ty = ty.clone();
        for step in steps(path).ok_or_else(|| LayoutError::Path(path.to_owned()))? {
            let (inner, found) = match step {
                Step::Member(name) => self.member(&ty, name)?,
                Step::Item(index) => self.item(&ty, index)?,
            };
            let offset = place
                .offset
                .checked_add(inner.offset)
                .ok_or_else(|| LayoutError::TooLarge(ty.to_string()))?;
            place = FieldLayout {
                offset,
                bits: inner.bits.map(|bits| BitRange {
                    position: bits.position + place.offset * 8,
                    ..bits
                }),
            };
            ty = found;
        }
        Ok(place)
    }

    fn member(&self, ty: &Type, name: &str) -> Result<(FieldLayout, Type), LayoutError> {
        let Some(record) = ty.as_record() else {
            return Err(LayoutError::NoMembers {
                ty: ty.to_string(),
                step: name.to_owned(),
            });
        };
        let layout = self.record_layout(ty)?;
        let found = find(&record, name, &mut Visited::default());
        let (index, field) = found.ok_or_else(|| LayoutError::NoSuchField {
            ty: ty.to_string(),
            field: name.to_owned(),
        })?;
        let place = layout.fields[index];
        if field.name.is_some() {
            return Ok((place, field.ty));
        }
        let (inner, found) = self.member(&field.ty, name)?;
        let bits = inner.bits.map(|bits| BitRange {
            position: bits.position + place.offset * 8,
            ..bits
        });
        let offset = place.offset + inner.offset;
        Ok((FieldLayout { offset, bits }, found))
    }

    fn item(&self, ty: &Type, index: u64) -> Result<(FieldLayout, Type), LayoutError> {
        let Kind::Array { item, length, .. } = ty.kind() else {
            return Err(LayoutError::NoMembers {
                ty: ty.to_string(),
                step: format!("[{index}]"),
            });
        };
        if matches!(length, ArrayLength::Fixed(count) if index >= count) {
            return Err(LayoutError::OutOfBounds {
                ty: ty.to_string(),
                index,
            });
        }
        // The items before this one, with the header.
        let offset = Engine::new(self).items_before(Place::of(ty), index)?;
        Ok((FieldLayout { offset, bits: None }, item))
    }
}

/// The member that has the name, or that has one inside that has it. It is not in what was visited.
fn find<'a>(record: &Record<'a>, name: &str, visited: &mut Visited) -> Option<(usize, Field<'a>)> {
    record.field(name).or_else(|| {
        let mut anonymous = record.fields().enumerate();
        anonymous.find(|(_, field)| {
            let is_new = field.is_anonymous() && visited.insert(&field.ty);
            let inner = is_new.then(|| field.ty.as_record()).flatten();
            inner.is_some_and(|inner| find(&inner, name, visited).is_some())
        })
    })
}

enum Step<'p> {
    Member(&'p str),
    Item(u64),
}

/// The steps of a path; `None` if it is none.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        // Only the start of a path can be an item.
        if name.is_empty() && (rest.is_empty() || !steps.is_empty()) {
            return None;
        }
        if !name.is_empty() {
            steps.push(Step::Member(name));
        }
        while !rest.is_empty() {
            let (index, behind) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(Step::Item(index.parse().ok()?));
            rest = behind;
        }
    }
    Some(steps)
}
