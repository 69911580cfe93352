//! [`Text`]: parameters that are text in Rust and `const char *` in C.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// A parameter that crosses as `const char *`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Its type in Rust.
    pub kind: TextKind,
    /// Whether it is in an `Option`: `None` is `NULL`.
    pub optional: bool,
}

/// What Rust passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// `&str`: copied, with a NUL behind it.
    Str,
    /// `&[u8]`: copied, with a NUL behind it.
    Bytes,
    /// `&CStr`: passed as it is.
    CStr,
}

impl Text {
    /// Reads the tokens of a type.
    #[must_use]
    pub fn of(ty: &Type) -> Option<Text> {
        let inner = inside(ty, "Option");
        let kind = TextKind::of(inner.unwrap_or(ty))?;
        Some(Text {
            kind,
            optional: inner.is_some(),
        })
    }

    /// Whether it may hold a NUL, where C would end it.
    #[must_use]
    pub fn can_fail(self) -> bool {
        self.kind != TextKind::CStr
    }
}

impl TextKind {
    fn of(ty: &Type) -> Option<TextKind> {
        let reference = match peel(ty) {
            Type::Reference(reference) if reference.mutability.is_none() => reference,
            _ => return None,
        };
        match peel(&reference.elem) {
            Type::Path(path) if ends_with(path, "str") => Some(TextKind::Str),
            Type::Path(path) if ends_with(path, "CStr") => Some(TextKind::CStr),
            Type::Slice(slice) => match peel(&slice.elem) {
                Type::Path(path) if ends_with(path, "u8") => Some(TextKind::Bytes),
                _ => None,
            },
            _ => None,
        }
    }
}

fn ends_with(path: &TypePath, word: &str) -> bool {
    let last = path.path.segments.last();
    path.qself.is_none() && last.is_some_and(|last| last.ident == word)
}

/// The type itself, without what stands around it: parentheses, or how `macro_rules!` hands a `$ty` on.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        _ => ty,
    }
}

/// The `T` of `Name<T, ..>`, by the last word of the path.
pub(crate) fn inside<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = peel(ty) else {
        return None;
    };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        // In a macro, a look at a word costs more than all before it.
        GenericArgument::Type(ty) if last.ident == name => Some(ty),
        _ => None,
    }
}
