//! Running programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::{Error, Result};

/// Why a command did nothing.
pub(crate) enum Failure {
    Start(Error),
    /// With what it wrote.
    Refused(String),
}

/// Runs a compiler or linker; what it wrote are its messages.
pub(crate) fn run(command: &mut Command) -> Result<String, Failure> {
    let output = output(command).map_err(|source| {
        Failure::Start(Error::Start {
            command: shown(command),
            source,
        })
    })?;
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.success() {
        true => Ok(messages),
        false => Err(Failure::Refused(messages)),
    }
}

/// Runs a command that is not to read from the user.
pub(crate) fn output(command: &mut Command) -> std::io::Result<Output> {
    command.stdin(Stdio::null()).output()
}

/// A command as a shell takes it, without its environment: that is long, and not for everybody.
pub(crate) fn shown(command: &Command) -> String {
    let folder = command.get_current_dir().map(Path::as_os_str);
    let mut words: Vec<String> = Vec::new();
    if let Some(folder) = folder {
        words.extend(["cd".to_owned(), quoted(folder), "&&".to_owned()]);
    }
    words.push(quoted(command.get_program()));
    words.extend(command.get_args().map(quoted));
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
