//! Prints what C declarations take: structs and unions as `pahole` does, enums, constants, typedefs.
//!
//! ```sh
//! cc -E - <<< '#include <sys/stat.h>' | cargo run --release -p cdef --example layout -- - -- stat
//! cargo run --release -p cdef --example layout -- --target i686-pc-windows-msvc --json types.h
//! ```
//!
//! With `--json` it is one object:
//!
//! ```json
//! {"structs": [{"name": "struct stat", "size": 144, "align": 8, "fields": [
//!    {"name": "st_dev", "type": "dev_t", "offset": 0, "size": 8, "bits": null}]}],
//!  "enums": [{"name": "enum e", "type": "unsigned int", "size": 4, "constants": {"A": 0}}],
//!  "constants": {"A": 0},
//!  "functions": [{"name": "stat", "type": "int(const char *, struct stat *)"}],
//!  "typedefs": [{"name": "dev_t", "type": "unsigned long", "size": 8, "align": 8}]}
//! ```
//!
//! `bits` of a bit-field is `[bit offset, width]`, the offset counted from the start of the struct in the
//! order in which the target fills bytes. Members of anonymous members have their own name, those of
//! named ones are `a.b`, both with the offset in the whole. An integer beyond 64 bits is a string; a
//! typedef without a size has `null`.

mod explain;
mod gaps;
mod items;
mod json;
mod options;
mod record;
mod spell;
mod text;

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read, Write};
use std::process::ExitCode;

use cdef::{Cdef, Errors};
use items::Items;
use options::{Command, Options, USAGE};

/// Why nothing was printed.
enum Failure {
    /// The command line is wrong.
    Usage(String),
    /// What it names is.
    Told(String),
    /// The declarations are.
    Text(Errors),
    Output(io::Error),
}

fn main() -> ExitCode {
    let (message, code) = match run() {
        Ok(()) => return ExitCode::SUCCESS,
        // Who reads has seen enough: `layout | head`.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            return ExitCode::SUCCESS;
        }
        Err(Failure::Usage(message)) => (format!("error: {message}\n\n{USAGE}"), 2),
        Err(Failure::Told(message)) => (format!("error: {message}"), 1),
        Err(Failure::Text(errors)) => (errors.to_string(), 1),
        Err(Failure::Output(error)) => (format!("error: cannot print: {error}"), 1),
    };
    eprintln!("{message}");
    ExitCode::from(code)
}

fn run() -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let options = match options::read(std::env::args_os().skip(1)).map_err(Failure::Usage)? {
        Command::Help => return writeln!(out, "{USAGE}").map_err(Failure::Output),
        Command::Print(options) => options,
    };
    let cdef = parse(&options)?;
    for warning in cdef.warnings() {
        eprintln!("{warning}");
    }
    let items = Items::chosen(&cdef, &options.names).map_err(Failure::Told)?;
    let mut out = io::BufWriter::new(out);
    let written = match options.json {
        true => writeln!(out, "{}", json::object(&items)),
        false => text::write(&items, &mut out),
    };
    written.and_then(|()| out.flush()).map_err(Failure::Output)
}

/// All files as one set of declarations.
fn parse(options: &Options) -> Result<Cdef, Failure> {
    let mut builder = Cdef::builder(options.target);
    for file in &options.files {
        let is_input = file == "-";
        let shown = match is_input {
            true => "<stdin>".into(),
            false => file.to_string_lossy(),
        };
        let bytes = read(file, is_input)
            .map_err(|error| Failure::Told(format!("cannot read `{shown}`: {error}")))?;
        // Comments may be in any encoding.
        builder = builder.text(&shown, String::from_utf8_lossy(&bytes));
    }
    builder.build().map_err(Failure::Text)
}

fn read(file: &OsStr, is_input: bool) -> io::Result<Vec<u8>> {
    if !is_input {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
