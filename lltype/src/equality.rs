//! Structural equality and hash of types, safe on types that contain themselves.

use core::hash::{Hash, Hasher};
use std::collections::HashSet;

use crate::Type;
use crate::ty::{Function, Kind};

/// How deep a hash looks, as RPython's does. Equal types have equal hashes at any depth; this one
/// ends on types that contain themselves.
const HASH_DEPTH: u32 = 3;

impl PartialEq for Type {
    /// Equal by structure; the names of parameters do not count. A pair of types that is being
    /// compared already counts as equal, so the comparison ends on types that contain themselves.
    fn eq(&self, other: &Type) -> bool {
        let mut seen = HashSet::new();
        let mut work = vec![(self.clone(), other.clone())];
        while let Some((a, b)) = work.pop() {
            if a.place() == b.place() {
                continue;
            }
            match (a.kind(), b.kind()) {
                (Kind::Void, Kind::Void) => {}
                (Kind::Scalar(x), Kind::Scalar(y)) if x == y => {}
                (Kind::Opaque(x), Kind::Opaque(y)) if x == y => {}
                (
                    Kind::Pointer {
                        pointee: x,
                        qualifiers: p,
                    },
                    Kind::Pointer {
                        pointee: y,
                        qualifiers: q,
                    },
                ) if p == q => {
                    if seen.insert((a.place(), b.place())) {
                        work.push((x, y));
                    }
                }
                (Kind::Function(x), Kind::Function(y)) if same_shape(&x, &y) => {
                    if seen.insert((a.place(), b.place())) {
                        work.push((x.result(), y.result()));
                        work.extend(x.params().zip(y.params()).map(|(x, y)| (x.ty, y.ty)));
                    }
                }
                _ => return false,
            }
        }
        true
    }
}

impl Eq for Type {}

fn same_shape(x: &Function<'_>, y: &Function<'_>) -> bool {
    x.arity() == y.arity() && x.is_variadic() == y.is_variadic() && x.convention() == y.convention()
}

impl Hash for Type {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_to(self, HASH_DEPTH, state);
    }
}

fn hash_to<H: Hasher>(ty: &Type, depth: u32, state: &mut H) {
    match ty.kind() {
        Kind::Void => state.write_u8(0),
        Kind::Scalar(scalar) => {
            state.write_u8(1);
            scalar.hash(state);
        }
        Kind::Opaque(name) => {
            state.write_u8(2);
            name.hash(state);
        }
        Kind::Pointer {
            pointee,
            qualifiers,
        } => {
            state.write_u8(3);
            qualifiers.hash(state);
            if depth > 0 {
                hash_to(&pointee, depth - 1, state);
            }
        }
        Kind::Function(function) => {
            state.write_u8(4);
            function.arity().hash(state);
            function.is_variadic().hash(state);
            function.convention().hash(state);
            if depth > 0 {
                hash_to(&function.result(), depth - 1, state);
                function
                    .params()
                    .for_each(|param| hash_to(&param.ty, depth - 1, state));
            }
        }
    }
}
