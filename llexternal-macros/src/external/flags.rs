//! The attributes of a declaration as the constant that its description holds.

use llexternal_syntax::{Flag, Options};
use proc_macro2::TokenStream;
use quote::quote;

/// RPython's `RFFI_` bits of an attribute.
const fn errno_bits(flag: Flag) -> u32 {
    match flag {
        Flag::SaveErrno => 1,
        Flag::ReadErrno => 2,
        Flag::ZeroErrno => 4,
        Flag::SaveLasterror => 8,
        Flag::ReadLasterror => 16,
        Flag::SaveWsalasterror => 32,
        Flag::AltErrno => 64,
        _ => 0,
    }
}

/// The constant of `rffi::Flags` for an attribute, where it has one.
fn constant(flag: Flag) -> Option<TokenStream> {
    Some(match flag {
        Flag::ReleaseGil => quote! { RELEASE_GIL },
        Flag::CMacro => quote! { C_MACRO },
        Flag::Declare => quote! { DECLARE },
        Flag::Elidable => quote! { ELIDABLE },
        Flag::SandboxSafe => quote! { SANDBOX_SAFE },
        Flag::NoVerify => quote! { NO_VERIFY },
        _ => return None,
    })
}

/// What is to be done with errno; `None` for nothing.
pub(super) fn errno(krate: &TokenStream, options: &Options) -> Option<TokenStream> {
    let bits = options.flags().map(|(flag, _)| errno_bits(flag));
    let bits: u32 = bits.sum();
    (bits != 0).then(|| quote! { #krate::private::save_err(#bits) })
}

/// The `Flags` of the description.
pub(super) fn all(krate: &TokenStream, options: &Options) -> TokenStream {
    let flags = options.flags().filter_map(|(flag, _)| constant(flag));
    let mut all = quote! { #krate::private::Flags::NONE };
    for flag in flags {
        all = quote! { #all.with(#krate::private::Flags::#flag) };
    }
    match errno(krate, options) {
        Some(errno) => quote! { #all.with_errno(#errno) },
        None => all,
    }
}
