//! What libffi calls the conventions.

use libffi_sys as ffi;
use lltype::{Convention, Target};

/// The number of a convention on this machine; `None`, if libffi does not have it.
pub(super) fn number(convention: Convention) -> Option<ffi::ffi_abi> {
    match convention.on(&Target::HOST) {
        Convention::C => Some(ffi::ffi_abi_FFI_DEFAULT_ABI),
        special => number_of_special(special),
    }
}

#[cfg(all(target_arch = "x86_64", unix))]
fn number_of_special(convention: Convention) -> Option<ffi::ffi_abi> {
    match convention {
        Convention::Win64 => Some(ffi::ffi_abi_FFI_GNUW64),
        Convention::SysV64 => Some(ffi::ffi_abi_FFI_UNIX64),
        _ => None,
    }
}

// `regparm` is none of them: FFI_REGISTER is Borland's.
#[cfg(target_arch = "x86")]
fn number_of_special(convention: Convention) -> Option<ffi::ffi_abi> {
    match convention {
        Convention::Stdcall => Some(ffi::ffi_abi_FFI_STDCALL),
        Convention::Fastcall => Some(ffi::ffi_abi_FFI_FASTCALL),
        Convention::Thiscall => Some(ffi::ffi_abi_FFI_THISCALL),
        _ => None,
    }
}

#[cfg(target_arch = "arm")]
fn number_of_special(convention: Convention) -> Option<ffi::ffi_abi> {
    (convention == Convention::Aapcs).then_some(ffi::ffi_abi_FFI_SYSV)
}

// On Windows for x86-64 libffi has no other convention than that of Windows.
#[cfg(not(any(
    all(target_arch = "x86_64", unix),
    target_arch = "x86",
    target_arch = "arm"
)))]
fn number_of_special(_: Convention) -> Option<ffi::ffi_abi> {
    None
}
