//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
usage: minitrans [--emit-c FILE] [PROGRAM [ARGUMENT..]]

Runs a program interpreted with fakes, interpreted natively, and translated to C, and compares the
results. It runs twice natively, first the C: what it does to files happens twice, and the second
run reads what the first left of the standard input.

Without PROGRAM it is programs/report.mini, about the repository's LICENSE-APACHE.

  --emit-c FILE  only write the translation to FILE (`-`: standard output)
  -h, --help     show this

Exit status: 0, 1 if the two native ways differ or the C crashes, 2 for any other error.
";

/// What is asked for.
pub(crate) enum Command {
    Help,
    Run(Job),
    EmitC { job: Job, output: PathBuf },
}

/// A program, and what it is to work on.
pub(crate) struct Job {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
}

impl Default for Job {
    fn default() -> Self {
        let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        Job {
            program: package.join("programs/report.mini"),
            args: vec![package.join("../../LICENSE-APACHE").into()],
        }
    }
}

/// Reads the command line. What follows PROGRAM is for the program.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    use lexopt::prelude::{Long, Short, Value};

    let mut output = None;
    let mut job = Job::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("emit-c") => output = Some(parser.value()?.into()),
            Value(program) => {
                job.program = program.into();
                job.args = parser.raw_args()?.collect();
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(match output {
        Some(output) => Command::EmitC { job, output },
        None => Command::Run(job),
    })
}
