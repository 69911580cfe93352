//! Names of types made at run time: what C takes as such.

use super::error::TypeError;
use crate::ty::Shape;

/// The type, its members, its constants and its parameters have names that C takes.
pub(super) fn check(shape: &Shape<'_>) -> Result<(), TypeError> {
    match shape {
        Shape::Opaque { name, .. } => type_name(name),
        Shape::Record(record) => {
            record.name().map_or(Ok(()), type_name)?;
            let mut names = record.members().filter_map(|member| member.name);
            names.try_for_each(identifier)
        }
        Shape::Enum(enumeration) => {
            enumeration.name().map_or(Ok(()), type_name)?;
            let mut names = enumeration.constants().map(|(name, _)| name);
            names.try_for_each(identifier)
        }
        Shape::Function(function) => {
            let mut names = function.param_places().filter_map(|(name, _)| name);
            names.try_for_each(identifier)
        }
        _ => Ok(()),
    }
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

pub(super) fn identifier(name: &str) -> Result<(), TypeError> {
    match is_identifier(name) {
        true => Ok(()),
        false => Err(TypeError::Name(name.to_owned())),
    }
}

/// What a byte can be in a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Byte {
    Other,
    Digit,
    /// `$` is one for GCC and Clang, and so are those of other scripts, in UTF-8.
    Letter,
}

static BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Letter; 256];
    let mut byte = 0u8;
    while byte < 128 {
        bytes[byte as usize] = match byte {
            b'_' | b'$' | b'a'..=b'z' | b'A'..=b'Z' => Byte::Letter,
            b'0'..=b'9' => Byte::Digit,
            _ => Byte::Other,
        };
        byte += 1;
    }
    bytes
};

fn is_identifier(name: &str) -> bool {
    let byte = |byte: &u8| BYTES[usize::from(*byte)];
    let name = name.as_bytes();
    name.first()
        .is_some_and(|first| byte(first) == Byte::Letter)
        && name.iter().all(|next| byte(next) >= Byte::Digit)
        && !is_keyword(name)
}

/// C's keywords, up to C17: no names. `_Bool` and its like begin as names that are C's own.
fn is_keyword(name: &[u8]) -> bool {
    matches!(
        name,
        b"auto"
            | b"break"
            | b"case"
            | b"char"
            | b"const"
            | b"continue"
            | b"default"
            | b"do"
            | b"double"
            | b"else"
            | b"enum"
            | b"extern"
            | b"float"
            | b"for"
            | b"goto"
            | b"if"
            | b"inline"
            | b"int"
            | b"long"
            | b"register"
            | b"restrict"
            | b"return"
            | b"short"
            | b"signed"
            | b"sizeof"
            | b"static"
            | b"struct"
            | b"switch"
            | b"typedef"
            | b"union"
            | b"unsigned"
            | b"void"
            | b"volatile"
            | b"while"
    )
}
