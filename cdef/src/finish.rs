//! What can be said of a text only when all of it was read.

use crate::WarningKind;
use crate::diagnostic::Warning;
use crate::parse::Told;
use crate::scope::Unit;
use crate::types::{At, Body, NoSize, RecordId, RecordLayout};

/// Lays out what was not laid out yet, and tells what is never known.
pub(crate) fn complete(unit: &mut Unit<'_>, told: &mut Told) {
    lay_out_all(unit, told);
    let enums = unit.types.own_enums().map(|id| unit.types.enum_at(id));
    for enumeration in enums.filter(|found| found.body == Body::Unknown) {
        let place = unit.place(enumeration.at);
        let message = "the constants of this enum are not known: `unsigned int` is taken for it";
        let warning = Warning::new(WarningKind::OpaqueEnum, place, message);
        told.warnings.push(warning);
    }
}

/// Lays out every struct that can be, and is not yet.
pub(crate) fn lay_out_all(unit: &mut Unit<'_>, told: &mut Told) {
    let records: Vec<RecordId> = unit.types.own_records().collect();
    for id in records {
        let record = unit.types.record_at(id);
        let is_open = matches!(record.layout, RecordLayout::Unknown);
        if record.body == Body::Known && is_open {
            lay_out(unit, told, id);
        }
    }
}

fn lay_out(unit: &mut Unit<'_>, told: &mut Told, id: RecordId) {
    let Err(reason) = unit.types.record_extent(id) else {
        return;
    };
    if matches!(reason, NoSize::Error | NoSize::NeedsCompiler(_)) {
        return;
    }
    let count = unit.types.record_at(id).fields.len();
    for index in 0..count {
        let field = unit.types.record_at(id).fields[index];
        let Err(reason) = unit.types.member_extent(id, index) else {
            continue;
        };
        // A struct whose own member is wrong was told, or will be.
        if unit
            .types
            .as_record(field.ty)
            .is_some_and(|inner| unit.types.record_at(inner).body == Body::Known)
            && matches!(reason, NoSize::Opaque(_))
        {
            return;
        }
        let place = unit.place(At {
            span: field.span,
            ..unit.types.record_at(id).at
        });
        if let Some(error) = unit.no_size(reason, place) {
            told.error(error);
        }
        return;
    }
    let place = unit.place(unit.types.record_at(id).at);
    if let Some(error) = unit.no_size(reason, place) {
        told.error(error);
    }
}
