//! [`Form`]: what the tokens of a type say that it is in C.

use llexternal_syntax::{CName, Place, wide};
use lltype::{Scalar, Type as LowLevel};
use syn::{
    Expr, GenericArgument, Ident, PathArguments, PointerMutability, ReturnType, Type, TypeFnPtr,
    TypePath, UnOp,
};

use crate::import::word;

/// A type by its tokens, one step into it.
pub(crate) enum Form<'t> {
    /// In brackets, or an `Option`: what is inside.
    Inside(&'t Type),
    /// What `rffi`, `core::ffi` or `libc` has a name for: the type, or a pointer to it.
    Known(LowLevel, Place),
    /// A number of Rust's own, or `c_void`.
    Primitive(LowLevel),
    Pointer {
        pointee: &'t Type,
        constant: bool,
    },
    Array {
        item: &'t Type,
        /// None for one that only Rust knows.
        length: Option<u64>,
    },
    /// `FlexArray<T>`: items that only the program counts.
    Items(&'t Type),
    /// A pointer to a function of C's own convention.
    Callback {
        params: Vec<&'t Type>,
        /// None for `void`.
        result: Option<&'t Type>,
    },
    /// What the package may declare.
    Named(&'t Ident),
    /// Nothing that tokens explain.
    Unknown,
}

impl<'t> Form<'t> {
    pub(crate) fn of(ty: &'t Type) -> Self {
        if let Some(scalar) = wide(ty).and_then(Scalar::from_c_name) {
            return Form::Known(scalar.into(), Place::Itself);
        }
        match ty {
            Type::Group(group) => Form::Inside(&group.elem),
            Type::Paren(paren) => Form::Inside(&paren.elem),
            Type::Array(array) => Form::Array {
                item: &array.elem,
                length: integer(&array.len).and_then(|length| length.try_into().ok()),
            },
            Type::Ptr(pointer) => Form::Pointer {
                pointee: &pointer.elem,
                constant: matches!(pointer.mutability, PointerMutability::Const(_)),
            },
            Type::FnPtr(function) if is_c(function) => Self::callback(function),
            Type::Path(path) if path.qself.is_none() => Self::path(path),
            _ => Form::Unknown,
        }
    }

    fn callback(function: &'t TypeFnPtr) -> Self {
        Form::Callback {
            params: function.inputs.iter().map(|param| &param.ty).collect(),
            result: match &function.output {
                ReturnType::Type(_, ty) if !is_unit(ty) => Some(ty),
                _ => None,
            },
        }
    }

    fn path(path: &'t TypePath) -> Self {
        let Some(last) = path.path.segments.last() else {
            return Form::Unknown;
        };
        match &last.arguments {
            PathArguments::None => Self::name(&last.ident),
            PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(GenericArgument::Type(argument)) => Self::generic(&last.ident, argument),
                _ => Form::Unknown,
            },
            PathArguments::Parenthesized(_) => Form::Unknown,
        }
    }

    fn name(ident: &'t Ident) -> Self {
        let name = word(ident);
        if let Some(c_name) = CName::of(&name) {
            let mut all = rffi::private::spelled::ALL.iter();
            let known = all.find(|(known, _)| *known == c_name.key);
            return match known {
                Some((_, desc)) => Form::Known(LowLevel::from_desc(desc), c_name.place),
                None => Form::Unknown,
            };
        }
        primitive(&name).map_or(Form::Named(ident), Form::Primitive)
    }

    fn generic(ident: &Ident, argument: &'t Type) -> Self {
        let pointer = |constant| Form::Pointer {
            pointee: argument,
            constant,
        };
        match word(ident).as_str() {
            "Ptr" | "NonNull" => pointer(false),
            "ConstPtr" => pointer(true),
            "Option" => Form::Inside(argument),
            "FlexArray" => Form::Items(argument),
            _ => Form::Unknown,
        }
    }
}

fn is_c(function: &TypeFnPtr) -> bool {
    let is_c = function.abi.as_ref().is_some_and(|abi| {
        let name = abi.name.as_ref();
        name.is_none_or(|name| ["C", "C-unwind"].contains(&name.value().as_str()))
    });
    is_c && function.variadic.is_none()
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// Rust's own numbers, and `c_void`.
pub(crate) fn primitive(name: &str) -> Option<LowLevel> {
    Some(LowLevel::from(match name {
        "i8" => Scalar::Int8,
        "u8" => Scalar::UInt8,
        "i16" => Scalar::Int16,
        "u16" => Scalar::UInt16,
        "i32" => Scalar::Int32,
        "u32" => Scalar::UInt32,
        "i64" => Scalar::Int64,
        "u64" => Scalar::UInt64,
        "i128" => Scalar::Int128,
        "u128" => Scalar::UInt128,
        "isize" => Scalar::IntPtr,
        "usize" => Scalar::UIntPtr,
        "bool" => Scalar::Bool,
        "f32" => Scalar::Float,
        "f64" => Scalar::Double,
        "c_void" => return Some(LowLevel::VOID),
        _ => return None,
    }))
}

/// The value of a literal.
pub(crate) fn integer(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => Some(-integer(&unary.expr)?),
        Expr::Group(group) => integer(&group.expr),
        Expr::Paren(paren) => integer(&paren.expr),
        _ => None,
    }
}
