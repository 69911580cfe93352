//! [`Names`]: what Rust calls what C declares.

use std::collections::{HashMap, HashSet};

use cdef::{Cdef, Declaration, DeclarationKind, RecordRef, TypeShape, TypeView};

/// The words that are no names in Rust, in any edition.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// A name of C as one of Rust.
pub(super) fn ident(name: &str) -> String {
    let name = name.replace('$', "_");
    match KEYWORDS.contains(&name.as_str()) {
        true => name + "_",
        false => name,
    }
}

/// What Rust calls the types of an interface. C has the tags of structs and enums apart from all other
/// names, and Rust has them together.
pub(super) struct Names<'c> {
    records: HashMap<RecordRef<'c>, String>,
    /// What `typedef ... *p;` points to, by the name of the typedef.
    hidden: HashSet<String>,
    /// The names of typedefs.
    typedefs: HashSet<String>,
    /// The names of all types.
    types: HashSet<String>,
}

impl<'c> Names<'c> {
    pub(super) fn of(cdef: &'c Cdef) -> Self {
        let typedefs: Vec<Declaration<'c>> = cdef
            .declarations()
            .filter(|declared| declared.kind() == DeclarationKind::Typedef)
            .collect();
        let mut names = Names {
            records: HashMap::new(),
            hidden: HashSet::new(),
            typedefs: typedefs
                .iter()
                .map(|declared| ident(declared.name()))
                .collect(),
            types: HashSet::new(),
        };
        for record in cdef.record_refs() {
            if let Some(name) = record.name() {
                names.record(record, &name, &typedefs);
            }
        }
        for declared in &typedefs {
            names.pointee(declared);
        }
        for record in cdef.record_refs() {
            names.members(record);
        }
        names.types.extend(names.typedefs.iter().cloned());
        names.types.extend(names.records.values().cloned());
        let enums = cdef.enums().filter_map(|found| found.name());
        let enums: Vec<String> = enums.map(|name| names.enumeration(&name)).collect();
        names.types.extend(enums);
        names
    }

    /// The struct's tag, unless a typedef of another type has that name.
    fn record(&mut self, record: RecordRef<'c>, c_name: &str, typedefs: &[Declaration<'c>]) {
        let (word, tag) = c_name.split_once(' ').unwrap_or(("", c_name));
        let name = ident(tag);
        let other = typedefs.iter().any(|declared| {
            ident(declared.name()) == name && record_of(declared.type_view()) != Some(record)
        });
        let name = match other {
            true => format!("{word}_{name}"),
            false => name,
        };
        self.records.insert(record, name);
    }

    /// `typedef struct { .. } *P;`, `typedef ... *p;`
    fn pointee(&mut self, declared: &Declaration<'c>) {
        let TypeShape::Pointer(to) = declared.type_view().shape() else {
            return;
        };
        match to.shape() {
            TypeShape::Record(record) => {
                let name = pointee(declared.name());
                self.records.entry(record).or_insert(name);
            }
            TypeShape::Opaque(name) if name == declared.name() => {
                self.hidden.insert(name.to_owned());
            }
            _ => {}
        }
    }

    /// The structs without names that members are made of.
    fn members(&mut self, record: RecordRef<'c>) {
        let Some(outer) = self.records.get(&record).cloned() else {
            return;
        };
        for member in record.members().filter(|member| !member.name.is_empty()) {
            let mut ty = member.ty;
            while let TypeShape::Array { item, .. } = ty.shape() {
                ty = item;
            }
            if let TypeShape::Record(inner) = ty.shape()
                && !self.records.contains_key(&inner)
            {
                let name = format!("{outer}_{}", member.name);
                self.records.insert(inner, name);
                self.members(inner);
            }
        }
    }

    pub(super) fn of_record(&self, record: RecordRef<'c>) -> Option<&str> {
        self.records.get(&record).map(String::as_str)
    }

    /// A type of which only the name is known.
    pub(super) fn of_opaque(&self, name: &str) -> String {
        match self.hidden.contains(name) {
            true => pointee(name),
            false => ident(name),
        }
    }

    /// An enum by its name in C.
    pub(super) fn enumeration(&self, c_name: &str) -> String {
        let (word, tag) = c_name.split_once(' ').unwrap_or(("", c_name));
        let name = ident(tag);
        match !word.is_empty() && self.typedefs.contains(&name) {
            true => format!("{word}_{name}"),
            false => name,
        }
    }

    /// Whether there is a type of this name.
    pub(super) fn is_type(&self, name: &str) -> bool {
        self.types.contains(name)
    }
}

fn pointee(typedef: &str) -> String {
    format!("{}_pointee", ident(typedef))
}

/// The struct that a typedef is another name for.
pub(super) fn record_of(ty: TypeView<'_>) -> Option<RecordRef<'_>> {
    match ty.unaliased() {
        TypeShape::Record(record) => Some(record),
        _ => None,
    }
}
