//! Writes the module.

mod block;
mod constant;
mod lines;
mod record;
mod types;

use rffi::{ExternalCompilationInfo, Field};

pub(super) use block::in_wrapper;

use super::Import;
use super::c_module::CModule;
use super::spell::Spell;
use block::block;
use constant::plain_constant;
use types::types;

/// The widest line.
pub(super) const WIDTH: usize = 100;

/// The text of the whole module.
pub(super) fn module(module: &CModule, what: &Import) -> String {
    let spell = &Spell::new(&module.names);
    let mut body = String::new();
    body += &info(&what.compilation_info, &what.static_name, spell);
    body += &types(module, spell);
    for constant in &module.constants {
        body += &plain_constant(constant, spell);
    }
    body += &block(module, what, spell);
    let headers: Vec<String> = super::headers(&what.compilation_info)
        .map(|name| format!("`{name}`"))
        .collect();
    let mut text = format!(
        "//! What C declares in {}.\n\n\
         #![allow(\n    missing_docs,\n    non_camel_case_types,\n    non_snake_case,\n    \
         non_upper_case_globals,\n    unused_imports,\n    clippy::all,\n    \
         reason = \"the names and the comments are the header's\"\n)]\n\n",
        headers.join(", ")
    );
    text += &uses(&spell.used());
    text += &body;
    text += &left_out(module);
    text
}

/// `use rffi::{..};`, as rustfmt breaks it.
fn uses(names: &[String]) -> String {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.extend(["ExternalCompilationInfo", "llexternal"]);
    names.sort_by_key(|name| sort_key(name));
    names.dedup();
    let line = format!("use rffi::{{{}}};\n\n", names.join(", "));
    if line.trim_end().len() <= WIDTH {
        return line;
    }
    let mut text = "use rffi::{\n".to_owned();
    let mut row = "   ".to_owned();
    for name in names {
        if row.len() + name.len() + 2 >= WIDTH {
            text += &format!("{row}\n");
            row = "   ".to_owned();
        }
        row += &format!(" {name},");
    }
    text + &row + "\n};\n\n"
}

/// As rustfmt sorts names: `_` before all others, and numbers by their value.
fn sort_key(name: &str) -> Vec<(u32, u32)> {
    let mut key = Vec::new();
    let mut digits = false;
    for c in name.chars() {
        match (c.to_digit(10), key.last_mut()) {
            (Some(digit), Some((_, number))) if digits => *number = *number * 10 + digit,
            (Some(digit), _) => key.push((u32::from('0'), digit)),
            (None, _) => key.push((if c == '_' { 0 } else { u32::from(c) }, 0)),
        }
        digits = c.is_ascii_digit();
    }
    key
}

fn info(info: &ExternalCompilationInfo, name: &str, spell: &Spell<'_>) -> String {
    let ty = spell.rffi("ExternalCompilationInfo");
    let lists = Field::ALL
        .iter()
        .filter(|field| !info.list(**field).is_empty());
    let calls = lists.map(|field| {
        let items: Vec<String> = info
            .list(*field)
            .iter()
            .map(|item| format!("{item:?}"))
            .collect();
        format!("\n    .{}(&[{}])", field.name(), items.join(", "))
    });
    let calls: String = calls.collect();
    format!(
        "/// How its headers and libraries are found.\npub static {name}: {ty} = {ty}::new(){calls};\n\n"
    )
}

fn left_out(module: &CModule) -> String {
    if module.left_out.is_empty() {
        return String::new();
    }
    let rows = module.left_out.iter().map(|left| format!("// {left}\n"));
    format!("\n// Left out:\n//\n{}", rows.collect::<String>())
}

/// Documentation.
pub(super) fn docs(lines: &[String], indent: &str) -> String {
    let rows = lines.iter().map(|line| format!("{indent}/// {line}"));
    rows.map(|row| format!("{}\n", row.trim_end())).collect()
}
