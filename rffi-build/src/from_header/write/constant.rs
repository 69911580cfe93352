//! Writes constants.

use super::{WIDTH, docs};
use crate::from_header::Import;
use crate::from_header::names::ident;
use crate::from_header::spell::Spell;
use crate::from_header::variable::{Constant, Value};

/// A constant whose value Rust knows as well as C.
pub(super) fn plain_constant(constant: &Constant, spell: &Spell<'_>) -> String {
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

/// The type that C gives a number, as far as the value tells it.
pub(super) fn integer(value: i128, what: &Import) -> &'static str {
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
