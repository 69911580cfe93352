//! Structs and unions: what their members are called is taste, where they lie is not.

use super::walk::{Pair, Walk, share_name};
use super::{Cause, Level};
use crate::layout::{FieldLayout, RecordLayout};
use crate::ty::{Field, Record};

impl Walk<'_> {
    pub(super) fn records(&mut self, pair: &Pair, a: &Record<'_>, b: &Record<'_>) {
        if a.kind() != b.kind() {
            return self.report(Level::Error, &pair.place, Cause::Class(pair.types()));
        }
        let layouts = self
            .target
            .record_layout(&pair.declared)
            .and_then(|declared| Ok((declared, self.target.record_layout(&pair.found)?)));
        let (declared, found) = match layouts {
            Ok(layouts) => layouts,
            Err(error) => {
                let cause = Cause::Unknown(error.to_string());
                return self.report(Level::Error, &pair.place, cause);
            }
        };
        if a.name() != b.name() && !share_name(&pair.declared, &pair.found) {
            self.report(Level::Warning, &pair.place, Cause::Spelling(pair.types()));
        }
        self.wholes(pair, &declared, &found);
        for (index, field) in a.fields().enumerate() {
            let twin = twin(&field, index, b);
            match twin {
                Some((at, other)) => self.fields(
                    pair,
                    (index, &field, declared.fields[index]),
                    (&other, found.fields[at]),
                ),
                // Bits that only pad.
                None if field.name.is_none() => {}
                None => {
                    let place = place(pair, index, &field);
                    self.report(Level::Error, &place, Cause::NoSuchField);
                }
            }
        }
    }

    fn wholes(&mut self, pair: &Pair, declared: &RecordLayout, found: &RecordLayout) {
        let (a, b) = (declared.whole, found.whole);
        let wholes = [("size", a.size, b.size), ("alignment", a.align, b.align)];
        for (what, declared, found) in wholes {
            if declared != found {
                let cause = Cause::Layout {
                    types: pair.types(),
                    what,
                    declared,
                    found,
                };
                self.report(Level::Error, &pair.place, cause);
            }
        }
    }

    fn fields(
        &mut self,
        pair: &Pair,
        (index, a, declared): (usize, &Field<'_>, FieldLayout),
        (b, found): (&Field<'_>, FieldLayout),
    ) {
        let place = place(pair, index, a);
        if a.bits != b.bits {
            let (declared, found) = (a.bits, b.bits);
            return self.report(Level::Error, &place, Cause::BitWidth { declared, found });
        }
        let (declared, found) = (bit_position(declared), bit_position(found));
        if declared != found {
            self.report(Level::Error, &place, Cause::Offset { declared, found });
        }
        self.qualifiers(&place, a.qualifiers, b.qualifiers);
        let mut inner = pair.inner(a.ty.clone(), b.ty.clone(), "");
        inner.place = place;
        // In memory, nobody extends integers.
        inner.is_pointee = true;
        self.later(inner);
    }
}

/// The member of the other record that stands for this one: of the same name, or, for one without a
/// name, at the same place in the list.
fn twin<'a>(field: &Field<'_>, index: usize, other: &Record<'a>) -> Option<(usize, Field<'a>)> {
    match field.name {
        Some(name) => other.field(name),
        None => {
            let twin = other.fields().nth(index).map(|twin| (index, twin));
            twin.filter(|(_, twin)| {
                twin.name.is_none() && field.is_anonymous() == twin.is_anonymous()
            })
        }
    }
}

fn place(pair: &Pair, index: usize, field: &Field<'_>) -> String {
    let separator = if pair.place.is_empty() { "" } else { ", " };
    let name = field
        .name
        .map_or_else(|| format!("#{index}"), |name| format!("`{name}`"));
    format!(
        "{}{separator}member {name} of `{}`",
        pair.place, pair.declared
    )
}

fn bit_position(layout: FieldLayout) -> u64 {
    layout.bits.map_or(layout.offset * 8, |bits| bits.position)
}
