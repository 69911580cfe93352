//! [`CNames`]: what C calls the types that a package's Rust declares.

use std::collections::BTreeMap;

use syn::Ident;

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

    pub(crate) fn add(&mut self, ident: &Ident, c_name: &str) {
        self.insert(word(ident), Some(c_name));
    }

    /// Takes the names of a crate of the package.
    pub(crate) fn extend(&mut self, names: &CNames) {
        for (name, c_name) in &names.0 {
            self.insert(name.clone(), c_name.as_deref());
        }
    }

    fn insert(&mut self, name: String, c_name: Option<&str>) {
        let known = self
            .0
            .entry(name)
            .or_insert_with(|| c_name.map(str::to_owned));
        if known.as_deref() != c_name {
            *known = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_types_has_none_in_c() {
        let ident = |name: &str| Ident::new(name, proc_macro2::Span::call_site());
        let (mut package, mut other) = (CNames::default(), CNames::default());
        package.add(&ident("Same"), "struct same");
        package.add(&ident("Tm"), "struct tm");
        other.add(&ident("Same"), "struct same");
        other.add(&ident("Tm"), "struct my_tm");
        package.extend(&other);
        assert_eq!(package.get(&ident("Same")), Some("struct same"));
        assert_eq!(package.get(&ident("Tm")), None);
        // It stays so.
        package.extend(&other);
        assert_eq!(package.get(&ident("Tm")), None);
    }
}
