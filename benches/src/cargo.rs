//! Runs cargo, the one that runs this.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Error;

/// `cargo <subcommand>`, with its messages on the standard error output.
#[must_use]
pub fn command(subcommand: &str) -> Command {
    #[expect(clippy::disallowed_methods, reason = "cargo says here where it is")]
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command
        .args([subcommand, "--quiet"])
        .stderr(Stdio::inherit());
    command
}

/// Runs it, and returns what it wrote.
///
/// # Errors
/// It cannot be started, fails, or does not write text.
pub fn run(command: &mut Command) -> Result<String, Error> {
    let output = match command.output() {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            return Err(Error::Failed {
                command: format!("{command:?}"),
                status: output.status,
            });
        }
        Err(source) => {
            return Err(Error::Start {
                command: format!("{command:?}"),
                source,
            });
        }
    };
    String::from_utf8(output.stdout).map_err(|error| Error::Output(error.to_string()))
}

/// The folder that cargo builds this into. A path given by `--target-dir` is nowhere else to find.
///
/// # Errors
/// The system does not say where this executable is.
pub fn target_dir() -> Result<PathBuf, Error> {
    let executable = std::env::current_exe().map_err(Error::NoExecutable)?;
    // target/release/benches, or with `--target` target/<target>/release/benches
    let mut folders = executable.ancestors().skip(2);
    let folder = folders.find(|folder| !folder.ends_with(env!("BENCHES_TARGET")));
    Ok(folder.map(Into::into).unwrap_or_default())
}
