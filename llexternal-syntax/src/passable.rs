//! Finds types that no trait could make C types: said here, where the fix can be said, too.

use syn::{Type, TypePath};

use crate::text::peel;
use crate::{Errors, Text};

/// Where a type stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Parameter,
    Result,
    Variable,
}

/// Whether C could have a type there. What is wrong goes to `errors`.
pub(crate) fn check_type(ty: &Type, place: Place, errors: &mut Errors) -> bool {
    if place == Place::Parameter && Text::of(ty).is_some() {
        return true;
    }
    let Some(fix) = fix(ty, place) else {
        return match peel(ty) {
            Type::Ptr(pointer) if matches!(peel(&pointer.elem), Type::Ptr(_)) => {
                check_type(&pointer.elem, place, errors)
            }
            _ => true,
        };
    };
    let shown = shown(ty);
    errors.at(ty, format_args!("`{shown}` has no C counterpart; {fix}"));
    false
}

/// What to write in its place; `None` for a type that C may know.
fn fix(ty: &Type, place: Place) -> Option<&'static str> {
    Some(match peel(ty) {
        Type::Reference(reference) => match peel(&reference.elem) {
            Type::Path(path) if place == Place::Result && is_text(path) => {
                "C returns an address: return `CONST_CCHARP`, and read it with `charp2str` or \
                 `CStr::from_ptr`"
            }
            Type::Path(path) if is_text(path) => {
                "take `CONST_CCHARP`; only parameters, shared and without `mut`, are converted"
            }
            _ => "C has pointers: take `Ptr<..>` or `ConstPtr<..>`",
        },
        Type::Ptr(pointer) => match peel(&pointer.elem) {
            Type::Slice(_) | Type::TraitObject(_) => {
                "C's pointers are addresses alone: take `Ptr<..>` of the items"
            }
            _ => return None,
        },
        Type::Array(_) if place == Place::Variable => return None,
        Type::Array(_) | Type::Slice(_) => "C passes arrays as pointers: take `Ptr<..>`",
        Type::FnPtr(_) => {
            "a callback may be `NULL`: take `Option<unsafe extern \"C\" fn(..) -> ..>`"
        }
        Type::Path(path) if is_owned(path) && place == Place::Parameter => {
            "C cannot own it: take `&str` or `&CStr` for text, and a pointer for the rest"
        }
        Type::Path(path) if is_owned(path) => {
            "C cannot own it: use `CONST_CCHARP` for text and a pointer for the rest"
        }
        Type::Tuple(_)
        | Type::ImplTrait(_)
        | Type::TraitObject(_)
        | Type::Infer(_)
        | Type::Macro(_)
        | Type::Never(_) => "use a C type from `rffi`, such as `INT` or `CCHARP`",
        _ => return None,
    })
}

fn is_text(path: &TypePath) -> bool {
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "str" || last.ident == "CStr")
}

/// Whether a type owns memory of Rust's.
fn is_owned(path: &TypePath) -> bool {
    const OWNED: [&str; 6] = ["String", "CString", "Vec", "Box", "Rc", "Arc"];
    let last = path.path.segments.last();
    last.is_some_and(|last| OWNED.contains(&last.ident.to_string().as_str()))
}

/// A type as the user wrote it.
pub(crate) fn shown(ty: &Type) -> String {
    let shown = quote::quote!(#ty).to_string();
    shown
        .replace("& ", "&")
        .replace("* ", "*")
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" >", ">")
}
