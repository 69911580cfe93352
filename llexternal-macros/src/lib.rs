//! The procedural macros behind `lltype`, `rffi` and `extfunc`: a thin shell over
//! `llexternal-syntax`, which reads, and the modules here, which write.

use external::Fakes;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse_quote;

mod cenum;
mod cstruct;
mod desc;
mod external;
mod leak_check;
mod links;
mod list;
mod operation;
mod spelling;
mod stand_in;

/// `rffi::llexternal!`, which passes its own path in front: `($crate) tokens`.
#[proc_macro]
pub fn llexternal(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (krate, tokens) = split_crate(input.into());
    external::expand(&krate, Fakes::Off, tokens).into()
}

/// The same with rffi's feature `fakes`.
#[proc_macro]
pub fn llexternal_with_fakes(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (krate, tokens) = split_crate(input.into());
    external::expand(&krate, Fakes::On, tokens).into()
}

/// `extfunc::register_external!`, which passes its own path in front: `($crate) tokens`.
#[proc_macro]
pub fn register_external(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (krate, tokens) = split_crate(input.into());
    operation::expand(&krate, tokens).into()
}

/// `#[lltype::leak_check]`: documented there.
#[proc_macro_attribute]
pub fn leak_check(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    leak_check::expand(arguments.into(), &item.into()).into()
}

/// `lltype::CStruct`, where it is documented.
#[proc_macro_derive(CStruct, attributes(cstruct))]
pub fn derive_cstruct(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    cstruct::expand(input.into(), parse_quote!(::lltype)).into()
}

/// `lltype::CEnum`, where it is documented.
#[proc_macro_derive(CEnum, attributes(cenum))]
pub fn derive_cenum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    cenum::expand(input.into(), parse_quote!(::lltype)).into()
}

/// `rffi::CStruct`: who uses it may have no `lltype`.
#[proc_macro_derive(RffiCStruct, attributes(cstruct))]
pub fn derive_rffi_cstruct(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    cstruct::expand(input.into(), parse_quote!(::rffi::lltype)).into()
}

/// `rffi::CEnum`.
#[proc_macro_derive(RffiCEnum, attributes(cenum))]
pub fn derive_rffi_cenum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    cenum::expand(input.into(), parse_quote!(::rffi::lltype)).into()
}

/// Takes `($crate)` off.
fn split_crate(input: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = input.into_iter();
    let krate = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        other => other.into_iter().collect(),
    };
    (krate, tokens.collect())
}

/// The path of the crate, written where the user wrote something: an error in what stands behind it
/// is shown there.
fn crate_at(krate: &TokenStream, span: Span) -> TokenStream {
    let tokens = krate.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    tokens.collect()
}
