//! [`Items`]: what bindgen wrote, sorted.

use std::collections::HashSet;

use syn::{ForeignItem, Item};

use super::alias::Alias;
use super::bits::Accessors;
use super::docs;
use super::enumeration::Enumeration;
use super::function::Function;
use super::opaque::Opaque;
use super::record::Record;
use super::variable::{Constant, Variable};

/// The declarations of headers.
#[derive(Default)]
pub(super) struct Items {
    /// In order.
    pub(super) types: Vec<TypeItem>,
    pub(super) functions: Vec<Function>,
    pub(super) variables: Vec<Variable>,
    pub(super) constants: Vec<Constant>,
}

/// A type.
pub(super) enum TypeItem {
    Record(Record),
    Opaque(Opaque),
    Enumeration(Enumeration),
    Alias(Alias),
}

impl TypeItem {
    /// bindgen's name.
    pub(super) fn name(&self) -> &str {
        match self {
            TypeItem::Record(record) => &record.name,
            TypeItem::Opaque(opaque) => &opaque.name,
            TypeItem::Enumeration(enumeration) => &enumeration.name,
            TypeItem::Alias(alias) => &alias.name,
        }
    }
}

impl Items {
    /// Reads both outputs of bindgen.
    pub(super) fn read(plain: &syn::File, with_inline: Option<&syn::File>) -> Items {
        let mut items = Items::of(plain);
        let inline = with_inline.map(Items::of).unwrap_or_default();
        let known: HashSet<String> = items
            .functions
            .iter()
            .map(|known| known.name.clone())
            .collect();
        let new = inline
            .functions
            .into_iter()
            .filter(|function| !known.contains(&function.name));
        items.functions.extend(new.map(|mut function| {
            function.is_inline = true;
            function
        }));
        let known: HashSet<String> = items
            .types
            .iter()
            .map(|known| known.name().to_owned())
            .collect();
        let new = inline
            .types
            .into_iter()
            .filter(|item| !known.contains(item.name()));
        items.types.extend(new);
        items
    }

    fn of(file: &syn::File) -> Items {
        let accessors = Accessors::of(file);
        let mut items = Items::default();
        for item in &file.items {
            items.add(item, &accessors);
        }
        for item in &file.items {
            if let Item::Impl(block) = item {
                items.add_constants_of_enums(block);
            }
        }
        items
    }

    fn add(&mut self, item: &Item, accessors: &Accessors) {
        match item {
            Item::Struct(item) if item.generics.params.is_empty() => {
                let record = Record::of_struct(item, accessors);
                self.types.push(match is_opaque(&record) {
                    true => TypeItem::Opaque(Opaque::of(record)),
                    false => TypeItem::Record(record),
                });
            }
            Item::Union(item) => self.types.push(TypeItem::Record(Record::of_union(item))),
            Item::Enum(item) => self
                .types
                .push(TypeItem::Enumeration(Enumeration::of(item))),
            Item::Type(item) => self.types.push(TypeItem::Alias(Alias::of(item))),
            Item::Use(item) => self.types.extend(Alias::of_use(item).map(TypeItem::Alias)),
            Item::Const(item) => self.constants.extend(Constant::of(item)),
            Item::ForeignMod(block) => {
                let abi = block
                    .abi
                    .name
                    .as_ref()
                    .map_or_else(|| "C".to_owned(), syn::LitStr::value);
                block
                    .items
                    .iter()
                    .for_each(|item| self.add_foreign(item, &abi));
            }
            // What bindgen needs for itself.
            _ => {}
        }
    }

    /// Constants of an enum that have the value of another: bindgen writes them beside it.
    fn add_constants_of_enums(&mut self, block: &syn::ItemImpl) {
        for item in &mut self.types {
            if let TypeItem::Enumeration(enumeration) = item {
                enumeration.add_aliases(block);
            }
        }
    }

    fn add_foreign(&mut self, item: &ForeignItem, abi: &str) {
        match item {
            ForeignItem::Fn(item) => self.functions.push(Function::of(item, abi)),
            ForeignItem::Static(item) => self.variables.push(Variable::of(item)),
            _ => {}
        }
    }
}

/// Whether it stands for a struct whose members the header does not tell.
fn is_opaque(record: &Record) -> bool {
    match record.members.as_slice() {
        [] => true,
        [only] => only.name == "_unused",
        _ => false,
    }
}

/// The name in C of something that bindgen calls `ident`.
pub(super) fn c_name(attributes: &[syn::Attribute], ident: &str) -> String {
    let names = docs::tokens(attributes, "link_name");
    let name = names.first().and_then(|tokens| tokens.split('"').nth(1));
    match name {
        Some(name) => name
            .trim_start_matches("\\u{1}")
            .trim_start_matches('\u{1}')
            .to_owned(),
        None => ident.to_owned(),
    }
}
