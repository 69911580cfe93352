//! [`compile`]: the whole way from a file to a checked program.

use extfunc::Registry;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::program::Program;
use crate::{check, parse, token};

/// Compiles a program that may call the operations of `registry`. `source` is its text, which people
/// know as `name`; a byte order mark before it does not count.
///
/// # Errors
/// All that was found wrong with the program, up to the stage that found something.
pub fn compile(name: &str, source: &[u8], registry: &Registry) -> Result<Program, Diagnostics> {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let text = str::from_utf8(source).map_err(|error| {
        let start = error.valid_up_to();
        let lossy = String::from_utf8_lossy(source);
        let replaced = start..start + char::REPLACEMENT_CHARACTER.len_utf8();
        let diagnostic = Diagnostic::new(&replaced, "the program is not UTF-8")
            .help("write other bytes as `\\xNN` in a string");
        Diagnostics::new(name, &lossy, vec![diagnostic])
    })?;
    token::tokens(text)
        .and_then(|tokens| parse::parse(text, &tokens))
        .and_then(|functions| check::check(text, &functions, registry))
        .map_err(|list| Diagnostics::new(name, text, list))
}
