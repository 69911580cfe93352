//! What is not compared, and why: each is in the README.

use super::call::Mode;
use super::{Case, Skip};
use crate::compiler::Compiler;
use lltype::{Kind, Scalar, Target, Type};

/// Why a signature is not compiled by a compiler.
#[must_use]
pub fn of(case: &Case, compiler: &Compiler) -> Option<Skip> {
    let params = case.prototype.params().map(|param| param.ty);
    let types = params.chain(case.more.iter().cloned());
    let mut types = types.chain([case.prototype.result()]);
    types.find_map(|ty| of_type(&ty, compiler)).map(Skip::new)
}

fn of_type(ty: &Type, compiler: &Compiler) -> Option<&'static str> {
    let is_gcc = !compiler.command.contains("clang");
    match ty.kind() {
        Kind::Vector(vector) if is_gcc && vector.item == Scalar::Double && vector.lanes == 1 => {
            Some("GCC passes a vector of one `double` in memory")
        }
        Kind::Array { item, .. } => of_type(&item, compiler),
        Kind::Record(record) => record.fields().find_map(|field| of_type(&field.ty, compiler)),
        _ => None,
    }
}

/// Why a signature is not called one way.
///
/// # Errors
/// It is not.
pub fn of_mode(case: &Case, mode: Mode) -> Result<(), Skip> {
    match mode {
        Mode::Callbacks if case.signature.more.is_some() => {
            Err(Skip::new("callbacks are not variadic"))
        }
        _ => Ok(()),
    }
}
