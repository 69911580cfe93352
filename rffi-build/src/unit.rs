//! [`Unit`]: one thing that the C compiler compiles.

use core::fmt;
use std::path::PathBuf;

use rffi::{ExternalCompilationInfo, Field};

/// A source, and where the user named it.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) code: Code,
    /// As `file:line`, where it is known.
    pub(crate) place: Option<String>,
}

/// C.
#[derive(Debug, Clone, Hash)]
pub(crate) enum Code {
    /// A file, compiled as it is.
    File(PathBuf),
    /// A text, compiled below the includes.
    Text {
        text: String,
        /// Where messages of the compiler shall say it is.
        origin: String,
        /// The line on which it begins there.
        line: usize,
    },
}

impl Code {
    pub(crate) fn text(text: String, origin: impl fmt::Display, line: usize) -> Self {
        Code::Text {
            text,
            origin: origin.to_string(),
            line,
        }
    }

    /// Whether the same C is compiled, wherever it was written.
    fn is_same(&self, other: &Code) -> bool {
        match (self, other) {
            (Code::File(one), Code::File(other)) => one == other,
            (Code::Text { text: one, .. }, Code::Text { text: other, .. }) => one == other,
            _ => false,
        }
    }
}

impl Unit {
    /// What a compilation info has compiled that was not read from a source text.
    ///
    /// Each once: what is in a program twice, a linker refuses.
    pub(crate) fn of(info: &ExternalCompilationInfo) -> Vec<Unit> {
        let texts = info.list(Field::SeparateModuleSources).iter().enumerate();
        let texts = texts.map(|(index, text)| {
            let list = Field::SeparateModuleSources.name();
            Code::text(text.to_owned(), format_args!("{list}[{index}]"), 1)
        });
        let files = info.list(Field::SeparateModuleFiles).iter();
        let codes = texts.chain(files.map(|file| Code::File(file.into())));
        Self::distinct(codes.map(|code| Unit { code, place: None }))
    }

    /// Without those that came before.
    pub(crate) fn distinct(units: impl IntoIterator<Item = Unit>) -> Vec<Unit> {
        let mut distinct: Vec<Unit> = Vec::new();
        for unit in units {
            if !distinct.iter().any(|known| known.code.is_same(&unit.code)) {
                distinct.push(unit);
            }
        }
        distinct
    }
}

impl fmt::Display for Code {
    /// For messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Code::File(path) => path.display().fmt(f),
            Code::Text { origin, .. } => origin.fmt(f),
        }
    }
}

/// The whole of a C file: the text below the includes, each telling the compiler where it is from.
pub(crate) fn c_file(header: &str, text: &str, origin: &str, line: usize) -> String {
    let origin = escaped(origin);
    format!("#line 1 \"includes of {origin}\"\n{header}#line {line} \"{origin}\"\n{text}\n")
}

/// Tells the C compiler where the next line is from.
pub(crate) fn line_directive(line: usize, file: &str) -> String {
    format!("#line {line} \"{}\"\n", escaped(file))
}

/// As the inside of a C literal, on one line and without trigraphs.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | '"' | '?' => escaped.extend(['\\', c]),
            c if c.is_ascii_control() => escaped += &format!("\\{:03o}", u32::from(c)),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_one_c_literal() {
        let file = c_file("#include <a.h>\n", "int x;", "a\\b\"c??/d\n1\t\u{e9}.c", 7);
        let origin = r#"a\\b\"c\?\?/d\0121\011é.c"#;
        let expected = format!(
            "#line 1 \"includes of {origin}\"\n#include <a.h>\n#line 7 \"{origin}\"\nint x;\n"
        );
        assert_eq!(file, expected);
    }
}
