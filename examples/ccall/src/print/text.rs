//! Strings, between quotes and with C's escapes.

use core::ffi::{CStr, c_char};
use core::fmt::Write;

/// Bytes as a string of C: what is no printable character of UTF-8 is escaped.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from('"');
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push(&mut text, character);
        }
        for byte in chunk.invalid() {
            push_byte(&mut text, *byte);
        }
    }
    text.push('"');
    text
}

fn push(text: &mut String, character: char) {
    match character {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\t' => text.push_str("\\t"),
        '\r' => text.push_str("\\r"),
        character if character.is_control() => {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                push_byte(text, byte);
            }
        }
        character => text.push(character),
    }
}

fn push_byte(text: &mut String, byte: u8) {
    // A `String` takes everything.
    let _ = write!(text, "\\x{byte:02x}");
}

/// The string at an address.
///
/// # Safety
/// There is one, which ends with NUL.
pub(super) unsafe fn at(start: *const c_char) -> String {
    // SAFETY: the caller's word.
    quoted(unsafe { CStr::from_ptr(start) }.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_escaped() {
        assert_eq!(
            quoted(b"a\"\\\n\x01\xff\xc3\xa4"),
            "\"a\\\"\\\\\\n\\x01\\xff\u{e4}\""
        );
    }
}
