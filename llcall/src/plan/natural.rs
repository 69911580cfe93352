//! The natural alignment of a type, as AAPCS64 means it: that of what it is made of, whatever was asked
//! for the whole.

use lltype::{Field, FieldSpec, Record, RecordKind, RecordSpec, Target, Type};

use super::Unsupported;
use super::leaf::Shape;

/// The natural alignment of a value (AAPCS64, "Composite types"): an attribute of a struct itself does
/// not count, those of its members do.
///
/// # Errors
/// A bit-field raises it to 16 in some versions of GCC, though it does not raise that of the struct.
pub(super) fn natural_align(ty: &Type, shape: &Shape, target: &Target) -> Result<u64, Unsupported> {
    let plain = ty.unaliased();
    let Some(record) = plain.as_record() else {
        return Ok(shape.align);
    };
    let align = match record.attrs().align {
        None => shape.align,
        Some(_) => {
            let bare = Type::record(without_align(&record));
            let align = bare.ok().and_then(|bare| target.alignof(&bare).ok());
            align.unwrap_or(shape.align)
        }
    };
    let mut bits = record.fields().filter(|field| field.bits.is_some());
    let raises = |field: Field<'_>| target.alignof(&field.ty).is_ok_and(|align| align >= 16);
    match align < 16 && bits.any(raises) {
        true => Err(Unsupported::NoRules),
        false => Ok(align),
    }
}

fn without_align(record: &Record<'_>) -> RecordSpec<Type> {
    let attrs = record.attrs();
    let mut spec = match record.kind() {
        RecordKind::Struct => RecordSpec::structure(""),
        RecordKind::Union => RecordSpec::union(""),
    };
    spec = if attrs.packed { spec.packed() } else { spec };
    if let Some(bytes) = attrs.pack {
        spec = spec.pack(bytes);
    }
    record.fields().map(member).fold(spec, RecordSpec::member)
}

fn member(field: Field<'_>) -> FieldSpec<Type> {
    FieldSpec {
        bits: field.bits,
        align: field.align,
        packed: field.packed,
        qualifiers: field.qualifiers,
        ..FieldSpec::new(field.name.unwrap_or(""), field.ty)
    }
}
