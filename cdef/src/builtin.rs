//! The types that every text knows without declaring them.

use lltype::{RecordKind, Scalar, Target};

use crate::builder::TextOptions;
use crate::names::Name;
use crate::parse;
use crate::scope::{Keyword, Tag, Unit};
use crate::token::Span;
use crate::types::{At, Body, Qualified, TypeId};
use crate::windows;

/// The type that a name means, if no text declares it otherwise: the fixed-width integers and their kin,
/// `bool`, `FILE`, `__builtin_va_list`, and on Windows the names of its headers.
pub(crate) fn default_type(
    unit: &mut Unit<'_>,
    name: Name,
    options: &TextOptions,
) -> Option<Qualified> {
    let word = unit.names.text(name);
    if let Some(scalar) = scalar(word) {
        return Some(TypeId::from(scalar).into());
    }
    let target = unit.types.target;
    match word {
        "FILE" => return Some(file(unit).into()),
        "__builtin_va_list" => return parse::defined(unit, va_list(&target)),
        _ => {}
    }
    let definition = windows::definition(word, &target, options.unicode)?;
    parse::defined(unit, definition)
}

/// Whether a name is a type only once [`unicode`](crate::CdefBuilder::unicode) says which.
pub(crate) fn needs_unicode(word: &str, target: &Target) -> bool {
    target.is_windows() && windows::needs_unicode(word)
}

/// The names of the types that every text knows on a target.
pub(crate) fn names(target: &Target) -> impl Iterator<Item = &'static str> + use<> {
    let scalars = Scalar::ALL.iter().map(|scalar| scalar.c_name());
    let windows = target.is_windows().then(windows::names);
    scalars
        .filter(|name| name.ends_with("_t"))
        .chain(["bool", "FILE"])
        .chain(windows.into_iter().flatten())
}

fn scalar(word: &str) -> Option<Scalar> {
    match word {
        "bool" => Some(Scalar::Bool),
        _ if word.ends_with("_t") => Scalar::from_c_name(word),
        _ => None,
    }
}

/// `struct _IO_FILE`, of which only the C library knows the inside.
fn file(unit: &mut Unit<'_>) -> TypeId {
    let (tag, _) = unit.names.intern("_IO_FILE");
    if let Some(known) = unit.tag(tag) {
        return known.ty;
    }
    let span = Span { start: 0, end: 0 };
    let at = At { file: 0, span };
    let (ty, _) = unit
        .types
        .record(RecordKind::Struct, Some(tag), Body::Unknown, at);
    let keyword = Keyword::Struct;
    unit.set_tag(tag, Tag { ty, keyword });
    ty
}

/// What variable arguments are found by, as the ABI of the target has it.
fn va_list(target: &Target) -> &'static str {
    match target.arch() {
        "x86_64" if !target.is_windows() => {
            "struct __va_list_tag { unsigned int gp_offset; unsigned int fp_offset; \
             void *overflow_arg_area; void *reg_save_area; } [1]"
        }
        "aarch64" if !target.is_windows() && !target.name.contains("apple") => {
            "struct __va_list { void *__stack; void *__gr_top; void *__vr_top; int __gr_offs; \
             int __vr_offs; }"
        }
        "s390x" => {
            "struct __va_list_tag { long __gpr; long __fpr; void *__overflow_arg_area; \
             void *__reg_save_area; } [1]"
        }
        arch if arch.starts_with("arm") => "struct __va_list { void *__ap; }",
        arch if arch.starts_with("riscv") || arch == "wasm32" => "void *",
        _ => "char *",
    }
}
