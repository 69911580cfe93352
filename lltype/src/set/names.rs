//! Names of types made at run time: what C takes as such.

use super::error::TypeError;
use crate::Type;
use crate::ty::Kind;

/// C's keywords, up to C17: no names. `_Bool` and its like begin as names that are C's own.
const KEYWORDS: &[&str] = &[
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile", "while",
];

/// The type, its members, its constants and its parameters have names that C takes.
pub(super) fn check(ty: &Type) -> Result<(), TypeError> {
    match ty.kind() {
        Kind::Opaque { name, .. } => type_name(name)?,
        Kind::Record(record) => {
            record.name().map_or(Ok(()), type_name)?;
            let mut names = record.fields().filter_map(|field| field.name);
            names.try_for_each(identifier)?;
        }
        Kind::Enum(enumeration) => {
            enumeration.name().map_or(Ok(()), type_name)?;
            let mut names = enumeration.constants().map(|(name, _)| name);
            names.try_for_each(identifier)?;
        }
        Kind::Function(function) => {
            let mut names = function.params().filter_map(|param| param.name);
            names.try_for_each(identifier)?;
        }
        _ => {}
    }
    ty.typedef().map_or(Ok(()), |(name, _)| identifier(name))
}

/// `struct tm`, `union u`, `enum e` or `FILE`.
fn type_name(name: &str) -> Result<(), TypeError> {
    let tag = ["struct ", "union ", "enum "]
        .iter()
        .find_map(|keyword| name.strip_prefix(keyword));
    match is_identifier(tag.unwrap_or(name)) {
        true => Ok(()),
        false => Err(TypeError::Name(name.to_owned())),
    }
}

fn identifier(name: &str) -> Result<(), TypeError> {
    match is_identifier(name) {
        true => Ok(()),
        false => Err(TypeError::Name(name.to_owned())),
    }
}

/// `$` is a letter for GCC and Clang.
fn is_identifier(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$';
    let mut bytes = name.bytes();
    bytes.next().is_some_and(is_letter)
        && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
        && !KEYWORDS.contains(&name)
}
