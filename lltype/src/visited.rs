//! [`Visited`]: which types a walk has seen.

use std::collections::HashSet;

use crate::Type;
use crate::ty::Place;

/// The types, or pairs of types, that a walk has seen, by the places where they are described.
#[derive(Default)]
pub(crate) struct Visited(HashSet<[(usize, u32); 2]>);

impl Visited {
    /// Whether it is new.
    pub(crate) fn insert(&mut self, ty: &Type) -> bool {
        self.insert_pair(ty, ty)
    }

    /// Whether it is new.
    pub(crate) fn insert_place(&mut self, place: Place<'_>) -> bool {
        let key = place.unaliased().key();
        self.0.insert([key, key])
    }

    /// Whether the pair is new.
    pub(crate) fn insert_pair(&mut self, a: &Type, b: &Type) -> bool {
        self.0.insert([a.place(), b.place()])
    }
}
