//! Types of C in the words of Rust.

use cdef::{FunctionView, TypeShape, TypeView};
use lltype::{Convention, Qualifiers, Scalar};

use super::RustWriter;
use super::names::ident;
use crate::glue::crossing::{Crossing, crossing};

/// The most parameters that `llexternal!` and function pointers have.
pub(super) const MOST_PARAMS: usize = 16;

impl<'c> RustWriter<'_, 'c> {
    /// A type of a member, a parameter or a result. The error says what Rust has no word for.
    pub(super) fn ty(&self, ty: TypeView<'c>) -> Result<String, String> {
        match ty.shape() {
            TypeShape::Scalar(scalar) => scalar_name(scalar),
            TypeShape::Pointer(to) => Ok(self.pointer(to)),
            TypeShape::Array {
                item,
                length: Some(length),
                ..
            } => Ok(format!("[{}; {length}]", self.ty(item)?)),
            TypeShape::Record(record) => match self.names.of_record(record) {
                Some(name) => Ok(name.to_owned()),
                None => Err("a struct without a name".to_owned()),
            },
            TypeShape::Enum(found) => match found.name() {
                Some(name) => Ok(self.names.enumeration(&name)),
                None => scalar_name(found.base()),
            },
            TypeShape::Typedef { name, of } => {
                // What cannot be said has no name, either.
                let known = self.ty(of)?;
                Ok(match is_in_capitals(name) {
                    // `llexternal!` would take it for a name of rffi's, which may be another type.
                    true => known,
                    false => ident(name),
                })
            }
            TypeShape::Opaque(name) => Ok(self.names.of_opaque(name)),
            _ => Err(format!("`{}`, for which Rust has no word", ty.declared(""))),
        }
    }

    /// A pointer to a type; one to what Rust has no word for is a `void *`.
    fn pointer(&self, to: TypeView<'c>) -> String {
        let is_const = to.qualifiers().contains(Qualifiers::CONST);
        match to.unaliased() {
            TypeShape::Function(function) => return self.callback(&function),
            // As the address of its first item.
            TypeShape::Array {
                item, length: None, ..
            } => return self.pointer(item),
            _ => {}
        }
        let name = if is_const { "ConstPtr" } else { "Ptr" };
        match self.ty(to) {
            Ok(pointee) => format!("::rffi::{name}<{pointee}>"),
            Err(_) if is_const => "::rffi::CONST_VOIDP".to_owned(),
            Err(_) => "::rffi::VOIDP".to_owned(),
        }
    }

    /// A function pointer. One of a type that Rust cannot call is there to be cast.
    pub(super) fn callback(&self, function: &FunctionView<'c>) -> String {
        let known = self.callback_type(function);
        let known = known.unwrap_or_else(|_| "unsafe extern \"C\" fn()".to_owned());
        format!("::core::option::Option<{known}>")
    }

    fn callback_type(&self, function: &FunctionView<'c>) -> Result<String, String> {
        let is_plain = |ty: TypeView<'c>| {
            let is_void = matches!(ty.unaliased(), TypeShape::Void);
            is_void || crossing(ty) == Crossing::Value
        };
        let mut types = function.params().map(|(_, ty)| ty);
        let is_ours = function.convention() == Convention::C
            && !function.is_variadic()
            && function.params().len() <= MOST_PARAMS
            && is_plain(function.result())
            && types.all(is_plain);
        if !is_ours {
            return Err("a function that Rust cannot call".to_owned());
        }
        let params: Result<Vec<String>, String> =
            function.params().map(|(_, ty)| self.ty(ty)).collect();
        let result = self.result(function.result())?;
        Ok(format!(
            "unsafe extern \"C\" fn({}){result}",
            params?.join(", ")
        ))
    }

    /// ` -> T`, or nothing for `void`.
    pub(super) fn result(&self, ty: TypeView<'c>) -> Result<String, String> {
        match ty.unaliased() {
            TypeShape::Void => Ok(String::new()),
            _ => Ok(format!(" -> {}", self.ty(ty)?)),
        }
    }
}

/// Whether a name looks like those of rffi: `LONG`, `INT_real`.
fn is_in_capitals(name: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.trim_end_matches("real").chars().all(is_capital)
}

/// What Rust calls a number of C.
pub(super) fn scalar_name(scalar: Scalar) -> Result<String, String> {
    let name = match scalar {
        Scalar::Bool => "BOOL",
        Scalar::Char => "CHAR",
        Scalar::SChar => "SIGNEDCHAR",
        Scalar::UChar => "UCHAR",
        Scalar::Short => "SHORT",
        Scalar::UShort => "USHORT",
        Scalar::Int => "INT",
        Scalar::UInt => "UINT",
        Scalar::Long => "LONG",
        Scalar::ULong => "ULONG",
        Scalar::LongLong => "LONGLONG",
        Scalar::ULongLong => "ULONGLONG",
        Scalar::Int128 => "__INT128_T",
        Scalar::UInt128 => "__UINT128_T",
        Scalar::Float => "FLOAT",
        Scalar::Double => "DOUBLE",
        Scalar::LongDouble => "LONGDOUBLE",
        Scalar::FloatComplex => "FLOAT_COMPLEX",
        Scalar::DoubleComplex => "DOUBLE_COMPLEX",
        Scalar::LongDoubleComplex => "LONGDOUBLE_COMPLEX",
        Scalar::Char16 => return Ok("::core::primitive::u16".to_owned()),
        Scalar::Char32 => return Ok("::core::primitive::u32".to_owned()),
        Scalar::Float16
        | Scalar::Float128
        | Scalar::Float16Complex
        | Scalar::Float128Complex
        | Scalar::BFloat16 => {
            return Err(format!("`{scalar}`, for which Rust has no word"));
        }
        // The others are typedefs of C's own library, in capitals.
        other => return Ok(format!("::rffi::{}", other.c_name().to_uppercase())),
    };
    Ok(format!("::rffi::{name}"))
}
