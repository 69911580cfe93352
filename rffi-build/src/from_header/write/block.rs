//! Writes the call of `llexternal!`.

use super::constant::integer;
use super::{WIDTH, docs};
use crate::from_header::Import;
use crate::from_header::c_module::CModule;
use crate::from_header::function::Function;
use crate::from_header::items::TypeItem;
use crate::from_header::names::{ident, param};
use crate::from_header::spell::{Spell, WIDE};
use crate::from_header::ty::Ty;
use crate::from_header::variable::{Value, Variable};

pub(super) fn block(module: &CModule, what: &Import, spell: &Spell<'_>) -> String {
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
pub(in crate::from_header) fn in_wrapper(ty: &Ty) -> Ty {
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
