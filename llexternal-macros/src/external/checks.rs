//! Checks of what the tokens say against what the compiler knows.

use std::collections::BTreeMap;

use llexternal_syntax::{Block, Spelling};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Type};

use crate::crate_at;

/// Each name of `rffi` that is used must be `rffi`'s: once for each name and condition.
pub(super) fn spellings(krate: &TokenStream, block: &Block) -> TokenStream {
    let mut names = BTreeMap::new();
    for (cfg, ty) in types(block) {
        Spelling::of(ty).names(&mut |name, ty| {
            let key = (name.to_string(), quote! { #(#cfg)* }.to_string());
            names.entry(key).or_insert((cfg, name, ty));
        });
    }
    let checks = names.values().map(|(cfg, name, ty)| {
        let message = format!(
            "`{name}` in this scope is another type than rffi's `{name}`; rename yours, or write \
             `rffi::{name}`"
        );
        let krate = crate_at(krate, name.span());
        quote_spanned! { name.span() =>
            #(#cfg)*
            const _: () = #krate::private::check_spelling(
                #krate::private::spelled::#name,
                <#ty as #krate::private::LowLevelType>::DESC,
                #message,
            );
        }
    });
    checks.collect()
}

/// The types of everything that is declared, with the conditions.
fn types(block: &Block) -> impl Iterator<Item = (&Vec<Attribute>, &Type)> {
    let functions = block.sound().flat_map(|function| {
        let params = function.params.all.iter();
        // Text is what the macro makes of it.
        let params = params.filter(|param| param.text.is_none());
        let types = params.map(|param| &param.ty).chain(&function.c_result);
        types.map(|ty| (&function.attributes.cfg, ty))
    });
    let globals = block.sound_globals();
    functions.chain(globals.map(|global| (&global.attributes.cfg, &global.ty)))
}
