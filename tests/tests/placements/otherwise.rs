//! What compilers do otherwise than the ABI says, or than each other.

use llcall::{Argument, Extension, Passing, Place, Placement};
use lltype::{ArrayLength, Kind, Scalar, Target, Type};

use crate::call::Call;

/// Every call is compared.
pub(crate) fn nothing(_: &Call, _: &Placement) -> bool {
    false
}

/// Placements are as they are.
pub(crate) fn unchanged(_: &mut Placement) {}

/// Clang for RISC-V does not extend narrow integers on the stack; it also reads no more than them.
pub(crate) fn not_extended_on_stack(placement: &mut Placement) {
    for argument in &mut placement.arguments {
        if let Passing::Direct(pieces) = &mut argument.passing {
            let on_stack = pieces
                .iter_mut()
                .filter(|piece| matches!(piece.place, Place::Stack(_)));
            on_stack.for_each(|piece| piece.extension = Extension::None);
        }
    }
}

/// What is still to be settled for System V: vectors of one number, of less than 8 and of more than 16
/// bytes, arrays of no items, bits without a name.
pub(crate) fn gcc_x86_64(call: &Call, _: &Placement) -> bool {
    let result = call.prototype.result();
    let mut types = call.arguments().into_iter().chain([result]);
    types.any(|ty| is_odd(&ty))
}

/// Clang before 18 also splits `__int128` between the last register and the stack.
pub(crate) fn clang_x86_64(call: &Call, placement: &Placement) -> bool {
    let is_split = |argument: &Argument| {
        let is_int128 = matches!(
            argument.ty.kind(),
            Kind::Scalar(Scalar::Int128 | Scalar::UInt128)
        );
        let mut places = argument.passing.places();
        is_int128 && places.any(|place| matches!(place, Place::Stack(_)))
    };
    gcc_x86_64(call, placement) || placement.arguments.iter().any(is_split)
}

fn is_odd(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Vector(vector) => {
            let size = Target::HOST.sizeof(ty).unwrap();
            vector.lanes == 1 || !matches!(size, 8 | 16)
        }
        Kind::Array { item, length, .. } => length == ArrayLength::Fixed(0) || is_odd(&item),
        Kind::Record(record) => record.fields().any(|field| {
            let is_padding = field.bits.is_some_and(|width| width > 0) && field.name.is_none();
            is_padding || is_odd(&field.ty)
        }),
        _ => false,
    }
}

/// Clang 14 reads a number behind packed bits where it would be without the attribute.
pub(crate) fn clang_riscv64(_: &Call, placement: &Placement) -> bool {
    let is_packed = |argument: &Argument| match &argument.passing {
        Passing::Direct(pieces) => pieces
            .iter()
            .any(|piece| !piece.offset.is_multiple_of(piece.size.next_power_of_two())),
        _ => false,
    };
    let results = [&placement.result];
    placement.arguments.iter().chain(results).any(is_packed)
}
