//! Writes types.

use super::lines::wrapped;
use super::record::record;
use super::{WIDTH, docs};
use crate::from_header::c_module::CModule;
use crate::from_header::enumeration::Enumeration;
use crate::from_header::items::TypeItem;
use crate::from_header::names::{ident, is_same};
use crate::from_header::opaque::Opaque;
use crate::from_header::spell::Spell;

pub(super) fn types(module: &CModule, spell: &Spell<'_>) -> String {
    let mut text = String::new();
    let mut opaque: Vec<&Opaque> = Vec::new();
    for item in &module.types {
        if let TypeItem::Opaque(found) = item {
            opaque.push(found);
            continue;
        }
        text += &opaques(&std::mem::take(&mut opaque), module);
        text += &match item {
            TypeItem::Record(found) => record(found, module, spell),
            TypeItem::Enumeration(found) => enumeration(found, module, spell),
            TypeItem::Alias(alias) => {
                let name = module.names.rust(&alias.name);
                format!(
                    "{}{}\n\n",
                    docs(&alias.docs, ""),
                    typedef(name, &spell.ty(&alias.ty))
                )
            }
            TypeItem::Opaque(_) => String::new(),
        };
    }
    text + &opaques(&opaque, module)
}

fn typedef(name: &str, ty: &str) -> String {
    let before = format!("pub type {name} =");
    let is_on_two_lines = before.len() + ty.len() + 2 > WIDTH && ty.len() + 5 <= WIDTH;
    match is_on_two_lines {
        true => format!("{before}\n    {ty};"),
        false => format!("{before} {};", wrapped(ty, &before)),
    }
}

fn opaques(found: &[&Opaque], module: &CModule) -> String {
    if found.is_empty() {
        return String::new();
    }
    let rows = found.iter().map(|opaque| {
        let (rust, c) = (
            module.names.rust(&opaque.name),
            module.names.shown(&opaque.name),
        );
        format!(
            "{}    pub struct {rust} = \"{c}\";\n",
            docs(&opaque.docs, "    ")
        )
    });
    let rows: Vec<String> = rows.collect();
    format!("rffi::opaque! {{\n{}}}\n\n", rows.concat())
}

fn enumeration(found: &Enumeration, module: &CModule, spell: &Spell<'_>) -> String {
    let (name, derive) = (module.names.rust(&found.name), spell.rffi("CEnum"));
    let mut text = docs(&found.docs, "");
    text += &format!(
        "#[derive({derive}, Clone, Copy, Debug, PartialEq, Eq)]\n#[repr({})]\n#[cenum(name = {:?})]\n\
         pub enum {name} {{\n",
        found.base,
        module.names.c(&found.name)
    );
    for constant in &found.constants {
        text += &docs(&constant.docs, "    ");
        if !is_same(&constant.name) {
            text += &format!("    #[cenum(name = {:?})]\n", constant.name);
        }
        text += &format!("    {} = {},\n", ident(&constant.name), constant.value);
    }
    text += &format!(
        "}}\n\n/// As in C, its constants are names of their own.\npub use {name}::*;\n\n"
    );
    for (alias, first) in &found.aliases {
        let (alias, first) = (ident(alias), ident(first));
        text += &format!(
            "/// Another name for `{first}`.\npub const {alias}: {name} = {name}::{first};\n\n"
        );
    }
    text
}
