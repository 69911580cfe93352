//! [`CNames`]: what C calls the types that a package's Rust declares.

use std::collections::BTreeMap;

use llexternal_syntax::{Enumeration, Record};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Token, Visibility, parse_quote};

use crate::import::word;

/// For each name in Rust, the name in C. A name that means two types in a package is in it without
/// one: who uses it is told.
#[derive(Default)]
pub(crate) struct CNames(BTreeMap<String, Option<String>>);

impl CNames {
    /// What C calls the type of this name.
    pub(crate) fn get(&self, name: &Ident) -> Option<&str> {
        self.0.get(&word(name))?.as_deref()
    }

    fn add(&mut self, ident: &Ident, c_name: String) {
        let known = self
            .0
            .entry(word(ident))
            .or_insert_with(|| Some(c_name.clone()));
        if known.as_ref() != Some(&c_name) {
            *known = None;
        }
    }

    /// Takes the name of a struct, union or enum that derives one.
    pub(crate) fn read_item(&mut self, attributes: &[Attribute], item: &impl ToTokens) {
        if derives(attributes, "CStruct")
            && let (Some(record), _) = Record::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            self.add(&record.ident, record.name);
        } else if derives(attributes, "CEnum")
            && let (Some(enumeration), _) =
                Enumeration::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            self.add(&enumeration.ident, enumeration.name);
        }
    }

    /// Takes the name of an opaque type.
    pub(crate) fn add_opaque(&mut self, ident: &Ident, c_name: String) {
        self.add(ident, c_name);
    }
}

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

pub(crate) fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        let parsed = attribute.path().is_ident("derive").then(|| {
            attribute.parse_nested_meta(|meta| {
                let last = meta.path.segments.last();
                found |= last.is_some_and(|last| last.ident == name);
                Ok(())
            })
        });
        matches!(parsed, Some(Ok(()))) && found
    })
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
