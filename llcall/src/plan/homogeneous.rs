//! [`Homogeneous`]: one to four numbers of one kind, which AAPCS64 passes in vector registers.

use lltype::{
    ArrayLength, Class, Field, FieldLayout, Kind, Record, RecordKind, Scalar, Target, Type,
};

use super::Unsupported;

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
    ///
    /// # Errors
    /// It is one to GCC or to Clang, but not to both.
    pub(super) fn of(ty: &Type, target: &Target) -> Result<Option<Homogeneous>, Unsupported> {
        let mut walk = Walk {
            target,
            base: None,
            is_settled: true,
            has_no_items: false,
        };
        match walk.homogeneous(ty) {
            Some(_) if !walk.is_settled => Err(Unsupported::NoRules),
            Some(_) if walk.has_no_items => Ok(None),
            // GCC before 13 takes a struct of them for integers.
            Some(Homogeneous { base, .. })
                if base.kind == BaseKind::Brain && ty.as_record().is_some() =>
            {
                Err(Unsupported::NoRules)
            }
            homogeneous => Ok(homogeneous),
        }
    }
}

struct Walk<'t> {
    target: &'t Target,
    base: Option<Base>,
    /// Whether there is nothing in it that compilers see in different ways.
    is_settled: bool,
    /// Whether there is an array of no items, which makes it no homogeneous aggregate.
    has_no_items: bool,
}

impl Walk<'_> {
    fn homogeneous(&mut self, ty: &Type) -> Option<Homogeneous> {
        let count = u8::try_from(self.count(ty)?).ok()?;
        let base = self.base?;
        (1..=MOST)
            .contains(&count)
            .then_some(Homogeneous { base, count })
    }

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
                ArrayLength::Fixed(0) => {
                    // GCC asks how it would keep the struct in a register.
                    self.is_settled &= self.target.is_apple();
                    self.has_no_items = true;
                    Some(0)
                }
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
            // Only GCC overlooks it.
            Some(bits) if bits.width == 0 && !self.target.is_apple() => {
                self.is_settled = false;
                Some(0)
            }
            Some(_) => None,
            None if self.is_empty_record(&field.ty) => {
                // Only Clang overlooks one with arrays of nothing.
                self.is_settled &= self.target.is_apple() || has_no_arrays(&field.ty);
                Some(0)
            }
            None => self.count(&field.ty),
        }
    }

    fn is_empty_record(&self, ty: &Type) -> bool {
        ty.as_record().is_some() && self.target.sizeof(ty).is_ok_and(|size| size == 0)
    }
}

/// Whether a struct without bytes has no arrays in it.
fn has_no_arrays(ty: &Type) -> bool {
    let record = ty.as_record();
    record.is_some_and(|record| record.fields().all(|field| has_no_arrays(&field.ty)))
}
