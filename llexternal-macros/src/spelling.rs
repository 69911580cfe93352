//! The confirmation that a name stands for what C means by it.

use llexternal_syntax::{Named, Origin};
use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::crate_at;
use crate::desc::Descs;

/// An expression that stops the compiler, in a constant, where the name is another type in the user's
/// scope.
pub(crate) fn check(krate: &TokenStream, named: Named<'_>) -> TokenStream {
    let Named { name, ty, means } = named;
    let message = match means.origin {
        Origin::Rffi => format!(
            "`{name}` in this scope is another type than rffi's `{name}`; rename yours, or write \
             `rffi::{name}`"
        ),
        Origin::Core => format!(
            "`{name}` in this scope is another type than `core::ffi::{name}`; rename yours, or write \
             `core::ffi::{name}`"
        ),
        Origin::Libc => format!(
            "`{name}` in this scope is another type than C's `{name}`; rename yours, or write \
             `rffi::{}`",
            means.key
        ),
    };
    let krate = crate_at(krate, name.span());
    let spelled = Descs(&krate).named(means);
    quote_spanned! { name.span() =>
        #krate::private::check_spelling(
            #spelled,
            <#ty as #krate::private::LowLevelType>::DESC,
            #message,
        )
    }
}
