//! What is printed for people.

use std::collections::HashSet;
use std::io::{self, Write};

use cdef::{Cdef, Declaration, EnumView};

use crate::items::Items;
use crate::record::Printer;
use crate::spell;

/// Where the type of a typedef stands, and where the comment does.
const NAME: usize = 26;
const COMMENT: usize = 56;

/// Structs and unions, enums, constants, typedefs; functions, if they are asked for.
pub(crate) fn write(items: &Items<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut parts = Parts {
        out,
        is_first: true,
    };
    for (_, record) in &items.records {
        Printer::new(parts.next()?).record(record)?;
    }
    for (_, found) in &items.enums {
        enumeration(items.cdef, found, parts.next()?)?;
    }
    let constants = constants(items);
    if !constants.is_empty() {
        let out = parts.next()?;
        writeln!(out, "/* constants */")?;
        for (name, value) in constants {
            writeln!(out, "{name} = {value}")?;
        }
    }
    let typedefs = typedefs(items);
    if !typedefs.is_empty() {
        writeln!(parts.next()?, "/* typedefs */\n{}", typedefs.join("\n"))?;
    }
    functions(items, &mut parts)
}

/// Puts an empty line between what is printed.
struct Parts<'o> {
    out: &'o mut dyn Write,
    is_first: bool,
}

impl Parts<'_> {
    fn next(&mut self) -> io::Result<&mut dyn Write> {
        if !core::mem::replace(&mut self.is_first, false) {
            writeln!(self.out)?;
        }
        Ok(self.out)
    }
}

fn functions(items: &Items<'_>, parts: &mut Parts<'_>) -> io::Result<()> {
    if !items.by_name || items.functions.is_empty() {
        return Ok(());
    }
    let out = parts.next()?;
    writeln!(out, "/* functions */")?;
    for found in &items.functions {
        writeln!(out, "{};", found.declared())?;
    }
    Ok(())
}

fn enumeration(cdef: &Cdef, found: &EnumView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let base = found.base();
    let size = base.size(cdef.target());
    let (open, close) = spell::heading("enum", found.name());
    writeln!(out, "{open} {{ /* {base}, size: {size} */")?;
    for (name, value) in found.constants() {
        writeln!(out, "\t{name} = {value},")?;
    }
    if found.is_partial() {
        writeln!(out, "\t/* and what is left to the compiler (`...`) */")?;
    }
    writeln!(out, "}}{close};")
}

/// Those of enums stand there, unless they are asked for.
fn constants<'c>(items: &Items<'c>) -> Vec<(&'c str, i128)> {
    let mut constants = items.constants.clone();
    if !items.by_name {
        let enums = items.enums.iter();
        let shown: HashSet<&str> = enums
            .flat_map(|(_, found)| found.constants())
            .map(|(name, _)| name)
            .collect();
        constants.retain(|(name, _)| !shown.contains(name));
    }
    constants
}

/// Those but the only names of structs, unions and enums, which stand there.
fn typedefs(items: &Items<'_>) -> Vec<String> {
    let records = items.records.iter().map(|(name, _)| name.as_str());
    let enums = items.enums.iter().map(|(name, _)| name.as_str());
    let shown: HashSet<&str> = records.chain(enums).collect();
    let others = items
        .typedefs
        .iter()
        .filter(|found| !shown.contains(found.name()));
    others.map(|found| typedef(items.cdef, found)).collect()
}

fn typedef(cdef: &Cdef, found: &Declaration<'_>) -> String {
    let name = found.name();
    let ty = found.canonical();
    let ty = if ty == name { "..." } else { &ty };
    let text = format!("{name:NAME$} = {ty}");
    match (cdef.sizeof(name), cdef.alignof(name)) {
        (Ok(size), Ok(align)) => format!("{text:COMMENT$} /* size: {size}, align: {align} */"),
        _ => format!("{text:COMMENT$} /* no size */"),
    }
}
