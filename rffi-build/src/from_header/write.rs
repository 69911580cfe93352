//! Writes the module.

use rffi::{ExternalCompilationInfo, Field};

use super::Import;
use super::c_module::CModule;
use super::enumeration::Enumeration;
use super::function::Function;
use super::items::TypeItem;
use super::names::{ident, is_same, param};
use super::opaque::Opaque;
use super::spell::{Spell, WIDE};
use super::ty::Ty;
use super::variable::{Constant, Value, Variable};
use super::write_record::record;

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

fn types(module: &CModule, spell: &Spell<'_>) -> String {
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

/// A type behind this text, on more lines where rustfmt would break it.
pub(super) fn wrapped(ty: &str, before: &str) -> String {
    let indent: String = before.chars().take_while(|c| *c == ' ').collect();
    let Some(inner) = ty
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
    else {
        return ty.to_owned();
    };
    if before.len() + ty.len() < WIDTH {
        return ty.to_owned();
    }
    let row = format!("{indent}    {inner},");
    if row.len() <= WIDTH {
        return format!("Option<\n{row}\n{indent}>");
    }
    let Some((head, rest)) = inner.split_once('(') else {
        return ty.to_owned();
    };
    let (params, tail) = split_at_closing(rest);
    let rows: String = params
        .iter()
        .map(|param| format!("{indent}        {param},\n"))
        .collect();
    format!("Option<\n{indent}    {head}(\n{rows}{indent}    ){tail},\n{indent}>")
}

/// The parameters up to the `)` that closes them, and what follows.
fn split_at_closing(text: &str) -> (Vec<&str>, &str) {
    let (mut depth, mut start, mut params) = (0_u32, 0, Vec::new());
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' if depth == 0 => {
                params.push(text[start..at].trim());
                params.retain(|param| !param.is_empty());
                return (params, &text[at + 1..]);
            }
            // Not that of `->`.
            '>' if last == '-' => {}
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                params.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        last = c;
    }
    (params, "")
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

/// A constant whose value Rust knows as well as C.
fn plain_constant(constant: &Constant, spell: &Spell<'_>) -> String {
    let name = ident(&constant.name);
    let line = match &constant.value {
        Value::Integer(_) => return String::new(),
        Value::Float(value) => {
            // Not a whole number.
            let value = if value.contains(['.', 'e', ':']) {
                value.clone()
            } else {
                format!("{value}.0")
            };
            format!("pub const {name}: {} = {value};\n\n", spell.rffi("DOUBLE"))
        }
        // What has a NUL in it is no text of C's.
        Value::Text(bytes) if bytes.contains(&0) => {
            format!(
                "pub const {name}: &[u8] = b\"{}\";\n\n",
                bytes.escape_ascii()
            )
        }
        Value::Text(bytes) => {
            let line = format!(
                "pub const {name}: &core::ffi::CStr = c\"{}\";",
                bytes.escape_ascii()
            );
            match line.len() <= WIDTH {
                true => line + "\n\n",
                false => line.replacen(" = c", " =\n    c", 1) + "\n\n",
            }
        }
    };
    docs(&constant.docs, "") + &line
}

fn block(module: &CModule, what: &Import, spell: &Spell<'_>) -> String {
    let mut text = format!(
        "llexternal! {{\n    compilation_info = {};\n    list = pub EXTERNALS;\n",
        what.static_name
    );
    if !module.variables.is_empty() {
        text += "    variables = pub VARIABLES;\n";
    }
    text.push('\n');
    for constant in &module.constants {
        let Value::Integer(value) = &constant.value else {
            continue;
        };
        let ty = spell.rffi(integer(*value, what));
        text += &docs(&constant.docs, "    ");
        text += &format!("    pub const {}: {ty} = _;\n", ident(&constant.name));
    }
    text += "\n    unsafe extern \"C\" {\n";
    let items: Vec<String> = (module
        .functions
        .iter()
        .map(|found| function(found, module, spell)))
    .chain(
        module
            .variables
            .iter()
            .map(|found| variable(found, module, spell)),
    )
    .collect();
    text + &items.join("\n") + "    }\n}\n"
}

/// The type that C gives a number, as far as the value tells it.
fn integer(value: i128, what: &Import) -> &'static str {
    let long_is_wide =
        what.toolchain.target.contains("64") && !what.toolchain.target.contains("windows");
    match value {
        _ if i32::try_from(value).is_ok() => "INT",
        _ if u32::try_from(value).is_ok() => "UINT",
        _ if i64::try_from(value).is_ok() && long_is_wide => "LONG",
        _ if i64::try_from(value).is_ok() => "LONGLONG",
        _ if long_is_wide => "ULONG",
        _ => "ULONGLONG",
    }
}

/// The attributes that say how C calls it, and what a type of its name needs.
fn attributes(name: &str, c_name: &str, rust: &str, module: &CModule) -> String {
    let mut text = String::new();
    // Words such as `self`.
    if rust == format!("{c_name}_") {
        text += &format!("        #[name = {c_name:?}]\n");
    }
    if module.names.is_declared(rust.trim_start_matches("r#")) {
        text += &format!("        #[descriptor({name}_description)]\n");
    }
    text
}

fn function(function: &Function, module: &CModule, spell: &Spell<'_>) -> String {
    let rust = rust_name(&function.name, &function.c_name);
    let mut text = docs(&function.docs, "        ");
    text += &attributes(&function.name, &function.c_name, &rust, module);
    if is_wrapped(function, &rust) {
        text += "        #[c_macro]\n";
    }
    let in_c = is_wrapped(function, &rust) || function.types().any(is_wide);
    let shown = |ty: &Ty| match in_c {
        true => in_wrapper(&module.names.meaning(ty)),
        false => ty.clone(),
    };
    let params = function.params.iter().map(|(name, ty)| {
        let mut name = param(name);
        // A name of a constant would be a pattern.
        if is_constant(&name, module) {
            name += "_";
        }
        format!("{name}: {}", spell.ty(&shown(ty)))
    });
    let dots = function.variadic.then(|| "...".to_owned());
    let params: Vec<String> = params.chain(dots).collect();
    let result = spell.result(&shown_result(shown(&function.result), in_c));
    let line = format!(
        "        pub unsafe fn {rust}({}){result};\n",
        params.join(", ")
    );
    if line.trim_end().len() <= WIDTH {
        return text + &line;
    }
    let rows: String = params
        .iter()
        .map(|row| format!("            {row},\n"))
        .collect();
    let rows = rows.replace("...,\n", "...\n");
    text + &format!("        pub unsafe fn {rust}(\n{rows}        ){result};\n")
}

/// A pointer to a function that takes pointers to the header's types has no name in the C that is written:
/// C converts it from and to `void *`.
pub(super) fn in_wrapper(ty: &Ty) -> Ty {
    let mut names_some = false;
    if let Ty::Callback(_) = ty {
        ty.walk(true, &mut |ty, _| names_some |= matches!(ty, Ty::Named(_)));
    }
    if names_some {
        Ty::void_pointer()
    } else {
        ty.clone()
    }
}

/// A wrapper gives no pointer to a function.
fn shown_result(ty: Ty, in_c: bool) -> Ty {
    match ty {
        Ty::Callback(_) if in_c => Ty::void_pointer(),
        ty => ty,
    }
}

/// Whether Rust cannot pass it, so that a function with it is called through one of C.
fn is_wide(ty: &Ty) -> bool {
    matches!(ty, Ty::C(name) if WIDE.contains(name))
}

/// Whether only C can call it by its name: it is inline, or the header gives it another name for the linker.
fn is_wrapped(function: &Function, rust: &str) -> bool {
    let rust = rust.trim_start_matches("r#");
    function.is_inline || (rust != function.c_name && rust != format!("{}_", function.c_name))
}

/// bindgen changes words of Rust; C's name is then the one for the linker.
fn rust_name(name: &str, c_name: &str) -> String {
    match name.strip_suffix('_') {
        Some(word) if word == c_name => ident(word),
        _ => ident(name),
    }
}

fn is_constant(name: &str, module: &CModule) -> bool {
    let is_in = |item: &TypeItem| match item {
        TypeItem::Enumeration(found) => {
            let aliases = found.aliases.iter().map(|(alias, _)| alias);
            found
                .constants
                .iter()
                .map(|known| &known.name)
                .chain(aliases)
                .any(|known| known == name)
        }
        _ => false,
    };
    module
        .constants
        .iter()
        .any(|constant| constant.name == name)
        || module.types.iter().any(is_in)
}

fn variable(variable: &Variable, module: &CModule, spell: &Spell<'_>) -> String {
    let rust = rust_name(&variable.name, &variable.c_name);
    let mut text = docs(&variable.docs, "        ");
    text += &attributes(&variable.name, &variable.c_name, &rust, module);
    let mutable = if variable.mutable { "mut " } else { "" };
    text + &format!(
        "        pub unsafe static {mutable}{rust}: {};\n",
        spell.ty(&module.names.meaning(&variable.ty))
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
