//! `#[derive(CEnum)]`: an enum of Rust as one of C.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::{Attribute, Fields, Ident, Item, ItemEnum, LitStr, Path, Variant};

use crate::Errors;
use crate::keys::{self, read_keys};
use crate::repr::Repr;

/// An enum, and what its attributes say.
pub struct Enumeration {
    /// The name in Rust.
    pub ident: Ident,
    /// The name in C.
    pub name: String,
    /// The path of the crate `lltype`.
    pub krate: Path,
    /// Rust's name of the integer that holds it; `None` if C chooses.
    pub base: Option<Ident>,
    /// The variants, with the names of their constants in C.
    pub variants: Vec<(Ident, String)>,
    /// Whether it has an error, so that checks of its layout would only add others.
    pub broken: bool,
}

impl Enumeration {
    /// Reads the item that the derive is on; `None` if nothing can be made of it.
    #[must_use]
    pub fn parse(item: TokenStream, lltype: Path) -> (Option<Enumeration>, Errors) {
        let mut errors = Errors::new();
        let enumeration = match errors.take(syn::parse2::<Item>(item)) {
            Some(Item::Enum(item)) => Enumeration::read(&item, lltype, &mut errors),
            Some(Item::Struct(item)) => {
                errors.at(item.struct_token, NOT_AN_ENUM);
                None
            }
            Some(Item::Union(item)) => {
                errors.at(item.union_token, NOT_AN_ENUM);
                None
            }
            _ => None,
        };
        (enumeration, errors)
    }

    fn read(item: &ItemEnum, lltype: Path, errors: &mut Errors) -> Option<Enumeration> {
        if !item.generics.params.is_empty() {
            errors.at(&item.generics, "a C enum has no generic parameters");
            return None;
        }
        let repr = read_repr(item, errors);
        let (mut name, mut krate) = (None::<LitStr>, None);
        let known = &["name", "crate"];
        read_keys(&item.attrs, "cenum", known, errors, |key, input, _| {
            match key.to_string().as_str() {
                "name" => name = Some(keys::text(key, input)?),
                _ => krate = Some(keys::path(key, input)?),
            }
            Ok(())
        });
        let name = keys::c_type_name(&item.ident, "enum", name.as_ref(), errors);
        let variants = read_variants(item, errors);
        Some(Enumeration {
            ident: item.ident.clone(),
            name,
            krate: krate.unwrap_or(lltype),
            base: repr.integer,
            variants,
            broken: !errors.is_empty(),
        })
    }
}

const NOT_AN_ENUM: &str = "`CEnum` is for enums; use `#[derive(CStruct)]`";

fn read_repr(item: &ItemEnum, errors: &mut Errors) -> Repr {
    let repr = Repr::read(&item.attrs);
    let advice = "use `#[repr(C)]` for the integer that C chooses, or one of at most 64 bits such as \
                  `#[repr(u8)]`";
    match &repr.foreign {
        Some(word) => errors.at(
            word,
            format_args!("`repr({word})` is not the layout of a C enum; {advice}"),
        ),
        None if !repr.c && repr.integer.is_none() => errors.at(
            &item.ident,
            format_args!(
                "`{}` does not say which integer holds it; {advice}",
                item.ident
            ),
        ),
        None => {}
    }
    repr
}

/// The variants without members.
fn read_variants(item: &ItemEnum, errors: &mut Errors) -> Vec<(Ident, String)> {
    let mut names = HashMap::new();
    let mut variants = Vec::new();
    for Variant {
        attrs,
        ident,
        fields,
        ..
    } in &item.variants
    {
        if !matches!(fields, Fields::Unit) {
            errors.at(
                fields,
                format_args!("a constant of a C enum has no members; `{ident}` stands alone"),
            );
            continue;
        }
        let name = constant_name(attrs, ident, errors);
        if let Some(first) = names.insert(name.clone(), ident) {
            let message = format!("`{first}` and `{ident}` are both `{name}` in C");
            errors.at(ident, message);
        }
        variants.push((ident.clone(), name));
    }
    variants
}

fn constant_name(attributes: &[Attribute], ident: &Ident, errors: &mut Errors) -> String {
    let mut name = None::<LitStr>;
    read_keys(attributes, "cenum", &["name"], errors, |key, input, _| {
        name = Some(keys::text(key, input)?);
        Ok(())
    });
    keys::c_name(ident, name.as_ref(), "cenum", errors)
}
