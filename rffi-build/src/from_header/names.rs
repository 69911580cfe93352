//! [`Names`]: what bindgen's types are called in Rust and in C.

use std::collections::{HashMap, HashSet};

use llexternal_syntax::{CName, Place};

use super::facts::Places;
use super::items::TypeItem;
use super::ty::{Callback, Ty};

/// The names of types, by bindgen's.
#[derive(Default)]
pub(super) struct Names {
    rust: HashMap<String, String>,
    c: HashMap<String, String>,
    /// The integers that hold enums.
    bases: HashMap<String, &'static str>,
    /// What typedefs mean.
    meanings: HashMap<String, Ty>,
    /// Every name of a type in the module.
    declared: HashSet<String>,
}

impl Names {
    pub(super) fn of(types: &[TypeItem], places: &Places) -> Names {
        let mut names = Names::default();
        let aliases: HashMap<&str, &Ty> = types
            .iter()
            .filter_map(|item| match item {
                TypeItem::Alias(alias) => Some((alias.name.as_str(), &alias.ty)),
                _ => None,
            })
            .collect();
        for item in types {
            match item {
                TypeItem::Alias(alias) => {
                    names.add_alias(&alias.name);
                    names.meanings.insert(alias.name.clone(), alias.ty.clone());
                }
                TypeItem::Record(record) => {
                    let word = if record.is_union { "union" } else { "struct" };
                    let tag = places.tag(&record.name);
                    names.add_tagged(&record.name, word, tag, &aliases);
                }
                TypeItem::Opaque(opaque) => {
                    let word = if opaque.is_union { "union" } else { "struct" };
                    let tag = places.tag(&opaque.name);
                    names.add_tagged(&opaque.name, word, tag, &aliases);
                }
                TypeItem::Enumeration(found) => {
                    names.add_tagged(&found.name, "enum", None, &aliases);
                    let base = base(&found.base);
                    names.bases.insert(found.name.clone(), base);
                    // The typedef of its name is the integer, too.
                    let tag = found.name.strip_prefix("enum_").unwrap_or(&found.name);
                    if matches!(aliases.get(tag), Some(Ty::Named(meant)) if *meant == found.name) {
                        names.bases.insert(tag.to_owned(), base);
                    }
                }
            }
        }
        names
    }

    fn add_alias(&mut self, name: &str) {
        if library(name).is_none() {
            self.add(name, name, name);
        }
    }

    /// A struct is called by its tag, or by the typedef of that name; where that is another type, the word
    /// `struct` becomes a part of the name.
    fn add_tagged(
        &mut self,
        name: &str,
        word: &str,
        tag: Option<&str>,
        aliases: &HashMap<&str, &Ty>,
    ) {
        let short = name
            .strip_prefix(word)
            .and_then(|rest| rest.strip_prefix('_'))
            .unwrap_or(name);
        let tag = tag.unwrap_or(short);
        if tag.contains("_bindgen_ty_") {
            let short = tag
                .trim_start_matches('_')
                .replace("__bindgen_ty_", "_anonymous_");
            let short = short.replace("bindgen_ty_", "anonymous_");
            return self.add(name, &short, "");
        }
        match aliases.get(tag) {
            Some(Ty::Named(meant)) if meant == name => self.add(name, tag, tag),
            Some(_) => self.add(name, name, &format!("{word} {tag}")),
            None => self.add(name, tag, &format!("{word} {tag}")),
        }
    }

    fn add(&mut self, name: &str, rust: &str, c: &str) {
        self.declared.insert(rust.to_owned());
        self.rust.insert(name.to_owned(), ident(rust));
        self.c.insert(name.to_owned(), c.to_owned());
    }

    /// The name in Rust.
    pub(super) fn rust<'a>(&'a self, name: &'a str) -> &'a str {
        self.rust.get(name).map_or(name, String::as_str)
    }

    /// The name in C; empty for none.
    pub(super) fn c<'a>(&'a self, name: &'a str) -> &'a str {
        self.c.get(name).map_or(name, String::as_str)
    }

    /// For messages.
    pub(super) fn shown(&self, name: &str) -> String {
        match self.c(name) {
            "" => self.rust(name).to_owned(),
            c => c.to_owned(),
        }
    }

    /// rffi's name, of an enum's integer or of a typedef of C's library.
    pub(super) fn rffi(&self, name: &str) -> Option<&'static str> {
        self.bases.get(name).copied().or_else(|| library(name))
    }

    /// What a typedef means, through others: the type of a wrapper in C, where typedefs have no names.
    pub(super) fn meaning(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Named(name) if self.rffi(name).is_none() => match self.meanings.get(name) {
                Some(meaning) => self.meaning(meaning),
                None => ty.clone(),
            },
            Ty::Callback(callback) => {
                let params = callback.params.iter();
                let params = params.map(|(name, ty)| (name.clone(), self.meaning(ty)));
                Ty::Callback(Box::new(Callback {
                    params: params.collect(),
                    result: self.meaning(&callback.result),
                    ..(**callback).clone()
                }))
            }
            ty => ty.clone(),
        }
    }

    /// Whether the module has a type of this name.
    pub(super) fn is_declared(&self, rust: &str) -> bool {
        self.declared.contains(rust)
    }

    /// Whether a typedef says no more than the struct itself, which has its name.
    pub(super) fn is_repeated(&self, alias: &str, ty: &Ty) -> bool {
        matches!(ty, Ty::Named(meant) if self.rust(meant) == self.rust(alias))
            || library(alias).is_some()
    }
}

/// rffi's name for `size_t` and its like.
pub(super) fn library(name: &str) -> Option<&'static str> {
    if !name.ends_with("_t") {
        return None;
    }
    let found = CName::of(&name.to_ascii_uppercase())?;
    (found.place == Place::Itself && found.key.eq_ignore_ascii_case(name)).then_some(found.key)
}

/// rffi's name for the integer of an enum.
fn base(rust: &str) -> &'static str {
    match rust {
        "i8" => "SIGNEDCHAR",
        "u8" => "UCHAR",
        "i16" => "SHORT",
        "u16" => "USHORT",
        "i32" => "INT",
        "i64" => "INT64_T",
        "u64" => "UINT64_T",
        _ => "UINT",
    }
}

/// Words of Rust that cannot be names, even in raw form.
const NEVER: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// A name of C's as one of Rust's.
pub(super) fn ident(name: &str) -> String {
    if NEVER.contains(&name) {
        return format!("{name}_");
    }
    if syn::parse_str::<syn::Ident>(name).is_ok() {
        return name.to_owned();
    }
    match syn::parse_str::<syn::Ident>(&format!("r#{name}")) {
        Ok(_) => format!("r#{name}"),
        // gcc takes `$` in names.
        Err(_) => name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_"),
    }
}

/// Whether C's name can be written in Rust.
pub(super) fn is_same(name: &str) -> bool {
    ident(name).trim_start_matches("r#") == name
}

/// The name of a parameter, as it is in C: bindgen adds `_` to words of Rust.
pub(super) fn param(name: &str) -> String {
    match name.strip_suffix('_') {
        Some(word) if NEVER.contains(&word) => name.to_owned(),
        Some(word) if ident(word) != word => ident(word),
        _ => ident(name),
    }
}
