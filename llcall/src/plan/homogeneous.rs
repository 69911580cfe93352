//! [`Homogeneous`]: one to four numbers of one kind, which AAPCS64 passes in vector registers.

use lltype::{
    ArrayLength, Class, Field, FieldLayout, Kind, Record, RecordKind, Scalar, Target, Type,
};

/// A value of one to four members of one kind, all floating-point numbers or all vectors: AAPCS64's
/// homogeneous aggregates, and also a number or a vector by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Homogeneous {
    pub(super) base: Base,
    pub(super) count: u8,
}

/// What a homogeneous value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) size: u64,
    kind: BaseKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BaseKind {
    Float,
    /// `__bf16`, which is as large as `_Float16`.
    Brain,
    /// All vectors of one size are one kind.
    Vector,
}

/// How many members there are at most.
const MOST: u8 = 4;

impl Homogeneous {
    /// Whether a type is one, and which.
    pub(super) fn of(ty: &Type, target: &Target) -> Option<Homogeneous> {
        let mut walk = Walk { target, base: None };
        let count = u8::try_from(walk.count(ty)?).ok()?;
        let base = walk.base?;
        (1..=MOST)
            .contains(&count)
            .then_some(Homogeneous { base, count })
    }
}

struct Walk<'t> {
    target: &'t Target,
    base: Option<Base>,
}

impl Walk<'_> {
    /// How many members a type has; `None` if it is not homogeneous.
    fn count(&mut self, ty: &Type) -> Option<u64> {
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar),
            Kind::Vector(_) => {
                let size = self.target.sizeof(&ty.unaliased()).ok()?;
                matches!(size, 8 | 16).then_some(())?;
                self.add(size, BaseKind::Vector, 1)
            }
            Kind::Array { item, length, .. } => match length {
                ArrayLength::Fixed(0) => Some(0),
                ArrayLength::Fixed(count) => self.count(&item)?.checked_mul(count),
                _ => None,
            },
            Kind::Record(record) => self.record(ty, record),
            _ => None,
        }
    }

    fn scalar(&mut self, scalar: Scalar) -> Option<u64> {
        let size = scalar.layout(self.target).size;
        let kind = match scalar {
            Scalar::BFloat16 => BaseKind::Brain,
            _ => BaseKind::Float,
        };
        match scalar.class(self.target) {
            Class::Float => self.add(size, kind, 1),
            Class::Complex => self.add(size / 2, kind, 2),
            _ => None,
        }
    }

    fn add(&mut self, size: u64, kind: BaseKind, count: u64) -> Option<u64> {
        let base = Base { size, kind };
        (*self.base.get_or_insert(base) == base).then_some(count)
    }

    /// Of a struct the sum, of a union the most; there must be no padding.
    fn record(&mut self, ty: &Type, record: Record<'_>) -> Option<u64> {
        let layout = self.target.record_layout(&ty.unaliased()).ok()?;
        let mut count = 0u64;
        for (field, place) in record.fields().zip(&layout.fields) {
            let more = self.field(&field, place)?;
            count = match record.kind() {
                RecordKind::Struct => count.checked_add(more)?,
                RecordKind::Union => count.max(more),
            };
        }
        let size = self
            .base
            .map_or(Some(0), |base| base.size.checked_mul(count))?;
        (size == layout.whole.size).then_some(count)
    }

    fn field(&mut self, field: &Field<'_>, place: &FieldLayout) -> Option<u64> {
        match place.bits {
            Some(_) => None,
            None => self.count(&field.ty),
        }
    }
}
