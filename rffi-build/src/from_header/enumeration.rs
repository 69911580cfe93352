//! [`Enumeration`]: an enum.

use quote::ToTokens;
use syn::{ImplItem, ItemEnum, ItemImpl};

use super::docs;
use super::facts::PREFIX;

pub(super) struct Enumeration {
    /// bindgen's.
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    /// Rust's name of the integer that holds it.
    pub(super) base: String,
    pub(super) constants: Vec<EnumConstant>,
    /// The constants that have the value of another, and its name.
    pub(super) aliases: Vec<(String, String)>,
}

pub(super) struct EnumConstant {
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) value: String,
}

impl Enumeration {
    pub(super) fn of(item: &ItemEnum) -> Self {
        let hints = docs::tokens(&item.attrs, "repr").join(",");
        let mut words = hints.split([',', '(', ')']);
        let base = words.find(|word| word.len() > 1 && word[1..].parse::<u8>().is_ok());
        let constants = item.variants.iter().map(|variant| EnumConstant {
            name: c_name(&variant.ident),
            docs: docs::lines(&variant.attrs),
            value: variant.discriminant.as_ref().map(value).unwrap_or_default(),
        });
        Enumeration {
            name: item.ident.to_string(),
            docs: docs::lines(&item.attrs),
            base: base.unwrap_or("u32").to_owned(),
            constants: constants.collect(),
            aliases: Vec::new(),
        }
    }

    /// `impl name { pub const ALIAS: name = name::FIRST; }`
    pub(super) fn add_aliases(&mut self, block: &ItemImpl) {
        if block.self_ty.to_token_stream().to_string() != self.name {
            return;
        }
        for item in &block.items {
            let ImplItem::Const(item) = item else {
                continue;
            };
            let value = item.expr.to_token_stream().to_string().replace(' ', "");
            let first = value.rsplit("::").next().unwrap_or_default();
            let first = first.strip_prefix(PREFIX).unwrap_or(first);
            self.aliases.push((c_name(&item.ident), first.to_owned()));
        }
    }

    /// Whether it has neither a name nor a typedef.
    pub(super) fn is_nameless(&self) -> bool {
        self.name.contains("__bindgen_ty_")
    }
}

fn c_name(ident: &syn::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix(PREFIX).unwrap_or(&name).to_owned()
}

fn value((_, value): &(syn::Token![=], syn::Expr)) -> String {
    value.to_token_stream().to_string().replace(' ', "")
}

impl Enumeration {
    /// All constants: the name, the documentation, the value.
    pub(super) fn numbers(&self) -> Vec<(String, Vec<String>, String)> {
        let constants = self.constants.iter();
        let mut all: Vec<_> = constants
            .map(|known| (known.name.clone(), known.docs.clone(), known.value.clone()))
            .collect();
        for (alias, first) in &self.aliases {
            let value = self.constants.iter().find(|known| known.name == *first);
            let value = value.map(|known| known.value.clone()).unwrap_or_default();
            all.push((alias.clone(), Vec::new(), value));
        }
        all
    }
}
