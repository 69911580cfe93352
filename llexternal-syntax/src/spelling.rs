//! The C spelling of a Rust type, as far as its tokens tell.

use syn::{GenericArgument, PathArguments, PointerMutability, Type, TypePath};

/// The names of `rffi` that stand for a C type.
pub const SPELLED: &[&str] = &[
    "CHAR",
    "INT",
    "UINT",
    "LONG",
    "ULONG",
    "LONGLONG",
    "ULONGLONG",
    "SIZE_T",
    "SSIZE_T",
    "FLOAT",
    "DOUBLE",
    "VOIDP",
    "CCHARP",
    "CONST_CCHARP",
    "CCHARPP",
];

/// What the tokens of a type say about its name in C.
pub enum Spelling<'a> {
    /// A name of `rffi`, by its last word.
    Named(&'a syn::Ident),
    /// A pointer to a type of which more is known.
    Pointer {
        /// `ConstPtr` or `*const`.
        constant: bool,
        /// What it points to.
        pointee: Box<Spelling<'a>>,
    },
    /// Only the compiler knows: a number of Rust, an alias.
    Representation(&'a Type),
}

impl<'a> Spelling<'a> {
    /// Reads the tokens.
    #[must_use]
    pub fn of(ty: &'a Type) -> Self {
        let known = match ty {
            Type::Path(path) => named(path).or_else(|| generic_pointer(path)),
            Type::Ptr(pointer) => {
                let constant = matches!(pointer.mutability, PointerMutability::Const(_));
                pointed(constant, &pointer.elem)
            }
            Type::Paren(paren) => Some(Spelling::of(&paren.elem)),
            Type::Group(group) => Some(Spelling::of(&group.elem)),
            _ => None,
        };
        known.unwrap_or(Spelling::Representation(ty))
    }
}

fn named(path: &TypePath) -> Option<Spelling<'_>> {
    let last = path.path.segments.last()?;
    let known = path.qself.is_none() && last.arguments.is_none();
    (known && SPELLED.iter().any(|name| last.ident == name)).then_some(Spelling::Named(&last.ident))
}

/// `Ptr<T>` and `ConstPtr<T>`.
fn generic_pointer(path: &TypePath) -> Option<Spelling<'_>> {
    let last = path.path.segments.last()?;
    let constant = last.ident == "ConstPtr";
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    if !constant && last.ident != "Ptr" {
        return None;
    }
    match arguments.args.first() {
        Some(GenericArgument::Type(pointee)) => pointed(constant, pointee),
        _ => None,
    }
}

/// A pointer whose target's name is known; else the compiler knows as much.
fn pointed(constant: bool, pointee: &Type) -> Option<Spelling<'_>> {
    match Spelling::of(pointee) {
        Spelling::Representation(_) => None,
        pointee => Some(Spelling::Pointer {
            constant,
            pointee: Box::new(pointee),
        }),
    }
}
