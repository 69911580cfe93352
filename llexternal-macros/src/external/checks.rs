//! Checks of what the tokens say against what the compiler knows.

use std::collections::BTreeMap;

use llexternal_syntax::{Block, Spelling};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Type};

use crate::spelling;

/// Each name of a C type that is used must be what it says: once for each name and condition.
pub(super) fn spellings(krate: &TokenStream, block: &Block) -> TokenStream {
    let mut names = BTreeMap::new();
    for (cfg, ty) in types(block) {
        Spelling::of(ty).names(&mut |named| {
            let ty = named.ty;
            let key = (quote! { #ty }.to_string(), quote! { #(#cfg)* }.to_string());
            names.entry(key).or_insert((cfg, named));
        });
    }
    let checks = names.values().map(|(cfg, named)| {
        let check = spelling::check(krate, *named);
        quote_spanned! { named.name.span() => #(#cfg)* const _: () = #check; }
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
