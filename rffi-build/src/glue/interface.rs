//! Interfaces that include each other, also between packages: their texts.

use std::collections::HashSet;
use std::sync::OnceLock;

use cdef::{Cdef, DeclarationKind, TextOptions};
use lltype::Target;

use crate::Result;

/// A text of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// What messages call it.
    pub(crate) name: String,
    /// How it is read, in the words of [`TextOptions`].
    pub(crate) options: String,
    pub(crate) text: String,
}

impl Part {
    /// A text with a line break at its end: as it is read from a file.
    pub(crate) fn new(name: String, options: &str, mut text: String) -> Self {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Part {
            name,
            options: options.to_owned(),
            text,
        }
    }
}

/// An interface that is included.
#[derive(Debug, Clone)]
pub(crate) struct Included {
    pub(crate) parts: Vec<Part>,
    /// The module of Rust that it is.
    pub(crate) rust_path: String,
    names: OnceLock<HashSet<String>>,
}

impl Included {
    pub(crate) fn new(parts: Vec<Part>, rust_path: &str) -> Self {
        Included {
            parts,
            rust_path: rust_path.to_owned(),
            names: OnceLock::new(),
        }
    }

    /// What C calls its types and integers. Names do not depend on the target.
    pub(crate) fn names(&self) -> &HashSet<String> {
        self.names.get_or_init(|| {
            let parts: Vec<&Part> = self.parts.iter().collect();
            match parse(&parts, &Target::HOST) {
                Ok(cdef) => names(&cdef),
                // That was told when it was read.
                Err(_) => HashSet::new(),
            }
        })
    }
}

fn names(cdef: &Cdef) -> HashSet<String> {
    let is_shared = |kind| matches!(kind, DeclarationKind::Typedef | DeclarationKind::Number);
    let declared = cdef
        .declarations()
        .filter(|declared| is_shared(declared.kind()));
    let declared = declared.map(|declared| declared.name().to_owned());
    let records = cdef.named_records().map(|(_, name)| name);
    let enums = cdef.enums().filter_map(|found| found.name());
    declared.chain(records).chain(enums).collect()
}

/// Reads texts, each once.
pub(crate) fn parse(parts: &[&Part], target: &Target) -> Result<Cdef> {
    let mut builder = Cdef::builder(target);
    for (index, part) in parts.iter().enumerate() {
        if parts[..index].contains(part) {
            continue;
        }
        let options: TextOptions = part.options.parse().map_err(cdef::Errors::from)?;
        builder = builder.text_with(&part.name, part.text.as_str(), options);
    }
    Ok(builder.build()?)
}

/// What begins a text in a file: no line of C does.
const MARK: &str = "%%% ";

/// Texts as one.
pub(crate) fn write(parts: &[Part]) -> String {
    let parts = parts.iter().map(|part| {
        let Part {
            name,
            options,
            text,
        } = part;
        let name = name.replace(['\n', '\t'], " ");
        format!("{MARK}{name}\t{options}\n{text}")
    });
    parts.collect()
}

/// The texts of such a file.
pub(crate) fn read(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix(MARK), parts.last_mut()) {
            (Some(head), _) => {
                let (name, options) = head.split_once('\t').unwrap_or((head, ""));
                parts.push(Part {
                    name: name.to_owned(),
                    options: options.to_owned(),
                    text: String::new(),
                });
            }
            (None, Some(part)) => {
                part.text += line;
                part.text.push('\n');
            }
            (None, None) => {}
        }
    }
    parts
}
