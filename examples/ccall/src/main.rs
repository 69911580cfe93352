//! The command line program: see `cli.rs`.
//!
//! # Safety
//! What is called, and with what, is the word of who writes the command line.

mod cli;

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use ccall::{Error, Session};

use crate::cli::{Calls, Command, Job, Lines};

fn main() -> ExitCode {
    let command = match cli::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}; `ccall --help` tells more");
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Help => print(cli::USAGE.trim_end()).map(|()| true),
        Command::Run(job) => run(&job),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", error.render());
            ExitCode::FAILURE
        }
    }
}

/// Whether all calls were made.
fn run(job: &Job) -> Result<bool, Error> {
    let mut session = Session::new(job.options);
    for path in &job.cdefs {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| failed(path, error))?;
        session.declare(&name, &text)?;
    }
    match &job.calls {
        Calls::One {
            library,
            prototype,
            arguments,
        } => {
            let arguments: Vec<&[u8]> = arguments.iter().map(bytes).collect();
            let prototype = prototype.to_string_lossy();
            // SAFETY: the user's word.
            let report = unsafe { session.call(library, &prototype, &arguments) }?;
            print(&report.lines().join("\n"))?;
            Ok(true)
        }
        Calls::Lines(sources) => {
            let mut sources = sources.iter();
            sources.try_fold(
                true,
                |done, lines| Ok(done & call_all(&mut session, lines)?),
            )
        }
    }
}

/// Whether all calls of a source of lines were made.
fn call_all(session: &mut Session, lines: &Lines) -> Result<bool, Error> {
    match lines {
        Lines::Line(text) => call_lines(session, bytes(text), Path::new("-e")),
        Lines::File(path) if path == Path::new("-") => {
            call_lines(session, io::stdin().lock(), path)
        }
        Lines::File(path) => {
            let file = fs::File::open(path).map_err(|error| failed(path, error))?;
            call_lines(session, BufReader::new(file), path)
        }
    }
}

/// Whether all calls were made.
fn call_lines(session: &mut Session, mut lines: impl BufRead, path: &Path) -> Result<bool, Error> {
    let mut is_done = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        if read.map_err(|error| failed(path, error))? == 0 {
            return Ok(is_done);
        }
        // SAFETY: the user's word.
        match unsafe { session.call_line(&line) } {
            Ok(None) => {}
            Ok(Some(report)) => print(&report.one_line())?,
            Err(error) => {
                is_done = false;
                print(&format!("error: {error}"))?;
            }
        }
    }
}

/// Prints lines, and says if nobody reads them.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    written.map_err(|error| failed(Path::new("standard output"), error))
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::File {
        name: path.display().to_string(),
        error,
    }
}

/// The bytes of an argument.
fn bytes(argument: &OsString) -> &[u8] {
    argument.as_encoded_bytes()
}
