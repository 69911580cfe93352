//! Attributes of declarations: Rust's own, and the macro's.

use syn::{Attribute, Ident};

use crate::suggest::{did_you_mean, quoted};

/// Rust's attributes that go to the function.
const RUST: &[&str] = &[
    "doc",
    "cfg",
    "allow",
    "expect",
    "warn",
    "deny",
    "must_use",
    "deprecated",
];

/// Rust's own attributes of a declaration.
#[derive(Default)]
pub struct RustAttributes {
    /// The `cfg` attributes: they go to everything that the declaration becomes.
    pub cfg: Vec<Attribute>,
    /// The others: they go to the function.
    pub rest: Vec<Attribute>,
}

impl RustAttributes {
    /// Takes an attribute that is Rust's, or says that `name` knows none of this word beside `own`.
    pub(crate) fn take(
        &mut self,
        attribute: Attribute,
        name: &str,
        own: &[&str],
    ) -> syn::Result<()> {
        match word(&attribute).as_str() {
            "cfg" => self.cfg.push(attribute),
            word if RUST.contains(&word) => self.rest.push(attribute),
            word => return Err(unknown(&attribute, word, name, own)),
        }
        Ok(())
    }
}

/// The attribute's name, if it is one word.
pub(crate) fn word(attribute: &Attribute) -> String {
    let ident = attribute.path().get_ident();
    ident.map(Ident::to_string).unwrap_or_default()
}

fn unknown(attribute: &Attribute, word: &str, name: &str, own: &[&str]) -> syn::Error {
    let path = attribute.path();
    let shown = quote::quote!(#path).to_string().replace(' ', "");
    let hint = did_you_mean(word, &[own, RUST].concat());
    let own = match own {
        [] => String::new(),
        own => format!("{} and ", quoted(own)),
    };
    let message = format!(
        "unknown `{name}!` attribute `{shown}`{hint}\nknown are {own}Rust's own {}",
        quoted(RUST)
    );
    syn::Error::new_spanned(path, message)
}
