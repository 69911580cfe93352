//! Declarations in C of types that a text writes.

use cdef::{TypeShape, TypeView};
use lltype::Qualifiers;

/// A declaration of a parameter. Of C's `va_list`, which some targets make an array, C alone knows the name of
/// the items.
pub(in crate::glue) fn parameter(ty: TypeView<'_>, name: &str) -> String {
    let is_list = match ty.unaliased() {
        TypeShape::Pointer(to) => match to.unaliased() {
            TypeShape::Record(record) => record.name().as_deref() == Some("struct __va_list_tag"),
            _ => false,
        },
        _ => false,
    };
    match is_list {
        true => format!("__builtin_va_list {name}"),
        false => ty.declared(name),
    }
}

/// A declaration of a pointer to a type.
pub(in crate::glue) fn pointer_to(ty: TypeView<'_>, name: &str) -> String {
    match ty.shape() {
        TypeShape::Array { .. } | TypeShape::Function(_) => ty.declared(&format!("(*{name})")),
        _ => ty.declared(&format!("*{name}")),
    }
}

/// A variable of a type, of zeros.
pub(in crate::glue) fn zero(ty: TypeView<'_>) -> String {
    let variable = ty.qualified(Qualifiers::NONE).declared("rffi_result");
    // In C and in C++, for all types.
    format!("{variable}; __builtin_memset(&rffi_result, 0, sizeof rffi_result); ")
}

/// Whether the text tells the lengths of all arrays in it.
pub(in crate::glue) fn has_length(ty: TypeView<'_>) -> bool {
    match ty.shape() {
        TypeShape::Array { item, length, .. } => length.is_some() && has_length(item),
        _ => true,
    }
}

/// What an array of arrays is of in the end, and how C reaches the first.
pub(in crate::glue) fn items_of(mut ty: TypeView<'_>) -> (TypeView<'_>, String) {
    let mut items = String::new();
    while let TypeShape::Array { item, .. } = ty.shape() {
        ty = item;
        items += "[0]";
    }
    (ty, items)
}
