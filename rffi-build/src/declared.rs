//! [`Declared`]: the types that a package's Rust declares, as lltype has them: as far as tokens tell.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use llexternal_syntax::{Abi, Enumeration, Function, Global, Record};
use lltype::{EnumSpec, Prototype, Type as LowLevel, TypeId};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Ident, ItemEnum, ItemType, Type, parse_quote};

use crate::c_names::CNames;
use crate::form::{integer, primitive};
use crate::import::word;
use crate::making::{Making, Unknown};
use crate::opaque::opaques;

/// The types of a crate by their names in Rust.
#[derive(Default)]
pub(crate) struct Declared {
    /// A name that means two types is here without one: what uses it is not compared.
    items: BTreeMap<String, Option<Item>>,
    /// Also of what has a mistake, which is the macro's to report.
    c_names: CNames,
}

/// The types that a crate of a package can name: its own, and those of the package's library.
#[derive(Clone, Copy)]
pub(crate) struct Visible<'s> {
    pub(crate) own: Option<&'s Declared>,
    pub(crate) library: Option<&'s Declared>,
}

/// A declared type.
pub(crate) enum Item {
    /// With its file.
    Record(Box<Record>, Rc<Path>),
    /// The name in C, the integer that holds it, and the constants.
    Enumeration(Option<EnumSpec>),
    Opaque(String),
    Alias(Box<Type>),
}

impl Declared {
    fn add(&mut self, ident: &Ident, item: Item) {
        self.items
            .entry(word(ident))
            .and_modify(|known| *known = None)
            .or_insert(Some(item));
    }

    /// What C calls them.
    pub(crate) fn c_names(&self) -> &CNames {
        &self.c_names
    }

    /// Takes a struct or union that derives `CStruct`.
    pub(crate) fn read_record(
        &mut self,
        attributes: &[Attribute],
        item: &impl ToTokens,
        file: &Rc<Path>,
    ) {
        if derives(attributes, "CStruct")
            && let (Some(record), _) = Record::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            let ident = record.ident.clone();
            self.c_names.add(&ident, &record.name);
            if !record.broken {
                self.add(&ident, Item::Record(Box::new(record), file.clone()));
            }
        }
    }

    /// Takes an enum that derives `CEnum`.
    pub(crate) fn read_enum(&mut self, item: &ItemEnum) {
        if derives(&item.attrs, "CEnum")
            && let (Some(enumeration), _) =
                Enumeration::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            self.c_names.add(&item.ident, &enumeration.name);
            let spec = enumeration_spec(&enumeration, item);
            self.add(&item.ident, Item::Enumeration(spec));
        }
    }

    /// Takes the names of an `opaque!`.
    pub(crate) fn read_opaques(&mut self, tokens: TokenStream) {
        for (ident, c_name) in opaques(tokens) {
            self.c_names.add(&ident, &c_name);
            self.add(&ident, Item::Opaque(c_name));
        }
    }

    /// Takes `type Name = ..;`.
    pub(crate) fn read_alias(&mut self, item: &ItemType) {
        if item.generics.params.is_empty() {
            self.add(&item.ident, Item::Alias(item.ty.clone()));
        }
    }
}

impl<'s> Visible<'s> {
    pub(crate) fn get(self, name: &str) -> Option<&'s Item> {
        let own = self.own.and_then(|own| own.items.get(name));
        let found = own.or_else(|| self.library?.items.get(name));
        found?.as_ref()
    }

    /// The crate's own structs and unions that are compared, each with its type.
    pub(crate) fn records(
        self,
        is_host: bool,
    ) -> impl Iterator<Item = (&'s Record, &'s Path, LowLevel)> {
        let items = self.own.into_iter().flat_map(|own| own.items.values());
        items.filter_map(move |item| {
            let Some(Item::Record(record, file)) = item else {
                return None;
            };
            let name = word(&record.ident);
            let ty = self.make(is_host, |making| making.item(&name)).ok()?;
            Some((&**record, &**file, ty))
        })
    }

    /// What a function is in C.
    pub(crate) fn prototype(
        self,
        function: &Function,
        abi: &Abi,
        is_host: bool,
    ) -> Result<Prototype, Unknown> {
        let ty = self.make(is_host, |making| making.signature(function, abi))?;
        Prototype::new(function.c_name(), ty).map_err(|_| Unknown)
    }

    /// What a variable is in C.
    pub(crate) fn variable(self, global: &Global, is_host: bool) -> Result<LowLevel, Unknown> {
        self.make(is_host, |making| making.ty(&global.ty))
    }

    fn make(
        self,
        is_host: bool,
        make: impl FnOnce(&mut Making<'_>) -> Result<TypeId, Unknown>,
    ) -> Result<LowLevel, Unknown> {
        let mut making = Making::new(self, is_host);
        let id = make(&mut making)?;
        making.finish(id)
    }
}

fn derives(attributes: &[Attribute], name: &str) -> bool {
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

/// The enumeration with its values; none if one of them is no number.
fn enumeration_spec(enumeration: &Enumeration, item: &ItemEnum) -> Option<EnumSpec> {
    let mut spec = EnumSpec::named(&enumeration.name);
    if let Some(base) = &enumeration.base {
        let base = primitive(&word(base))?;
        let lltype::Kind::Scalar(base) = base.kind() else {
            return None;
        };
        spec = spec.base(base);
    }
    let mut next = 0;
    for (variant, (_, name)) in item.variants.iter().zip(&enumeration.variants) {
        let value = match &variant.discriminant {
            Some((_, value)) => integer(value)?,
            None => next,
        };
        spec = spec.constant(name, value);
        next = value + 1;
    }
    Some(spec)
}
