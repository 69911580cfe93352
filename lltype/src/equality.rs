//! Structural equality and hash of types, safe on types that contain themselves.

use core::hash::{Hash, Hasher};

use crate::Type;
use crate::ty::{Enum, Field, Function, Kind, Place, Record};
use crate::visited::Visited;

/// How deep a hash looks, as RPython's does. Equal types have equal hashes at any depth; this one
/// ends on types that contain themselves.
const HASH_DEPTH: u32 = 3;

/// At how many types of each level a hash looks, for one that holds many.
const HASH_BREADTH: usize = 8;

impl PartialEq for Type {
    /// Equal by structure; the names of parameters and typedefs do not count, only the alignment that
    /// a typedef may give. A pair of types that is
    /// being compared already counts as equal, so the comparison ends on types that contain
    /// themselves.
    fn eq(&self, other: &Type) -> bool {
        let mut seen = Visited::default();
        let mut work = vec![(self.clone(), other.clone())];
        while let Some((a, b)) = work.pop() {
            let (place, align) = Place::of(&a).aligned();
            let (other, other_align) = Place::of(&b).aligned();
            if align != other_align {
                return false;
            }
            if place.key() == other.key() {
                continue;
            }
            let (x, y) = (a.kind(), b.kind());
            if !same_but_for_parts(&x, &y) {
                return false;
            }
            // Only a way that forks, or leads back, can come here again.
            let is_straight = is_single(&x) && !(a.may_recur() && b.may_recur());
            if has_parts(&x) && (is_straight || seen.insert_pair(&a, &b)) {
                push_parts(x, y, &mut work);
            }
        }
        true
    }
}

impl Eq for Type {}

/// Whether two types are equal as far as can be seen without looking at the types in them.
fn same_but_for_parts(x: &Kind<'_>, y: &Kind<'_>) -> bool {
    match (x, y) {
        (Kind::Void, Kind::Void) => true,
        (Kind::Scalar(x), Kind::Scalar(y)) => x == y,
        (Kind::Vector(x), Kind::Vector(y)) => x == y,
        (
            Kind::Opaque { name, layout, gc },
            Kind::Opaque {
                name: other,
                layout: other_layout,
                gc: other_gc,
            },
        ) => (name, layout, gc) == (other, other_layout, other_gc),
        (Kind::Pointer { qualifiers: x, .. }, Kind::Pointer { qualifiers: y, .. }) => x == y,
        (
            Kind::Array { length, gc, .. },
            Kind::Array {
                length: other,
                gc: other_gc,
                ..
            },
        ) => (length, gc) == (other, other_gc),
        (Kind::Function(x), Kind::Function(y)) => same_function(x, y),
        (Kind::Record(x), Kind::Record(y)) => same_record(x, y),
        (Kind::Enum(x), Kind::Enum(y)) => same_enum(x, y),
        _ => false,
    }
}

fn same_function(x: &Function<'_>, y: &Function<'_>) -> bool {
    x.arity() == y.arity() && x.is_variadic() == y.is_variadic() && x.convention() == y.convention()
}

fn same_record(x: &Record<'_>, y: &Record<'_>) -> bool {
    let header = |r: &Record<'_>| (r.len(), r.kind(), r.attrs());
    header(x) == header(y)
        && x.name() == y.name()
        && x.fields().zip(y.fields()).all(|(x, y)| same_field(&x, &y))
}

fn same_field(x: &Field<'_>, y: &Field<'_>) -> bool {
    let parts = |field: &Field<'_>| (field.qualifiers, field.bits, field.attrs());
    x.name == y.name && parts(x) == parts(y)
}

fn same_enum(x: &Enum<'_>, y: &Enum<'_>) -> bool {
    x.name() == y.name()
        && x.declared_base() == y.declared_base()
        && x.constants().eq(y.constants())
}

fn has_parts(kind: &Kind<'_>) -> bool {
    matches!(
        kind,
        Kind::Pointer { .. } | Kind::Array { .. } | Kind::Function(_) | Kind::Record(_)
    )
}

/// Whether there is one type in a type.
fn is_single(kind: &Kind<'_>) -> bool {
    matches!(kind, Kind::Pointer { .. } | Kind::Array { .. })
}

/// The types in two types of one shape, in pairs.
fn push_parts(x: Kind<'_>, y: Kind<'_>, work: &mut Vec<(Type, Type)>) {
    match (x, y) {
        (Kind::Pointer { pointee: x, .. }, Kind::Pointer { pointee: y, .. })
        | (Kind::Array { item: x, .. }, Kind::Array { item: y, .. }) => work.push((x, y)),
        (Kind::Function(x), Kind::Function(y)) => {
            work.push((x.result(), y.result()));
            work.extend(x.params().zip(y.params()).map(|(x, y)| (x.ty, y.ty)));
        }
        (Kind::Record(x), Kind::Record(y)) => {
            work.extend(x.fields().zip(y.fields()).map(|(x, y)| (x.ty, y.ty)));
        }
        _ => {}
    }
}

impl Hash for Type {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_to(self, HASH_DEPTH, state);
    }
}

fn hash_to<H: Hasher>(ty: &Type, depth: u32, state: &mut H) {
    let kind = ty.kind();
    (core::mem::discriminant(&kind), ty.typedef_align()).hash(state);
    let deeper = |ty: &Type, state: &mut H| {
        if depth > 0 {
            hash_to(ty, depth - 1, state);
        }
    };
    match &kind {
        Kind::Void => {}
        Kind::Scalar(scalar) => scalar.hash(state),
        Kind::Vector(vector) => vector.hash(state),
        Kind::Opaque { name, layout, gc } => (name, layout, gc).hash(state),
        Kind::Pointer {
            pointee,
            qualifiers,
        } => {
            qualifiers.hash(state);
            deeper(pointee, state);
        }
        Kind::Array { item, length, gc } => {
            (length, gc).hash(state);
            deeper(item, state);
        }
        Kind::Function(function) => {
            let header = (function.arity(), function.is_variadic());
            (header, function.convention()).hash(state);
            deeper(&function.result(), state);
            let params = function.params().take(HASH_BREADTH);
            params.for_each(|param| deeper(&param.ty, state));
        }
        Kind::Record(record) => {
            (record.len(), record.kind(), record.attrs()).hash(state);
            record.name().hash(state);
            for field in record.fields().take(HASH_BREADTH) {
                (field.name, field.qualifiers, field.bits, field.attrs()).hash(state);
                deeper(&field.ty, state);
            }
        }
        Kind::Enum(enumeration) => {
            enumeration.name().hash(state);
            enumeration.declared_base().hash(state);
            let constants = enumeration.constants().take(HASH_BREADTH);
            constants.for_each(|constant| constant.hash(state));
        }
    }
}
