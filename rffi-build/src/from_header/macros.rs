//! The macros of headers, and which files they are in: the C compiler lists them.

use std::fs;
use std::path::PathBuf;

use rffi::ExternalCompilationInfo;

use super::Import;
use crate::command::{output, shown};
use crate::compiler::{Compiler, Purpose};
use crate::{Error, Result};

/// What the preprocessor tells.
#[derive(Default)]
pub(super) struct Macros {
    /// Those that are defined in the end, in order.
    pub(super) list: Vec<Macro>,
    /// The files that were read.
    pub(super) files: Vec<PathBuf>,
    /// Where the compiler searches for headers.
    pub(super) folders: Vec<String>,
    /// The declarations without macros.
    pub(super) declarations: String,
}

/// `#define NAME(..) body`
pub(super) struct Macro {
    pub(super) name: String,
    pub(super) has_parameters: bool,
    pub(super) body: String,
    /// Where it is defined: a place in [`Macros::files`].
    pub(super) file: usize,
}

/// Runs the preprocessor over the headers.
pub(super) fn list(what: &Import, info: &ExternalCompilationInfo) -> Result<Macros> {
    let work = tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
    let compiler = Compiler::find(&what.toolchain, info, work.path(), Purpose::Objects)?;
    let source = work.path().join("headers.c");
    fs::write(&source, info.c_header()).map_err(Error::io("write", &source))?;
    let mut command = compiler.command();
    command.args(["-E", "-dD", "-v", "-x", "c"]).arg(&source);
    // What it says is read below.
    command.env("LC_ALL", "C");
    let output = output(&mut command).map_err(|source| Error::Start {
        command: shown(&command),
        source,
    })?;
    let messages = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Error::Compile {
            what: super::headers(info).collect::<Vec<_>>().join("`, `"),
            place: None,
            command: shown(&command),
            stderr: only_errors(&messages),
        });
    }
    let mut macros = Macros {
        folders: folders(&messages),
        ..Macros::default()
    };
    macros.read(&String::from_utf8_lossy(&output.stdout));
    Ok(macros)
}

/// Without what `-v` adds.
fn only_errors(messages: &str) -> String {
    let lines = messages
        .lines()
        .skip_while(|line| !line.starts_with("End of search list"));
    lines
        .skip(1)
        .take_while(|line| !line.contains("COMPILER_PATH="))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn folders(messages: &str) -> Vec<String> {
    let lines = messages
        .lines()
        .skip_while(|line| !line.starts_with("#include <...>"));
    let lines = lines
        .skip(1)
        .take_while(|line| !line.starts_with("End of search list"));
    lines.map(|line| line.trim().to_owned()).collect()
}

impl Macros {
    fn read(&mut self, text: &str) {
        let mut file = 0;
        for row in text.lines() {
            match row.strip_prefix('#').map(str::trim_start) {
                Some(marker) if marker.starts_with(|c: char| c.is_ascii_digit()) => {
                    file = self.enter(marker);
                    self.add_declaration(row);
                    continue;
                }
                Some(word) if row.starts_with("#define ") => self.define(&word[7..], file),
                Some(word) if row.starts_with("#undef ") => {
                    self.list.retain(|known| known.name != word[6..].trim());
                    self.add_declaration("");
                }
                _ => self.add_declaration(row),
            }
        }
    }

    /// For who reads the declarations, a macro is an empty line.
    fn define(&mut self, text: &str, file: usize) {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        let has_parameters = rest.starts_with('(');
        let body = match has_parameters {
            true => rest.split_once(')').map_or("", |(_, body)| body),
            false => rest,
        };
        self.list.push(Macro {
            name: name.to_owned(),
            has_parameters,
            body: body.trim().to_owned(),
            file,
        });
        self.add_declaration("");
    }

    fn add_declaration(&mut self, row: &str) {
        self.declarations += row;
        self.declarations.push('\n');
    }

    /// `33 "zlib.h" 2 3`
    fn enter(&mut self, marker: &str) -> usize {
        let rest = marker.split_once(' ').map_or("", |(_, rest)| rest);
        let quoted = rest
            .strip_prefix('"')
            .and_then(|rest| rest.rsplit_once('"'));
        let path = quoted.map_or("", |(path, _)| path);
        let path = PathBuf::from(path.replace("\\\"", "\"").replace("\\\\", "\\"));
        let known = self.files.iter().position(|file| *file == path);
        known.unwrap_or_else(|| {
            self.files.push(path);
            self.files.len() - 1
        })
    }
}

impl Macro {
    /// Why it is no constant.
    pub(super) fn reason(&self) -> String {
        let body = match self.body.char_indices().nth(60) {
            Some((end, _)) => format!("{} ..", &self.body[..end]),
            None => self.body.clone(),
        };
        match (self.has_parameters, body.as_str()) {
            (true, _) => {
                "a macro with parameters, whose types are not known; declare it as a function with \
                          `#[c_macro]`"
                    .to_owned()
            }
            (false, "") => "a macro without a value".to_owned(),
            (false, body) => format!("a macro that is no number and no text: `{body}`"),
        }
    }
}
