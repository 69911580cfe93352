//! [`opaques`]: what `opaque!` declares.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Token, Visibility};

/// The names in `opaque! { struct File = "FILE"; }`, each with that in C. A mistake is the macro's to
/// report.
pub(crate) fn opaques(tokens: TokenStream) -> Vec<(Ident, String)> {
    let mut found = Vec::new();
    let opaques = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let Opaque { ident, c_name } = input.parse()?;
            found.push((ident, c_name.value()));
        }
        Ok(())
    };
    let _: syn::Result<()> = opaques.parse2(tokens);
    found
}

/// `pub struct File = "FILE";`
struct Opaque {
    ident: Ident,
    c_name: LitStr,
}

impl Parse for Opaque {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let c_name = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Opaque { ident, c_name })
    }
}
