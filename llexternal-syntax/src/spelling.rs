//! The C spelling of a Rust type, as far as its tokens tell.

use syn::{
    Expr, GenericArgument, Ident, PathArguments, PointerMutability, ReturnType, Type, TypeFnPtr,
    TypePath,
};

use crate::CName;

/// What the tokens of a type say about its name in C.
pub enum Spelling<'a> {
    /// A name that stands for a C type, by its last word.
    Named(Named<'a>),
    /// A pointer to a type of which more is known.
    Pointer {
        /// `ConstPtr` or `*const`.
        constant: bool,
        /// What it points to.
        pointee: Box<Spelling<'a>>,
    },
    /// `[T; N]` of items of which more is known.
    Array {
        /// The type of the items.
        item: Box<Spelling<'a>>,
        /// How many there are.
        length: &'a Expr,
    },
    /// `FlexArray<T>` or `Array<T>`, if it is lltype's, of items of which more is known.
    Items {
        /// The whole type.
        ty: &'a Type,
        /// The type of the items.
        item: Box<Spelling<'a>>,
    },
    /// `Option<unsafe extern "C" fn(..)>`.
    Callback {
        /// The parameters, with their names where they have some.
        params: Vec<(Option<&'a Ident>, Spelling<'a>)>,
        /// The result; `None` for `void`.
        result: Option<Box<Spelling<'a>>>,
    },
    /// Only the compiler knows: a number of Rust, an alias.
    Representation(&'a Type),
}

/// A name that stands for a C type: `INT`, `c_int`, `libc::size_t`.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// The word.
    pub name: &'a Ident,
    /// The whole path.
    pub ty: &'a Type,
    /// What it stands for.
    pub means: CName,
}

impl<'a> Spelling<'a> {
    /// Reads the tokens.
    #[must_use]
    pub fn of(ty: &'a Type) -> Self {
        let known = match ty {
            Type::Path(path) => named(path, ty).or_else(|| generic(path, ty)),
            Type::Ptr(pointer) => {
                let constant = matches!(pointer.mutability, PointerMutability::Const(_));
                pointed(constant, &pointer.elem)
            }
            Type::Array(array) => known(&array.elem).map(|item| Spelling::Array {
                item,
                length: &array.len,
            }),
            Type::Paren(paren) => Some(Spelling::of(&paren.elem)),
            Type::Group(group) => Some(Spelling::of(&group.elem)),
            _ => None,
        };
        known.unwrap_or(Spelling::Representation(ty))
    }

    /// Every name in it.
    pub fn names(&self, found: &mut impl FnMut(Named<'a>)) {
        match self {
            Spelling::Named(named) => found(*named),
            Spelling::Pointer { pointee: inner, .. }
            | Spelling::Array { item: inner, .. }
            | Spelling::Items { item: inner, .. } => inner.names(found),
            Spelling::Callback { params, result } => {
                params.iter().for_each(|(_, param)| param.names(found));
                result.iter().for_each(|result| result.names(found));
            }
            Spelling::Representation(_) => {}
        }
    }

    /// Whether the tokens say no more than the compiler knows.
    fn is_unknown(&self) -> bool {
        matches!(self, Spelling::Representation(_))
    }
}

fn named<'a>(path: &'a TypePath, ty: &'a Type) -> Option<Spelling<'a>> {
    let last = path.path.segments.last()?;
    if path.qself.is_some() || !last.arguments.is_none() {
        return None;
    }
    let means = CName::of(&last.ident.to_string())?;
    let name = &last.ident;
    Some(Spelling::Named(Named { name, ty, means }))
}

/// `Ptr<T>` and its relatives, and `Option<fn(..)>`.
fn generic<'a>(path: &'a TypePath, ty: &'a Type) -> Option<Spelling<'a>> {
    let (name, argument) = argument(path)?;
    match name.to_string().as_str() {
        "Ptr" | "NonNull" => pointed(false, argument),
        "ConstPtr" => pointed(true, argument),
        "FlexArray" | "Array" => known(argument).map(|item| Spelling::Items { ty, item }),
        "Option" => match argument {
            Type::FnPtr(function) => callback(function),
            Type::Path(path) => nonnull(path),
            _ => None,
        },
        _ => None,
    }
}

/// The last word of a path, and its first argument.
fn argument(path: &TypePath) -> Option<(&Ident, &Type)> {
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(Type::Group(group)) => Some((&last.ident, &group.elem)),
        GenericArgument::Type(argument) => Some((&last.ident, argument)),
        _ => None,
    }
}

/// The `NonNull<T>` in an `Option`.
fn nonnull(path: &TypePath) -> Option<Spelling<'_>> {
    let (name, pointee) = argument(path)?;
    (name == "NonNull").then(|| pointed(false, pointee))?
}

fn pointed(constant: bool, pointee: &Type) -> Option<Spelling<'_>> {
    let pointee = known(pointee)?;
    Some(Spelling::Pointer { constant, pointee })
}

/// A type inside of another, if its tokens say more than the compiler knows of the whole.
fn known(inner: &Type) -> Option<Box<Spelling<'_>>> {
    let inner = Spelling::of(inner);
    (!inner.is_unknown()).then(|| Box::new(inner))
}

/// A function of C's own calling convention, if its tokens say more than its trait.
fn callback(function: &TypeFnPtr) -> Option<Spelling<'_>> {
    let is_c = match &function.abi {
        Some(abi) => abi.name.as_ref().is_none_or(|name| name.value() == "C"),
        None => false,
    };
    if !is_c || function.variadic.is_some() || function.lifetimes.is_some() {
        return None;
    }
    let params = function.inputs.iter().map(|param| {
        let name = param.name.as_ref().map(|(name, _)| name);
        (name.filter(|name| *name != "_"), Spelling::of(&param.ty))
    });
    let params: Vec<_> = params.collect();
    let result = match &function.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            ty => Some(Box::new(Spelling::of(ty))),
        },
    };
    let says_nothing = (params.iter()).all(|(name, param)| name.is_none() && param.is_unknown())
        && result.as_ref().is_none_or(|result| result.is_unknown());
    (!says_nothing).then_some(Spelling::Callback { params, result })
}
