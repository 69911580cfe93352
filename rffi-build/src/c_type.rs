//! [`CType`]: how C spells a type, as far as its tokens in Rust tell.

use llexternal_syntax::Place;
use lltype::Type as LowLevel;
use syn::Type;

use crate::c_names::CNames;
use crate::form::Form;

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
        Ok(match Form::of(ty) {
            Form::Inside(inner) => return Self::of(inner, names),
            Form::Known(known, place) => CType::Plain(known_type(&known, place)),
            Form::Primitive(primitive) => CType::Plain(without_header(&primitive)),
            Form::Pointer { pointee, constant } => match Self::of(pointee, names) {
                Ok(pointee) => pointee.pointer(constant),
                Err(_) => CType::AnyPointer { constant },
            },
            Form::Array { item, length } => {
                let length = length.map(|length| length.to_string());
                CType::Array(Box::new(Self::of(item, names)?), length.unwrap_or_default())
            }
            Form::Callback { params, result } => {
                let params = params.iter().map(|param| Self::of(param, names));
                CType::Callback {
                    params: params.collect::<Result<_, _>>()?,
                    result: Box::new(match result {
                        Some(result) => Self::of(result, names)?,
                        None => CType::Plain(Self::VOID.to_owned()),
                    }),
                }
            }
            Form::Named(ident) => {
                let c_name = names.get(ident).ok_or_else(|| unknown(ty))?;
                CType::Plain(c_name.to_owned())
            }
            Form::Items(_) | Form::Unknown => return Err(unknown(ty)),
        })
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

/// What C calls a type that has a name.
fn known_type(ty: &LowLevel, place: Place) -> String {
    match place {
        Place::Itself => ty.to_string(),
        Place::PointerTo => format!("{ty} *"),
        Place::PointerToConst => format!("const {ty} *"),
    }
}

/// What C calls a number of Rust: for `int32_t` the compiler's own word, which needs no header.
fn without_header(ty: &LowLevel) -> String {
    let name = ty.to_string();
    match name.strip_suffix("_t") {
        Some(word) => format!("__{}_TYPE__", word.to_uppercase()),
        None => name,
    }
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
            // As any pointer to a function pointer.
            ("Ptr<Option<extern \"C\" fn(Unknown)>>", "void * x"),
            ("[(INT); (3)]", "int x[3]"),
            ("[INT; COUNT]", "int x[]"),
            ("usize", "__UINTPTR_TYPE__ x"),
            ("Ptr<c_void>", "void * x"),
            ("i128", "__int128 x"),
            ("LONGDOUBLE", "long double x"),
            ("Complex<f64>", "double _Complex x"),
        ] {
            assert_eq!(c(rust), expected, "{rust}");
        }
        assert!(c("Unknown").starts_with("rffi-build cannot tell what C calls `Unknown`"));
    }
}
