//! A parameter of an operation.

use syn::{FnArg, Ident, Pat, Type, parse_quote};

use crate::Errors;

/// A parameter of an operation.
pub struct OperationParam {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// How it crosses to C.
    pub kind: ParamKind,
}

/// How a parameter crosses to C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// `&str`: a pointer to the text, which a NUL ends.
    Text,
    /// `&CStr`: a pointer.
    CText,
    /// `&[u8]`: a pointer and a length.
    Bytes,
    /// `&[T]`: a pointer and a length.
    Items,
    /// Anything else: as it is; of a tuple, item for item.
    Plain,
}

impl OperationParam {
    pub(super) fn read(index: usize, param: FnArg, errors: &mut Errors) -> Option<Self> {
        let param = match param {
            FnArg::Typed(param) => param,
            FnArg::Receiver(receiver) => {
                errors.at(receiver, "an operation has no `self`");
                return None;
            }
        };
        if let Some(attribute) = param.attrs.first() {
            errors.at(attribute, "parameters take no attributes");
        }
        let ident = match *param.pat {
            Pat::Ident(name) if is_plain(&name) => name.ident,
            pattern => {
                errors.at(pattern, "a parameter of an operation needs a plain name");
                quote::format_ident!("parameter_{index}")
            }
        };
        let (kind, ty) = match errors.take(kind(&param.ty)) {
            Some(kind) => (kind, *param.ty),
            // Callers may go on.
            None => (ParamKind::Plain, parse_quote!(impl ::core::marker::Sized)),
        };
        Some(OperationParam { ident, ty, kind })
    }
}

fn is_plain(name: &syn::PatIdent) -> bool {
    name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none()
}

fn kind(ty: &Type) -> syn::Result<ParamKind> {
    let reference = match ty {
        Type::Reference(reference) => reference,
        // As `macro_rules!` hands a `$ty` on.
        Type::Group(group) => return kind(&group.elem),
        Type::Paren(paren) => return kind(&paren.elem),
        _ => return Ok(ParamKind::Plain),
    };
    if let Some(lifetime) = &reference.lifetime {
        let message = "leave the lifetime out: an operation borrows for the call alone";
        return Err(syn::Error::new_spanned(lifetime, message));
    }
    let known = match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => Some(ParamKind::Text),
        Type::Path(path) if is_c_str(&path.path) => Some(ParamKind::CText),
        Type::Slice(slice) => match &*slice.elem {
            Type::Path(path) if path.path.is_ident("u8") => Some(ParamKind::Bytes),
            _ => Some(ParamKind::Items),
        },
        _ => None,
    };
    match known {
        Some(kind) if reference.mutability.is_none() => Ok(kind),
        _ => Err(syn::Error::new_spanned(
            ty,
            "of references, an operation takes `&str`, `&CStr` and slices such as `&[u8]` alone",
        )),
    }
}

/// However the path to it is written.
fn is_c_str(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| last.ident == "CStr")
}
