//! What no compiler and no linker would find in the lists of a compilation info, or not say well.

use std::path::Path;

use syn::{Ident, LitStr};

use crate::package::check_package;
use crate::{Errors, InfoItem};

/// The lists that name files and folders.
const PATHS: [&str; 4] = [
    "include_dirs",
    "library_dirs",
    "separate_module_files",
    "link_files",
];

/// The lists in which a repetition means something.
const REPEATABLE: [&str; 2] = ["compile_extra", "link_extra"];

/// Checks the items of one list.
pub(crate) fn check_items(list: &Ident, items: &[InfoItem], errors: &mut Errors) {
    let list = list.to_string();
    let mut seen: Vec<String> = Vec::new();
    for item in items {
        let InfoItem::Text(text) = item else {
            continue;
        };
        let value = text.value();
        errors.take(check_item(&list, text, &value));
        if seen.contains(&value) && !REPEATABLE.contains(&list.as_str()) {
            errors.at(
                text,
                format_args!("`{}` is in `{list}` already", text.value()),
            );
        }
        seen.push(value);
    }
}

fn check_item(list: &str, text: &LitStr, value: &str) -> syn::Result<()> {
    let error = |message: String| Err(syn::Error::new_spanned(text, message));
    if value.trim().is_empty() && !list.ends_with("_bits") {
        return error(format!("an empty item in `{list}`"));
    }
    if PATHS.contains(&list) && is_absolute(value) {
        return error(absolute(list));
    }
    match list {
        "includes" => bare(text, value, bare_header(value), "header without `<>`"),
        "libraries" => bare(
            text,
            value,
            bare_library(value),
            "library without prefix and suffix",
        ),
        "frameworks" => bare(text, value, bare_framework(value), "framework's name alone"),
        "pkg_config" => check_package(value).or_else(error),
        _ => Ok(()),
    }
}

fn bare(text: &LitStr, value: &str, bare: &str, what: &str) -> syn::Result<()> {
    if bare == value {
        return Ok(());
    }
    let message = format!("write the {what}: `\"{bare}\"`");
    Err(syn::Error::new_spanned(text, message))
}

fn bare_header(name: &str) -> &str {
    name.trim_matches(['<', '>', '"'])
}

/// `m` for `libm.so`, `-lm` and `m`.
fn bare_library(name: &str) -> &str {
    let name = name.strip_prefix("-l").unwrap_or(name);
    let file = name
        .strip_prefix("lib")
        .and_then(|rest| rest.split_once('.'));
    match file {
        Some((bare, "a" | "so" | "dylib")) => bare,
        Some((bare, suffix)) if suffix.starts_with("so.") => bare,
        _ => name,
    }
}

fn bare_framework(name: &str) -> &str {
    let name = name.strip_prefix("-framework").unwrap_or(name).trim();
    name.strip_suffix(".framework").unwrap_or(name)
}

/// On whichever machine this is compiled.
fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let has_drive = bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic();
    Path::new(path).is_absolute() || path.starts_with(['/', '\\']) || has_drive
}

fn absolute(list: &str) -> String {
    let others = match list {
        "include_dirs" | "library_dirs" => format!(
            ", name a package in `pkg_config`, or give it to `Package::{list}` of rffi-build in \
             build.rs"
        ),
        _ => String::new(),
    };
    format!("this path is there on some machines only; write one relative to Cargo.toml{others}")
}
