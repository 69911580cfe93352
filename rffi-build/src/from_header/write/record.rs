//! Writes structs and unions.

use std::collections::HashSet;

use super::lines::wrapped;
use super::{WIDTH, docs};
use crate::from_header::c_module::CModule;
use crate::from_header::items::TypeItem;
use crate::from_header::names::{ident, is_same};
use crate::from_header::record::{Member, MemberKind, Record};
use crate::from_header::spell::Spell;
use crate::from_header::ty::Ty;

/// A struct or union with its derive.
pub(super) fn record(record: &Record, module: &CModule, spell: &Spell<'_>) -> String {
    let mut text = docs(&record.docs, "");
    let copy = if is_copy(record, module) {
        ", Clone, Copy"
    } else {
        ""
    };
    let mut repr = "C".to_owned();
    match (&record.packed, record.align) {
        (Some(packed), _) => repr += &format!(", {packed}"),
        (None, Some(align)) => repr += &format!(", align({align})"),
        (None, None) => {}
    }
    text += &format!(
        "#[derive({}{copy})]\n#[repr({repr})]\n",
        spell.rffi("CStruct")
    );
    text += &format!("#[cstruct(name = {:?})]\n", module.names.c(&record.name));
    let word = if record.is_union { "union" } else { "struct" };
    text += &format!("pub {word} {} {{\n", module.names.rust(&record.name));
    let mut tokens = HashSet::new();
    for (index, found) in record.members.iter().enumerate() {
        text += &member(found, index, &mut tokens, spell);
    }
    text + "}\n\n"
}

fn member(
    member: &Member,
    index: usize,
    tokens: &mut HashSet<String>,
    spell: &Spell<'_>,
) -> String {
    let mut text = docs(&member.docs, "    ");
    let (name, ty) = match &member.kind {
        MemberKind::Plain(ty) => {
            text += &plain_attributes(&member.name, tokens);
            (ident(&member.name), spell.ty(ty))
        }
        MemberKind::Anonymous(ty) => {
            text += "    #[cstruct(anonymous)]\n";
            (format!("anonymous_{index}"), spell.ty(ty))
        }
        MemberKind::Bits(bytes, fields) => {
            let fields = fields.iter().map(|field| {
                let name = field.name.as_deref().map_or_else(|| "_".to_owned(), ident);
                tokens.insert(name.to_uppercase());
                format!("{name}: {} = {}", spell.ty(&field.ty), field.width)
            });
            let fields: Vec<String> = fields.collect();
            text += &format!("    #[cstruct(bits({}))]\n", fields.join(", "));
            (format!("bits_{index}"), format!("[u8; {bytes}]"))
        }
    };
    let before = format!("    pub {name}:");
    if before.len() + ty.len() + 2 > WIDTH && ty.len() + 9 <= WIDTH {
        return text + &format!("{before}\n        {ty},\n");
    }
    let ty = wrapped(&ty, &format!("{before} "));
    text + &format!("{before} {ty},\n")
}

/// The name in C, where it cannot be one in Rust, and that of the token, where another member has it.
fn plain_attributes(name: &str, tokens: &mut HashSet<String>) -> String {
    let mut text = String::new();
    if !is_same(name) {
        text += &format!("    #[cstruct(name = {name:?})]\n");
    }
    let mut token = ident(name).trim_start_matches("r#").to_uppercase();
    if !tokens.insert(token.clone()) {
        while !tokens.insert(token.clone()) {
            token.push('_');
        }
        text += &format!("    #[cstruct(token = {token})]\n");
    }
    text
}

/// Whether it can be copied: unless it ends with items that nobody counts.
fn is_copy(record: &Record, module: &CModule) -> bool {
    record.types().all(|ty| is_copy_type(ty, module))
}

fn is_copy_type(ty: &Ty, module: &CModule) -> bool {
    match ty {
        Ty::Flex(_) => false,
        Ty::Array(item, _) => is_copy_type(item, module),
        Ty::Named(name) => module.types.iter().all(|item| match item {
            TypeItem::Record(record) if record.name == *name => is_copy(record, module),
            TypeItem::Alias(alias) if alias.name == *name => is_copy_type(&alias.ty, module),
            _ => true,
        }),
        _ => true,
    }
}
