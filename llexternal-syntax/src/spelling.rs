//! The C spelling of a Rust type, as far as its tokens tell.

use syn::{
    GenericArgument, Ident, PathArguments, PointerMutability, ReturnType, Type, TypeFnPtr, TypePath,
};

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
    "LONGDOUBLE",
    "FLOAT_COMPLEX",
    "DOUBLE_COMPLEX",
    "LONGDOUBLE_COMPLEX",
    "VOIDP",
    "CCHARP",
    "CONST_CCHARP",
    "CCHARPP",
];

/// What the tokens of a type say about its name in C.
pub enum Spelling<'a> {
    /// A name of `rffi`, by its last word.
    Named {
        /// The word.
        name: &'a Ident,
        /// The whole path.
        ty: &'a Type,
    },
    /// A pointer to a type of which more is known.
    Pointer {
        /// `ConstPtr` or `*const`.
        constant: bool,
        /// What it points to.
        pointee: Box<Spelling<'a>>,
    },
    /// `Option<unsafe extern "C" fn(..)>`.
    Callback {
        /// The parameters, with their names where they have some.
        params: Vec<(Option<&'a Ident>, Spelling<'a>)>,
        /// The result; `None` for `void`.
        result: Option<Box<Spelling<'a>>>,
    },
    /// `[T; N]`.
    Array {
        /// Its items.
        item: Box<Spelling<'a>>,
        /// How many.
        length: &'a syn::Expr,
    },
    /// Only the compiler knows: a number of Rust, an alias.
    Representation(&'a Type),
}

impl<'a> Spelling<'a> {
    /// Reads the tokens.
    #[must_use]
    pub fn of(ty: &'a Type) -> Self {
        let known = match ty {
            Type::Path(path) if is_name(path) => named(path, ty),
            Type::Path(path) => generic(path),
            Type::Ptr(pointer) => {
                let constant = matches!(pointer.mutability, PointerMutability::Const(_));
                pointed(constant, &pointer.elem)
            }
            Type::Array(array) => Some(Spelling::Array {
                item: Box::new(Spelling::of(&array.elem)),
                length: &array.len,
            }),
            Type::Paren(paren) => Some(Spelling::of(&paren.elem)),
            Type::Group(group) => Some(Spelling::of(&group.elem)),
            _ => None,
        };
        known.unwrap_or(Spelling::Representation(ty))
    }

    /// Every name of `rffi` in it, with its path.
    pub fn names(&self, found: &mut impl FnMut(&'a Ident, &'a Type)) {
        match self {
            Spelling::Named { name, ty } => found(name, ty),
            Spelling::Pointer { pointee, .. } => pointee.names(found),
            Spelling::Array { item, .. } => item.names(found),
            Spelling::Callback { params, result } => {
                params.iter().for_each(|(_, param)| param.names(found));
                result.iter().for_each(|result| result.names(found));
            }
            Spelling::Representation(_) => {}
        }
    }
}

fn is_name(path: &TypePath) -> bool {
    let last = path.path.segments.last();
    path.qself.is_none() && last.is_some_and(|last| last.arguments.is_none())
}

fn named<'a>(path: &'a TypePath, ty: &'a Type) -> Option<Spelling<'a>> {
    let name = &path.path.segments.last()?.ident;
    let known = SPELLED.contains(&name.to_string().as_str());
    known.then_some(Spelling::Named { name, ty })
}

/// `Ptr<T>`, `ConstPtr<T>` and `Option<fn(..)>`.
fn generic(path: &TypePath) -> Option<Spelling<'_>> {
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let Some(GenericArgument::Type(argument)) = arguments.args.first() else {
        return None;
    };
    match last.ident.to_string().as_str() {
        "Ptr" => pointed(false, argument),
        "ConstPtr" => pointed(true, argument),
        "Option" => match argument {
            Type::FnPtr(function) => Some(callback(function)),
            _ => None,
        },
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

/// That it is of C's calling convention, its trait says.
fn callback(function: &TypeFnPtr) -> Spelling<'_> {
    let params = function.inputs.iter();
    let params = params.map(|param| {
        let name = param.name.as_ref().map(|(name, _)| name);
        (name.filter(|name| *name != "_"), Spelling::of(&param.ty))
    });
    let result = match &function.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            ty => Some(Box::new(Spelling::of(ty))),
        },
    };
    Spelling::Callback {
        params: params.collect(),
        result,
    }
}
