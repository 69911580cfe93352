//! What cannot be true of a declared function together.

use proc_macro2::Span;
use syn::{Ident, Type};

use crate::passable::shown;
use crate::text::{inside, peel};
use crate::{CName, Errors, Flag, Function, Options};

/// What needs code after the call, or before it.
const AROUND: [Flag; 7] = [
    Flag::SaveErrno,
    Flag::ReadErrno,
    Flag::ZeroErrno,
    Flag::SaveLasterror,
    Flag::ReadLasterror,
    Flag::SaveWsalasterror,
    Flag::ReleaseGil,
];

/// Says what is wrong with a function that could be read.
pub(crate) fn check(function: &Function, errors: &mut Errors) {
    check_flags(&function.options, errors);
    check_text(function, errors);
    check_wide(function, errors);
    if function.options.has(Flag::Elidable) {
        check_elidable(function, errors);
    }
    if function.params.is_open() {
        check_open(function, errors);
    } else if let Some(fixed) = function.params.fixed {
        let behind = function.params.all.get(fixed..).unwrap_or_default();
        behind
            .iter()
            .for_each(|param| check_promoted(&param.ty, errors));
    }
}

fn at(span: Span, message: impl core::fmt::Display) -> syn::Error {
    syn::Error::new(span, message)
}

fn check_flags(options: &Options, errors: &mut Errors) {
    const SLOTS: [Flag; 5] = [
        Flag::SaveErrno,
        Flag::ReadErrno,
        Flag::SaveLasterror,
        Flag::ReadLasterror,
        Flag::SaveWsalasterror,
    ];
    if let Some(span) = options.place(Flag::AltErrno)
        && !SLOTS.iter().any(|flag| options.has(*flag))
    {
        errors.push(at(
            span,
            "`alt_errno` says which slot `save_errno` and `read_errno` mean; give one of them",
        ));
    }
    const EXCLUSIVE: [(Flag, Flag, &str); 3] = [
        (
            Flag::ReadErrno,
            Flag::ZeroErrno,
            "`read_errno` sets errno before the call, and so does `zero_errno`; leave one out",
        ),
        (
            Flag::SaveLasterror,
            Flag::SaveWsalasterror,
            "`save_lasterror` and `save_wsalasterror` save to one slot; leave one out",
        ),
        (
            Flag::CMacro,
            Flag::Declare,
            "a macro cannot be declared; leave `declare` out",
        ),
    ];
    for (first, second, message) in EXCLUSIVE {
        if let (Some(_), Some(span)) = (options.place(first), options.place(second)) {
            errors.push(at(span, message));
        }
    }
}

/// Conversions can fail, and so must the result be able to.
fn check_text(function: &Function, errors: &mut Errors) {
    let is_result = |ty: &Type| inside(ty, "Result").is_some();
    // Where a type is wrong, this would be about what was put in its place.
    if !errors.is_empty() {
        return;
    }
    if function.result.as_ref().is_some_and(is_result) {
        return;
    }
    let mut params = function.params.all.iter();
    let first = params.find(|param| param.text.is_some_and(|text| text.can_fail()));
    if let Some(param) = first {
        let result = match &function.c_result {
            Some(ty) => shown(ty),
            None => "()".to_owned(),
        };
        errors.at(
            &param.ty,
            format_args!(
                "`{}` may hold a NUL byte, where C would end it, so the call can fail\n\
                 help: return `Result<{result}, NulError>`, or take `&CStr` or `CCHARP`",
                shown(&param.ty)
            ),
        );
    }
}

/// A `Result` where nothing can fail would say that C reports errors so.
pub(crate) fn check_fallible(function: &Function, errors: &mut Errors) {
    let (false, true, Some(result)) = (function.can_fail(), errors.is_empty(), &function.result)
    else {
        return;
    };
    let fix = match &function.c_result {
        Some(ty) => format!("return `{}`", shown(ty)),
        None => "leave it out".to_owned(),
    };
    errors.at(
        result,
        format_args!(
            "C returns no `Result`, and no argument of `{}` can fail: only `&str` and `&[u8]` are \
             converted\nhelp: {fix}",
            function.ident
        ),
    );
}

fn check_wide(function: &Function, errors: &mut Errors) {
    let behind = function
        .params
        .fixed
        .is_some()
        .then(|| function.wide_types().next());
    if let Some(Some(ty)) = behind
        && !function.options.has(Flag::CMacro)
    {
        errors.at(
            ty,
            format_args!(
                "`{}` crosses through a function of C, which `...` cannot; add `#[c_macro]`",
                shown(ty)
            ),
        );
    }
}

fn check_elidable(function: &Function, errors: &mut Errors) {
    for (flag, span) in function.options.flags() {
        if AROUND.contains(&flag) {
            let message = format!(
                "an `elidable` function has no effect but its result; leave `{}` out",
                flag.word()
            );
            errors.push(at(span, message));
        }
    }
    for param in &function.params.all {
        let what = match written_through(&param.ty) {
            Some(what) => what,
            None => continue,
        };
        let message = format!(
            "an `elidable` function must not {what} `{}: {}`; leave `elidable` out{}",
            param.ident,
            shown(&param.ty),
            match what {
                "call" => "",
                _ => ", or take a pointer to `const`",
            }
        );
        errors.push(at(span_of_elidable(function), message));
    }
}

fn span_of_elidable(function: &Function) -> Span {
    let place = function.options.place(Flag::Elidable);
    place.unwrap_or_else(|| function.ident.span())
}

/// What a function could do with a parameter besides reading.
fn written_through(ty: &Type) -> Option<&'static str> {
    if let Some(inner) = inside(ty, "Option") {
        return match peel(inner) {
            Type::FnPtr(_) => Some("call"),
            inner => written_through(inner),
        };
    }
    if inside(ty, "Ptr").is_some() || inside(ty, "NonNull").is_some() {
        return Some("write through");
    }
    let is_mutable = match peel(ty) {
        Type::Ptr(pointer) => matches!(pointer.mutability, syn::PointerMutability::Mut(_)),
        ty => {
            let name = last_word(ty).and_then(|word| CName::of(&word.to_string()));
            name.is_some_and(CName::is_mutable_pointer)
        }
    };
    is_mutable.then_some("write through")
}

/// Rust's compiler itself makes the calls of a function with an open end.
fn check_open(function: &Function, errors: &mut Errors) {
    let fix = "help: say what this declaration passes, as `..., name: Type`";
    for (flag, span) in function.options.flags() {
        if AROUND.contains(&flag) || flag == Flag::CMacro {
            let message = format!(
                "a function that ends with `...` is called directly, so `{}` is not possible\n{fix}",
                flag.word()
            );
            errors.push(at(span, message));
        }
    }
    for param in &function.params.all {
        if param.text.is_some() {
            errors.at(
                &param.ty,
                format_args!(
                    "a function that ends with `...` is called directly, and its text not converted; \
                     take `CONST_CCHARP`\n{fix}"
                ),
            );
        }
    }
}

/// Behind `...`, C passes no small numbers.
fn check_promoted(ty: &Type, errors: &mut Errors) {
    const SMALL: [(&[&str], &str); 2] = [
        (&["FLOAT", "f32", "c_float"], "DOUBLE"),
        (
            &[
                "CHAR",
                "SIGNEDCHAR",
                "UCHAR",
                "SHORT",
                "USHORT",
                "BOOL",
                "bool",
                "i8",
                "u8",
                "i16",
                "u16",
                "c_char",
                "c_schar",
                "c_uchar",
                "c_short",
                "c_ushort",
            ],
            "INT",
        ),
    ];
    let Some(name) = last_word(ty) else {
        return;
    };
    for (small, promoted) in SMALL {
        if small.iter().any(|small| name == small) {
            errors.at(
                ty,
                format_args!("C promotes `{name}` behind `...`: take `{promoted}`"),
            );
        }
    }
}

fn last_word(ty: &Type) -> Option<&Ident> {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}
