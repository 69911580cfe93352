//! [`Ty`]: a type as bindgen writes it, in this project's terms.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeFnPtr, TypePath};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ty {
    /// A type of C's by rffi's name: `INT`.
    C(&'static str),
    /// A type of the header, by bindgen's name.
    Named(String),
    Void,
    Pointer {
        constant: bool,
        to: Box<Ty>,
    },
    Array(Box<Ty>, String),
    /// An array without a length, at the end of a struct.
    Flex(Box<Ty>),
    Callback(Box<Callback>),
    /// A wide number, of which bindgen does not say what it is.
    Wide,
    /// Nothing that Rust has, with the reason.
    Unknown(String),
}

/// `Option<unsafe extern "C" fn(..) -> ..>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Callback {
    pub(super) params: Vec<(Option<String>, Ty)>,
    pub(super) result: Ty,
    pub(super) variadic: bool,
    pub(super) abi: String,
}

/// bindgen's names for C's types, and Rust's for those of `stdint.h`.
const NAMES: [(&str, &str); 24] = [
    ("c_char", "CHAR"),
    ("c_schar", "SIGNEDCHAR"),
    ("c_uchar", "UCHAR"),
    ("c_short", "SHORT"),
    ("c_ushort", "USHORT"),
    ("c_int", "INT"),
    ("c_uint", "UINT"),
    ("c_long", "LONG"),
    ("c_ulong", "ULONG"),
    ("c_longlong", "LONGLONG"),
    ("c_ulonglong", "ULONGLONG"),
    ("c_float", "FLOAT"),
    ("c_double", "DOUBLE"),
    ("bool", "BOOL"),
    ("i8", "INT8_T"),
    ("u8", "UINT8_T"),
    ("i16", "INT16_T"),
    ("u16", "UINT16_T"),
    ("i32", "INT32_T"),
    ("u32", "UINT32_T"),
    ("i64", "INT64_T"),
    ("u64", "UINT64_T"),
    ("isize", "PTRDIFF_T"),
    ("usize", "UINTPTR_T"),
];

impl Ty {
    /// `void *`
    pub(super) fn void_pointer() -> Ty {
        Ty::Pointer {
            constant: false,
            to: Box::new(Ty::Void),
        }
    }

    /// Reads bindgen's type.
    pub(super) fn of(ty: &Type) -> Ty {
        match ty {
            Type::Path(path) => of_path(path),
            Type::Ptr(pointer) => Ty::Pointer {
                constant: matches!(pointer.mutability, syn::PointerMutability::Const(_)),
                to: Box::new(Ty::of(&pointer.elem)),
            },
            Type::Array(array) => {
                let length = array.len.to_token_stream().to_string();
                let length = length.trim_end_matches("usize").to_owned();
                Ty::Array(Box::new(Ty::of(&array.elem)), length)
            }
            Type::FnPtr(function) => of_function(function),
            Type::Never(_) => Ty::Void,
            Type::Tuple(tuple) if tuple.elems.is_empty() => Ty::Void,
            Type::Paren(paren) => Ty::of(&paren.elem),
            Type::Group(group) => Ty::of(&group.elem),
            other => unknown(&other.to_token_stream()),
        }
    }

    /// The type of a result.
    pub(super) fn of_result(result: &ReturnType) -> Ty {
        match result {
            ReturnType::Default => Ty::Void,
            ReturnType::Type(_, ty) => Ty::of(ty),
        }
    }

    /// Every type in it. `true` is told where its size counts.
    pub(super) fn walk(&self, by_value: bool, found: &mut impl FnMut(&Ty, bool)) {
        found(self, by_value);
        match self {
            Ty::Pointer { to, .. } => to.walk(false, found),
            Ty::Array(item, _) | Ty::Flex(item) => item.walk(by_value, found),
            Ty::Callback(callback) => {
                let params = callback.params.iter().map(|(_, ty)| ty);
                for ty in params.chain([&callback.result]) {
                    ty.walk(true, found);
                }
            }
            _ => {}
        }
    }
}

fn unknown(tokens: &TokenStream) -> Ty {
    Ty::Unknown(format!("bindgen has `{tokens}` for its type"))
}

fn of_path(path: &TypePath) -> Ty {
    let Some(last) = path.path.segments.last() else {
        return unknown(&path.to_token_stream());
    };
    let name = last.ident.to_string();
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
            return unknown(&path.to_token_stream());
        };
        return of_generic(&name, inner, path);
    }
    if let Some((_, c)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ty::C(c);
    }
    match name.as_str() {
        "c_void" => Ty::Void,
        // Rust's own numbers for `float` and `double` are not asked for: these stand for `long double`.
        "u128" | "f64" | "f32" => Ty::Wide,
        "i128" => Ty::C("__INT128_T"),
        "__BindgenFloat16" => Ty::Unknown("`_Float16` has no name in `rffi`".to_owned()),
        _ => Ty::Named(name),
    }
}

fn of_generic(name: &str, inner: &Type, path: &TypePath) -> Ty {
    let inner = Ty::of(inner);
    match (name, &inner) {
        ("Option" | "ManuallyDrop", _) => inner,
        ("__IncompleteArrayField", _) => Ty::Flex(Box::new(inner)),
        ("__BindgenComplex", Ty::C("FLOAT")) => Ty::C("FLOAT_COMPLEX"),
        ("__BindgenComplex", Ty::C("DOUBLE")) => Ty::C("DOUBLE_COMPLEX"),
        ("__BindgenComplex", Ty::Wide) => Ty::C("LONGDOUBLE_COMPLEX"),
        _ => unknown(&path.to_token_stream()),
    }
}

fn of_function(function: &TypeFnPtr) -> Ty {
    let params = function.inputs.iter().map(|param| {
        let name = param.name.as_ref().map(|(name, _)| name.to_string());
        (name, Ty::of(&param.ty))
    });
    let abi = function.abi.as_ref().and_then(|abi| abi.name.as_ref());
    Ty::Callback(Box::new(Callback {
        params: params.collect(),
        result: Ty::of_result(&function.output),
        variadic: function.variadic.is_some(),
        abi: abi.map_or_else(|| "C".to_owned(), syn::LitStr::value),
    }))
}
