//! What stands for a declaration with an error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Ident, Type, Visibility};

/// The function alone, without its description, so that its callers bring no further errors.
pub(crate) struct StandIn<'a, P> {
    pub(crate) cfg: &'a [Attribute],
    pub(crate) vis: &'a Visibility,
    pub(crate) safety: Option<TokenStream>,
    pub(crate) ident: &'a Ident,
    pub(crate) params: P,
    pub(crate) result: Option<&'a Type>,
}

impl<'a, P: Iterator<Item = (&'a Ident, &'a Type)>> StandIn<'a, P> {
    pub(crate) fn expand(self) -> TokenStream {
        let StandIn {
            cfg,
            vis,
            safety,
            ident,
            params,
            result,
        } = self;
        let params = params.map(|(name, ty)| quote! { #name: #ty });
        let result = result.into_iter();
        quote! {
            #(#cfg)*
            #[allow(unused_variables, dead_code)]
            #vis #safety fn #ident(#(#params),*) #(-> #result)* { ::core::unreachable!() }
        }
    }
}
