//! Structs and unions: where their members lie is ABI, what they are called is taste.

use super::Level;
use super::cause::Cause;
use super::walk::{Pair, Place, Walk, share_name};
use crate::Target;
use crate::Type;
use crate::desc::Qualifiers;
use crate::layout::{FieldLayout, LayoutError, RecordLayout};
use crate::ty::Record;

/// A member as the user of the struct sees it: members of anonymous members are the struct's own.
struct Flat {
    name: Option<String>,
    ty: Type,
    qualifiers: Qualifiers,
    bits: Option<u32>,
    /// In bits from the start.
    position: u64,
}

impl Walk<'_> {
    pub(super) fn records(&mut self, pair: &Pair, a: &Record<'_>, b: &Record<'_>) {
        if a.kind() != b.kind() || a.attrs().gc != b.attrs().gc {
            return self.report(Level::Error, &pair.place, Cause::Class(pair.types()));
        }
        let layouts = self
            .flat_layout(&pair.declared)
            .and_then(|declared| Ok((declared, self.flat_layout(&pair.found)?)));
        let ((whole, declared), (other, mut found)) = match layouts {
            Ok(layouts) => layouts,
            Err(error) => {
                let cause = Cause::Unknown(error.to_string());
                return self.report(Level::Error, &pair.place, cause);
            }
        };
        if a.name() != b.name() && !share_name(&pair.declared, &pair.found) {
            self.report(Level::Warning, &pair.place, Cause::Spelling(pair.types()));
        }
        let pair = &pair.as_record();
        self.wholes(pair, &whole, &other);
        let places: Vec<_> = declared
            .iter()
            .map(|field| take_twin(field, &mut found))
            .collect();
        for (index, (field, twin)) in declared.iter().zip(places).enumerate() {
            match twin {
                Some(twin) => self.fields(pair, index, field, &twin),
                // Bits that only pad.
                None if field.name.is_none() => {}
                None => {
                    let place = place(pair, index, field);
                    self.report(Level::Error, &place, Cause::NoSuchField);
                }
            }
        }
        for name in found.into_iter().filter_map(|field| field.name) {
            self.report(Level::Note, &pair.place, Cause::Undeclared(name));
        }
    }

    fn flat_layout(&self, ty: &Type) -> Result<(RecordLayout, Vec<Flat>), LayoutError> {
        let whole = self.target.record_layout(ty)?;
        let mut fields = Vec::new();
        flatten(self.target, ty, &whole, 0, &mut fields)?;
        Ok((whole, fields))
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

    fn fields(&mut self, pair: &Pair, index: usize, a: &Flat, b: &Flat) {
        let place = place(pair, index, a);
        if let (Some(declared), Some(found)) = (&a.name, &b.name)
            && declared != found
        {
            let found = found.clone();
            self.report(Level::Warning, &place, Cause::FieldName { found });
        }
        if a.bits != b.bits {
            let (declared, found) = (a.bits, b.bits);
            return self.report(Level::Error, &place, Cause::BitWidth { declared, found });
        }
        let (declared, found) = (a.position, b.position);
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

/// The members of a struct that begins at a bit, those of anonymous members among them. Types are
/// no deeper than layouts go.
fn flatten(
    target: &Target,
    ty: &Type,
    layout: &RecordLayout,
    start: u64,
    out: &mut Vec<Flat>,
) -> Result<(), LayoutError> {
    let Some(record) = ty.as_record() else {
        return Ok(());
    };
    for (field, place) in record.fields().zip(&layout.fields) {
        let position = start + bit_position(*place);
        if field.is_anonymous() && field.ty.as_record().is_some() {
            let inner = target.record_layout(&field.ty)?;
            flatten(target, &field.ty, &inner, position, out)?;
            continue;
        }
        out.push(Flat {
            name: field.name.map(str::to_owned),
            ty: field.ty,
            qualifiers: field.qualifiers,
            bits: field.bits,
            position,
        });
    }
    Ok(())
}

/// Takes the member that stands for another: of the same name, or else at the same place and of the
/// same width, if that one has a name, too.
fn take_twin(field: &Flat, found: &mut Vec<Flat>) -> Option<Flat> {
    field.name.as_ref()?;
    let same_name = |other: &Flat| other.name == field.name;
    let same_place = |other: &Flat| {
        other.name.is_some() && (other.position, other.bits) == (field.position, field.bits)
    };
    let index = found.iter().position(same_name);
    let index = index.or_else(|| found.iter().position(same_place))?;
    Some(found.remove(index))
}

fn place(pair: &Pair, index: usize, field: &Flat) -> Place {
    let name = match &field.name {
        Some(name) => format!("`{name}`"),
        None => format!("#{index}"),
    };
    pair.place
        .inner(&format!("member {name} of `{}`", pair.declared))
}

fn bit_position(layout: FieldLayout) -> u64 {
    layout.bits.map_or(layout.offset * 8, |bits| bits.position)
}
