//! From bindgen's output to what will be written: what is asked for, what that needs, and what of it has
//! a form in Rust.

use std::collections::{HashMap, HashSet};

use cdef::Cdef;
use lltype::Target;
use rffi::ExternalCompilationInfo;

use super::Import;
use super::c_module::CModule;
use super::check::Check;
use super::comments::Comments;
use super::facts::Facts;
use super::files::Own;
use super::function::Function;
use super::items::{Items, TypeItem};
use super::left_out::LeftOut;
use super::macros::Macros;
use super::names::{self, Names};
use super::opaque::Opaque;
use super::patterns::Patterns;
use super::ty::Ty;
use super::unseen;
use super::values;
use super::variable::{Constant, Value};
use super::wide::Wide;
use crate::Result;

/// Makes the module.
pub(super) fn module(
    facts: &Facts,
    macros: &Macros,
    own: &Own,
    patterns: &Patterns,
    what: &Import,
    info: &ExternalCompilationInfo,
) -> Result<CModule> {
    let mut items = Items::read(&facts.file, facts.with_inline.as_ref());
    let mut left_out = Vec::new();
    if what.allow.is_empty() {
        keep_own(&mut items, facts, own);
    }
    Comments::default().add(&mut items, facts);
    // What it does not read stays as bindgen has it.
    let target = Target::find(&what.toolchain.target);
    let cdef = target.and_then(|target| Cdef::parse_for(&macros.declarations, target).ok());
    if let Some(cdef) = &cdef {
        Wide::resolve(cdef, &facts.places, &mut items);
    }
    keep_needed(&mut items, facts, own, what);
    constants_of_nameless_enums(&mut items);
    values::ask(&mut items, what, info, &mut left_out)?;
    let names = Names::of(&items.types, &facts.places);
    if let Some(cdef) = &cdef {
        left_out.extend(unseen::functions(cdef, own, patterns, &items));
    }
    Check::new(&names).sort_out(&mut items, &mut left_out);
    let known = left_out.iter().map(|left| left.name.as_str());
    let known: Vec<String> = known.map(str::to_owned).collect();
    let known = known.iter().map(String::as_str);
    left_out.extend(macros_left_out(macros, own, patterns, &items, known));
    items.types.retain(|item| match item {
        TypeItem::Alias(alias) => !names.is_repeated(&alias.name, &alias.ty),
        _ => true,
    });
    Ok(CModule {
        names,
        types: items.types,
        functions: items.functions,
        variables: items.variables,
        constants: items.constants,
        left_out,
    })
}

/// Of functions, variables and constants, those that are declared in the headers' own files.
fn keep_own(items: &mut Items, facts: &Facts, own: &Own) {
    let is_own = |name: &str| {
        facts
            .places
            .of_value(name)
            .is_some_and(|(file, _)| own.has(file))
    };
    items.functions.retain(|function| is_own(&function.name));
    items.variables.retain(|variable| is_own(&variable.name));
    items.constants.retain(|constant| is_own(&constant.name));
    let values: HashSet<&str> = (items
        .functions
        .iter()
        .map(|function| function.name.as_str()))
    .chain(
        items
            .variables
            .iter()
            .map(|variable| variable.name.as_str()),
    )
    .collect();
    // A macro that stands for a function of its name.
    items
        .constants
        .retain(|constant| !values.contains(constant.name.as_str()));
}

/// Of types, those of the headers' own files, and what is needed for them and for the rest. Of what is
/// needed behind pointers alone, and is declared elsewhere, the name.
fn keep_needed(items: &mut Items, facts: &Facts, own: &Own, what: &Import) {
    let is_own = |name: &str| {
        facts
            .places
            .of_type(name)
            .is_some_and(|(file, _)| own.has(file))
    };
    let is_root = |name: &str| is_own(name) || !what.allow.is_empty();
    let mut needed = Needed {
        by_name: items.types.iter().map(|item| (item.name(), item)).collect(),
        found: HashMap::new(),
    };
    let roots = items.types.iter().filter(|item| is_root(item.name()));
    for root in roots {
        needed.add(root.name(), is_own(root.name()));
    }
    let values = items.functions.iter().flat_map(Function::types);
    for ty in values.chain(items.variables.iter().map(|variable| &variable.ty)) {
        needed.add_types(ty, true);
    }
    let found: HashMap<String, bool> = needed
        .found
        .into_iter()
        .map(|(name, whole)| (name.to_owned(), whole))
        .collect();
    let types = std::mem::take(&mut items.types).into_iter();
    items.types = types
        .filter_map(|item| match (found.get(item.name())?, item) {
            (false, TypeItem::Record(record)) => Some(TypeItem::Opaque(Opaque::of(record))),
            (_, item) => Some(item),
        })
        .collect();
}

/// The types that are needed, and whether their insides are.
struct Needed<'i> {
    by_name: HashMap<&'i str, &'i TypeItem>,
    found: HashMap<&'i str, bool>,
}

impl<'i> Needed<'i> {
    fn add_types(&mut self, ty: &'i Ty, whole: bool) {
        let mut names = Vec::new();
        collect(ty, whole, &mut names);
        for (name, whole) in names {
            self.add(name, whole);
        }
    }

    fn add(&mut self, name: &'i str, whole: bool) {
        let item = self
            .by_name
            .get(name)
            .copied()
            .filter(|_| names::library(name).is_none());
        let Some(item) = item else {
            return;
        };
        if self.found.get(name).is_some_and(|known| *known || !whole) {
            return;
        }
        self.found.insert(item.name(), whole);
        match item {
            TypeItem::Record(record) if whole => {
                record.types().for_each(|ty| self.add_types(ty, true));
            }
            TypeItem::Alias(alias) => self.add_types(&alias.ty, whole),
            _ => {}
        }
    }
}

fn collect<'t>(ty: &'t Ty, whole: bool, names: &mut Vec<(&'t str, bool)>) {
    match ty {
        Ty::Named(name) => names.push((name, whole)),
        Ty::Pointer { to, .. } => collect(to, false, names),
        Ty::Array(item, _) | Ty::Flex(item) => collect(item, whole, names),
        Ty::Callback(callback) => {
            for ty in callback
                .params
                .iter()
                .map(|(_, ty)| ty)
                .chain([&callback.result])
            {
                collect(ty, true, names);
            }
        }
        _ => {}
    }
}

/// The constants of an enum without a name are numbers, and nothing has its type.
fn constants_of_nameless_enums(items: &mut Items) {
    let mut used = HashSet::new();
    for item in &items.types {
        let types: Vec<&Ty> = match item {
            TypeItem::Record(record) => record.types().collect(),
            TypeItem::Alias(alias) => vec![&alias.ty],
            _ => continue,
        };
        for ty in types {
            ty.walk(true, &mut |ty, _| {
                if let Ty::Named(name) = ty {
                    used.insert(name.clone());
                }
            });
        }
    }
    let mut constants = Vec::new();
    items.types.retain(|item| match item {
        TypeItem::Enumeration(found) if found.is_nameless() && !used.contains(&found.name) => {
            constants.extend(found.numbers());
            false
        }
        _ => true,
    });
    items
        .constants
        .extend(constants.into_iter().filter_map(|(name, docs, value)| {
            let value = Value::Integer(value.parse().ok()?);
            Some(Constant { name, docs, value })
        }));
}

/// The macros of the own files that are asked for, are no constants, and not `known` to be left out.
fn macros_left_out<'k>(
    macros: &'k Macros,
    own: &Own,
    patterns: &Patterns,
    items: &'k Items,
    known: impl Iterator<Item = &'k str>,
) -> Vec<LeftOut> {
    let own: Vec<bool> = macros.files.iter().map(|file| own.has(file)).collect();
    let constants = items.constants.iter();
    let constants = constants.map(|constant| constant.name.as_str());
    let known: HashSet<&str> = constants.chain(known).collect();
    let left = macros
        .list
        .iter()
        .filter(|found| own.get(found.file) == Some(&true) && !known.contains(found.name.as_str()))
        .filter(|found| patterns.choose(&found.name));
    left.map(|found| {
        let is_function = items
            .functions
            .iter()
            .any(|function| function.name == found.name);
        LeftOut::new(
            &found.name,
            match is_function {
                true => "a macro of a function's name: the module has the function".to_owned(),
                false => found.reason(),
            },
        )
    })
    .collect()
}
