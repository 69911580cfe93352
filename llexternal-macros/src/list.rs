//! `list = pub NAME;`: a constant with all descriptions of a macro call.

use llexternal_syntax::List;
use proc_macro2::TokenStream;
use quote::quote;

/// Writes the constant, if it was asked for. Each item ends with its comma.
pub(crate) fn expand(
    list: Option<&List>,
    doc: &str,
    description: &TokenStream,
    items: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let Some(List { vis, ident }) = list else {
        return TokenStream::new();
    };
    quote! {
        #[doc = #doc]
        #vis const #ident: &[&#description] = &[#(#items)*];
    }
}
