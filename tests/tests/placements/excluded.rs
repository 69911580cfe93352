//! What compilers pass in other ways than the ABI says, or than each other.

use llcall::{Extension, Passing, Place, Placement};

use crate::call::Call;

macro_rules! nothing {
    ($($name:ident)*) => {$(
        pub(crate) fn $name(_: &Call, _: &Placement) -> bool {
            false
        }
    )*};
}

nothing! {
    gcc_x86_64 clang_x86_64
    gcc_ms_abi clang_ms_abi mingw_x86_64 clang_msvc_x86_64
    gcc_aarch64 clang_aarch64 clang_macos_aarch64
    gcc_riscv64
}

/// Clang does not extend narrow integers on the stack; it also reads no more than them.
pub(crate) fn clang_riscv64(_: &Call, placement: &Placement) -> bool {
    let mut arguments = placement.arguments.iter();
    arguments.any(|argument| match &argument.passing {
        Passing::Direct(pieces) => pieces.iter().any(|piece| {
            matches!(piece.place, Place::Stack(_)) && piece.extension != Extension::None
        }),
        _ => false,
    })
}
