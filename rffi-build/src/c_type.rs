//! [`CType`]: how C spells a type, as far as its tokens in Rust tell.

use llexternal_syntax::{CName, Place, Spelling, wide};
use lltype::Type as LowLevel;
use syn::{GenericArgument, Ident, PathArguments, PointerMutability, ReturnType, Type, TypeFnPtr};

use crate::c_names::CNames;

/// A type in C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CType {
    /// What stands before the name of what is declared.
    Plain(String),
    /// `Type [length]`; the length is empty where C is not told.
    Array(Box<CType>, String),
    /// A pointer to what C cannot name, through any number of pointers: C converts from and to
    /// `void *`, not `void **`.
    AnyPointer { constant: bool },
    /// A pointer to a function.
    Callback {
        params: Vec<CType>,
        result: Box<CType>,
    },
}

impl CType {
    pub(crate) const VOID: &str = "void";
    const VOIDP: &str = "void *";
    const CONST_VOIDP: &str = "const void *";

    /// Reads the tokens of a type. The error is for the user.
    pub(crate) fn of(ty: &Type, names: &CNames) -> Result<CType, String> {
        if let Some(c) = wide(ty) {
            return Ok(CType::Plain(c.to_owned()));
        }
        Self::spelled(&Spelling::of(ty), names)
    }

    fn spelled(spelling: &Spelling<'_>, names: &CNames) -> Result<CType, String> {
        match spelling {
            Spelling::Named(named) => Ok(CType::Plain(named_type(named.means))),
            Spelling::Pointer { constant, pointee } => {
                Ok(Self::spelled(pointee, names)?.pointer(*constant))
            }
            Spelling::Array { item, length } => {
                let item = Self::spelled(item, names)?;
                Ok(CType::Array(Box::new(item), c_length(length)))
            }
            Spelling::Callback { params, result } => {
                let params = params.iter();
                let params = params.map(|(_, param)| Self::spelled(param, names));
                let result = match result {
                    Some(result) => Self::spelled(result, names)?,
                    None => CType::Plain(Self::VOID.to_owned()),
                };
                Ok(CType::Callback {
                    params: params.collect::<Result<_, _>>()?,
                    result: Box::new(result),
                })
            }
            Spelling::Representation(ty) | Spelling::Items { ty, .. } => {
                Self::represented(ty, names)
            }
        }
    }

    /// What is not a name of `rffi`: Rust's numbers, pointers to types of the package, the types.
    fn represented(ty: &Type, names: &CNames) -> Result<CType, String> {
        match ty {
            Type::Group(group) => Self::of(&group.elem, names),
            Type::Paren(paren) => Self::of(&paren.elem, names),
            Type::Array(array) => {
                let item = Self::of(&array.elem, names)?;
                Ok(CType::Array(Box::new(item), c_length(&array.len)))
            }
            Type::FnPtr(function) if is_c(function) => Self::function(function, names),
            Type::Ptr(pointer) => {
                let constant = matches!(pointer.mutability, PointerMutability::Const(_));
                Ok(Self::pointer_to(&pointer.elem, constant, names))
            }
            Type::Path(path) => {
                let last = path.path.segments.last().ok_or_else(|| unknown(ty))?;
                if let PathArguments::AngleBracketed(arguments) = &last.arguments {
                    return match (last.ident.to_string().as_str(), arguments.args.first()) {
                        ("Ptr" | "NonNull", Some(GenericArgument::Type(pointee))) => {
                            Ok(Self::pointer_to(pointee, false, names))
                        }
                        ("ConstPtr", Some(GenericArgument::Type(pointee))) => {
                            Ok(Self::pointer_to(pointee, true, names))
                        }
                        ("Option", Some(GenericArgument::Type(inner))) => Self::of(inner, names),
                        _ => Err(unknown(ty)),
                    };
                }
                Self::named(&last.ident, names).ok_or_else(|| unknown(ty))
            }
            _ => Err(unknown(ty)),
        }
    }

    /// A function pointer, whose tokens say as much as the compiler knows.
    fn function(function: &TypeFnPtr, names: &CNames) -> Result<CType, String> {
        let params = function.inputs.iter();
        let params = params.map(|param| Self::of(&param.ty, names));
        let result = match &function.output {
            ReturnType::Type(_, ty) if !is_unit(ty) => Self::of(ty, names)?,
            _ => CType::Plain(Self::VOID.to_owned()),
        };
        Ok(CType::Callback {
            params: params.collect::<Result<_, _>>()?,
            result: Box::new(result),
        })
    }

    fn named(ident: &Ident, names: &CNames) -> Option<CType> {
        let known = primitive(ident).or_else(|| names.get(ident));
        known.map(|c| CType::Plain(c.to_owned()))
    }

    fn pointer_to(ty: &Type, constant: bool, names: &CNames) -> CType {
        match Self::of(ty, names) {
            Ok(pointee) => pointee.pointer(constant),
            Err(_) => CType::AnyPointer { constant },
        }
    }

    /// A pointer to it.
    fn pointer(self, constant: bool) -> CType {
        match self {
            CType::Plain(text) => CType::Plain(match (constant, text.ends_with('*')) {
                (false, _) => format!("{text} *"),
                (true, true) => format!("{text} const *"),
                (true, false) if text.starts_with("const ") => format!("{text} *"),
                (true, false) => format!("const {text} *"),
            }),
            // As in an array: its address is that of its first item.
            CType::Array(item, _) => item.pointer(constant),
            CType::AnyPointer { .. } => CType::AnyPointer { constant },
            CType::Callback { .. } => CType::Plain(Self::VOIDP.to_owned()),
        }
    }

    /// A declaration of `name` with this type.
    pub(crate) fn declare(&self, name: &str) -> String {
        match self {
            CType::Plain(text) if name.is_empty() => text.clone(),
            CType::Plain(text) => format!("{text} {name}"),
            CType::AnyPointer { constant } => {
                let text = if *constant {
                    Self::CONST_VOIDP
                } else {
                    Self::VOIDP
                };
                CType::Plain(text.to_owned()).declare(name)
            }
            CType::Array(item, length) => item.declare(&format!("{name}[{length}]")),
            CType::Callback { params, result } => {
                let params: Vec<String> = params.iter().map(|param| param.declare("")).collect();
                let params = match params.is_empty() {
                    true => Self::VOID.to_owned(),
                    false => params.join(", "),
                };
                result.declare(&format!("(*{name})({params})"))
            }
        }
    }

    /// Whether C must be told to convert to it: from the pointer that a macro gives.
    pub(crate) fn is_pointer_to_anything(&self) -> bool {
        match self {
            CType::Plain(text) => text == Self::VOIDP || text == Self::CONST_VOIDP,
            CType::AnyPointer { .. } => true,
            CType::Array(..) | CType::Callback { .. } => false,
        }
    }

    /// A type of the same size that needs no header; none if C's own words do not tell it.
    pub(crate) fn of_its_size(&self) -> Option<&str> {
        const WORDS: [&str; 11] = [
            "char", "short", "int", "long", "signed", "unsigned", "float", "double", "_Bool",
            "_Complex", "const",
        ];
        // `__INT32_TYPE__` is the compiler's.
        let is_word = |word: &str| WORDS.contains(&word) || word.starts_with("__");
        match self {
            CType::Plain(text) if text.ends_with('*') => Some(Self::VOIDP),
            CType::Plain(text) => text.split(' ').all(is_word).then_some(text),
            CType::AnyPointer { .. } | CType::Callback { .. } => Some(Self::VOIDP),
            CType::Array(..) => None,
        }
    }
}

/// Whether a function pointer is one of C's own convention.
fn is_c(function: &TypeFnPtr) -> bool {
    let abi = function.abi.as_ref();
    let name = abi.and_then(|abi| abi.name.as_ref());
    let is_c = name.is_none_or(|name| ["C", "C-unwind"].contains(&name.value().as_str()));
    abi.is_some() && is_c && function.variadic.is_none()
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The length of an array in C; none for one that only Rust knows.
fn c_length(length: &syn::Expr) -> String {
    let literal = match length {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(literal) => literal.base10_parse::<u64>().ok(),
            _ => None,
        },
        _ => None,
    };
    literal.map(|length| length.to_string()).unwrap_or_default()
}

/// What C calls a type that has a name.
fn named_type(name: CName) -> String {
    let mut all = rffi::private::spelled::ALL.iter();
    let known = all.find(|(known, _)| *known == name.key);
    let text = known.map_or(String::new(), |(_, desc)| {
        LowLevel::from_desc(desc).to_string()
    });
    match name.place {
        Place::Itself => text,
        Place::PointerTo => format!("{text} *"),
        Place::PointerToConst => format!("const {text} *"),
    }
}

/// What C calls a number of Rust. Names that need no header.
fn primitive(ident: &Ident) -> Option<&'static str> {
    const PRIMITIVES: [(&str, &str); 14] = [
        ("i8", "__INT8_TYPE__"),
        ("u8", "__UINT8_TYPE__"),
        ("i16", "__INT16_TYPE__"),
        ("u16", "__UINT16_TYPE__"),
        ("i32", "__INT32_TYPE__"),
        ("u32", "__UINT32_TYPE__"),
        ("i64", "__INT64_TYPE__"),
        ("u64", "__UINT64_TYPE__"),
        ("isize", "__INTPTR_TYPE__"),
        ("usize", "__UINTPTR_TYPE__"),
        ("bool", "_Bool"),
        ("f32", "float"),
        ("f64", "double"),
        ("c_void", "void"),
    ];
    let known = PRIMITIVES.iter().find(|(name, _)| ident == name);
    known.map(|(_, c)| *c)
}

/// A type in Rust, for messages.
pub(crate) fn shown(ty: &Type) -> String {
    quote::quote!(#ty).to_string().replace(' ', "")
}

fn unknown(ty: &Type) -> String {
    let shown = shown(ty);
    format!(
        "rffi-build cannot tell what C calls `{shown}`: write a name of `rffi`, a number of Rust, a \
         pointer, or a type of this package that derives `CStruct` or `CEnum`"
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::declared::Declared;

    fn c(tokens: &str) -> String {
        let mut declared = Declared::default();
        declared.read_opaques("pub struct File = \"FILE\";".parse().unwrap());
        let tm: syn::ItemStruct =
            syn::parse_str("#[repr(C)] #[derive(Debug, lltype::CStruct)] struct Tm { a: i32 }")
                .unwrap();
        declared.read_record(&tm.attrs, &tm, &Path::new("lib.rs").into());
        let ty = syn::parse_str(tokens).unwrap();
        CType::of(&ty, declared.c_names()).map_or_else(|error| error, |ty| ty.declare("x"))
    }

    #[test]
    fn types_are_spelled_as_in_c() {
        for (rust, expected) in [
            ("INT", "int x"),
            ("rffi::SIZE_T", "size_t x"),
            ("CONST_CCHARP", "const char * x"),
            ("*const LONG", "const long * x"),
            ("ConstPtr<CCHARP>", "char * const * x"),
            ("*const *const u8", "const __UINT8_TYPE__ * const * x"),
            ("Ptr<File>", "FILE * x"),
            ("Option<NonNull<File>>", "FILE * x"),
            ("Ptr<Unknown>", "void * x"),
            // C converts no `void **`.
            ("Ptr<Ptr<Unknown>>", "void * x"),
            ("*const *mut Unknown", "const void * x"),
            ("[Ptr<Unknown>; 2]", "void * x[2]"),
            ("Ptr<VOIDP>", "void * * x"),
            ("Tm", "struct Tm x"),
            ("[Tm; 3]", "struct Tm x[3]"),
            (
                "Option<unsafe extern \"C\" fn(INT, Ptr<Tm>)>",
                "void (*x)(int, struct Tm *)",
            ),
            ("LONGDOUBLE", "long double x"),
            ("Complex<f64>", "double _Complex x"),
        ] {
            assert_eq!(c(rust), expected, "{rust}");
        }
        assert!(c("Unknown").starts_with("rffi-build cannot tell what C calls `Unknown`"));
    }
}
