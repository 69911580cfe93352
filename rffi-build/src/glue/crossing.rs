//! How values cross between Rust and the glue.

use cdef::{TypeShape, TypeView};
use lltype::Scalar;

/// How a value crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// In registers, as Rust and C agree on every target.
    Value,
    /// Behind a pointer: Rust cannot spell the type, or not the layout that it is passed by.
    Pointer,
}

/// How values of a type cross. It depends on no target.
pub(super) fn crossing(ty: TypeView<'_>) -> Crossing {
    match ty.unaliased() {
        TypeShape::Scalar(scalar) if is_plain(scalar) => Crossing::Value,
        TypeShape::Scalar(_)
        | TypeShape::Record(_)
        | TypeShape::Vector(_)
        | TypeShape::Opaque(_) => Crossing::Pointer,
        _ => Crossing::Value,
    }
}

/// Whether Rust passes it as C does.
pub(super) fn is_plain(scalar: Scalar) -> bool {
    use Scalar::{
        BFloat16, DoubleComplex, Float16, Float16Complex, Float128, Float128Complex, FloatComplex,
        Int128, LongDouble, LongDoubleComplex, UInt128,
    };
    !matches!(
        scalar,
        BFloat16
            | DoubleComplex
            | Float16
            | Float16Complex
            | Float128
            | Float128Complex
            | FloatComplex
            | Int128
            | LongDouble
            | LongDoubleComplex
            | UInt128
    )
}
