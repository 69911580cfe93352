//! Compiles a [`Translation`], runs the program, reads what it did.

use core::fmt;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use rffi_build::Toolchain;
use tempfile::TempDir;

use crate::location::Location;
use crate::outcome::{Emitted, Outcome, RuntimeError};
use crate::translate::Translation;
use crate::value::Value;

/// A translated and compiled program, in a temporary folder of its own.
#[derive(Debug)]
pub struct Executable {
    folder: TempDir,
}

/// Why a translated program was not compiled, or gave no outcome.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The C compiler refused it, or there is none.
    Compile(rffi_build::Error),
    /// A file of the temporary folder could not be written or read, or the program not started.
    Io(io::Error),
    /// The program ended in a way that a translated program does not: it crashed.
    Crash(ExitStatus),
    /// What the program wrote about itself makes no sense.
    Protocol(String),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Compile(error) => error.fmt(f),
            RunError::Io(error) => write!(f, "cannot run the compiled program: {error}"),
            RunError::Crash(status) => write!(f, "the compiled program crashed: {status}"),
            RunError::Protocol(line) => {
                write!(
                    f,
                    "the compiled program gave a result without sense: `{line}`"
                )
            }
        }
    }
}

impl core::error::Error for RunError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            // The message is the inner error's already: go on with what is below it.
            RunError::Compile(error) => error.source(),
            RunError::Io(error) => Some(error),
            RunError::Crash(_) | RunError::Protocol(_) => None,
        }
    }
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        RunError::Io(error)
    }
}

impl Translation {
    /// Compiles and links it.
    ///
    /// # Errors
    /// The C compiler refuses it, or there is none; the temporary folder cannot be written.
    pub fn compile(&self, toolchain: &Toolchain) -> Result<Executable, RunError> {
        let folder = tempfile::tempdir()?;
        let source = folder.path().join("program.c");
        fs::write(&source, &self.source)?;
        let info = &self.compilation_info;
        let output = folder.path().join("program");
        toolchain
            .compile_executable(&[source], info, &output)
            .map_err(RunError::Compile)?;
        Ok(Executable { folder })
    }
}

impl Executable {
    /// Runs the program. Also gives the time that it took, without that of starting a process.
    ///
    /// # Errors
    /// It cannot be started, or crashes.
    pub fn run<A: AsRef<OsStr>>(&self, args: &[A]) -> Result<(Outcome, Duration), RunError> {
        let results = self.folder.path().join("results");
        let status = Command::new(self.folder.path().join("program"))
            .arg(&results)
            .args(args)
            .status()?;
        // There are none if it crashed.
        let text = fs::read_to_string(&results).map_err(|_| RunError::Crash(status))?;
        fs::remove_file(&results)?;
        let (outcome, time) = outcome(&text)?;
        if status.code() == Some(outcome.end.is_err().into()) {
            Ok((outcome, time))
        } else {
            Err(RunError::Crash(status))
        }
    }
}

/// Reads the results file: a line for each result, one for the error if there is one, one for the
/// end.
fn outcome(text: &str) -> Result<(Outcome, Duration), RunError> {
    let mut outcome = Outcome {
        results: Vec::new(),
        end: Ok(()),
    };
    for line in text.lines() {
        if let Some(time) = end(line) {
            return Ok((outcome, time));
        }
        if let Some(error) = error(line) {
            outcome.end = Err(error);
        } else {
            let emitted = emitted(line).ok_or_else(|| RunError::Protocol(line.to_owned()))?;
            outcome.results.push(emitted);
        }
    }
    Err(RunError::Protocol("no end".to_owned()))
}

/// `end NANOSECONDS`.
fn end(line: &str) -> Option<Duration> {
    let nanoseconds = line.strip_prefix("end ")?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// `error LINE COLUMN MESSAGE`.
fn error(line: &str) -> Option<RuntimeError> {
    let mut parts = line.strip_prefix("error ")?.splitn(3, ' ');
    Some(RuntimeError {
        at: Location {
            line: parts.next()?.parse().ok()?,
            column: parts.next()?.parse().ok()?,
        },
        message: parts.next()?.to_owned(),
    })
}

/// `TYPE VALUE LABEL`; labels and strings are in hexadecimal.
fn emitted(line: &str) -> Option<Emitted> {
    let mut parts = line.split(' ');
    let [ty, value, label] = [parts.next()?, parts.next()?, parts.next()?];
    let value = match ty {
        "int" => Value::Int(value.parse().ok()?),
        "float" => Value::Float(f64::from_bits(u64::from_str_radix(value, 16).ok()?)),
        "bool" => Value::Bool(value.parse().ok()?),
        "str" => Value::Str(bytes(value)?.into()),
        _ => return None,
    };
    let label = bytes(label)?.into();
    Some(Emitted { label, value })
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let starts = (0..hexadecimal.len()).step_by(2);
    starts
        .map(|start| u8::from_str_radix(hexadecimal.get(start..start + 2)?, 16).ok())
        .collect()
}
