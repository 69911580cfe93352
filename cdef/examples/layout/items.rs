//! [`Items`]: what is printed of the declarations.

use std::collections::HashSet;

use cdef::{Cdef, ConstantValue, Declaration, DeclarationKind, EnumView, Member, RecordView};

use crate::explain;

/// What is printed, in the order of the texts.
pub(crate) struct Items<'c> {
    pub(crate) cdef: &'c Cdef,
    /// Structs and unions, with what they are called.
    pub(crate) records: Vec<(String, RecordView<'c>)>,
    pub(crate) enums: Vec<(String, EnumView<'c>)>,
    pub(crate) constants: Vec<(&'c str, i128)>,
    pub(crate) functions: Vec<Declaration<'c>>,
    pub(crate) typedefs: Vec<Declaration<'c>>,
    /// Whether it is what was asked for by name, and not everything.
    pub(crate) by_name: bool,
}

impl<'c> Items<'c> {
    /// What is called so; everything, if there are no names. What is wrong with the names that nothing has.
    pub(crate) fn chosen(cdef: &'c Cdef, names: &[String]) -> Result<Self, String> {
        let mut items = Self::all(cdef);
        if names.is_empty() {
            return Ok(items);
        }
        let known: HashSet<&str> = items.names().collect();
        let unknown = names.iter().filter(|name| !known.contains(name.as_str()));
        let told: Vec<String> = unknown
            .map(|name| explain::unknown(cdef, name, items.names()))
            .collect();
        if !told.is_empty() {
            return Err(told.join("\nerror: "));
        }
        items.keep(&Chosen::new(cdef, names));
        Ok(items)
    }

    fn all(cdef: &'c Cdef) -> Self {
        let of_kind = |kind| {
            cdef.declarations()
                .filter(move |found| found.kind() == kind)
        };
        Items {
            cdef,
            records: records(cdef),
            enums: cdef
                .enums()
                .map(|found| (enum_name(&found), found))
                .collect(),
            constants: of_kind(DeclarationKind::Number)
                .filter_map(integer)
                .collect(),
            functions: cdef.functions().collect(),
            typedefs: of_kind(DeclarationKind::Typedef).collect(),
            by_name: false,
        }
    }

    /// Every name that can be asked for: `struct stat` is `stat`, too.
    fn names(&self) -> impl Iterator<Item = &str> {
        let records = self.records.iter().map(|(name, _)| name.as_str());
        let enums = self.enums.iter().map(|(name, _)| name.as_str());
        let types = records.chain(enums).flat_map(|name| [name, tag(name)]);
        let constants = self.constants.iter().map(|(name, _)| *name);
        let declarations = self.functions.iter().chain(&self.typedefs);
        types
            .chain(constants)
            .chain(declarations.map(|found| found.name()))
    }

    fn keep(&mut self, chosen: &Chosen) {
        self.by_name = true;
        self.records.retain(|(name, _)| chosen.has_type(name));
        self.enums.retain(|(name, _)| chosen.has_type(name));
        self.constants
            .retain(|(name, _)| chosen.asked.contains(*name));
        self.functions
            .retain(|found| chosen.asked.contains(found.name()));
        self.typedefs
            .retain(|found| chosen.asked.contains(found.name()));
    }
}

/// The names that were asked for.
struct Chosen {
    asked: HashSet<String>,
    /// The structs, unions and enums that typedefs among them mean.
    meant: HashSet<String>,
}

impl Chosen {
    fn new(cdef: &Cdef, names: &[String]) -> Self {
        let typedefs = names.iter().filter_map(|name| cdef.get(name));
        let typedefs = typedefs.filter(|found| found.kind() == DeclarationKind::Typedef);
        Chosen {
            asked: names.iter().cloned().collect(),
            meant: typedefs.map(|found| found.canonical()).collect(),
        }
    }

    fn has_type(&self, name: &str) -> bool {
        self.asked.contains(name) || self.asked.contains(tag(name)) || self.meant.contains(name)
    }
}

/// The name of a struct, union or enum without the keyword.
fn tag(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, tag)| tag)
}

fn integer(found: Declaration<'_>) -> Option<(&str, i128)> {
    match found.value() {
        Some(ConstantValue::Integer(value)) => Some((found.name(), value)),
        _ => None,
    }
}

fn enum_name(found: &EnumView<'_>) -> String {
    let name = found.name();
    name.unwrap_or_else(|| "enum <anonymous>".to_owned())
}

/// All structs and unions but those without a name that are shown within the one they are a member of.
fn records(cdef: &Cdef) -> Vec<(String, RecordView<'_>)> {
    let members = cdef.records().flat_map(|record| record.members());
    let shown: Vec<RecordView<'_>> = members.filter_map(|member| nameless(&member)).collect();
    let named = cdef.records().filter_map(|record| match record.name() {
        Some(name) => Some((name, record)),
        None if shown.contains(&record) => None,
        None => Some((format!("{} <anonymous>", record.kind()), record)),
    });
    named.collect()
}

/// The struct or union without a name that a member is, or has as items.
pub(crate) fn nameless<'c>(member: &Member<'c>) -> Option<RecordView<'c>> {
    let inner = member
        .inner_record()
        .filter(|_| !member.spelled.contains('*'));
    inner.filter(|inner| inner.name().is_none())
}
