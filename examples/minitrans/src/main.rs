//! The command line program: see `cli.rs`.

mod cli;
mod report;

use std::error::Error;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use annotate_snippets::Renderer;
use minitrans::{Program, REGISTRY, compile};

use crate::cli::{Command, Job};
use crate::report::Report;

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let command = cli::parse(lexopt::Parser::from_env())
        .map_err(|error| format!("minitrans: {error}\n\n{}", cli::USAGE))?;
    match command {
        Command::Help => {
            write!(io::stdout(), "{}", cli::USAGE)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::EmitC { job, output } => emit_c(&job, &output),
        Command::Run(job) => report(&job),
    }
}

fn emit_c(job: &Job, output: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let source = load(job)?.translate()?.source;
    if output == Path::new("-") {
        write!(io::stdout(), "{source}")?;
    } else {
        fs::write(output, source).map_err(|error| format!("{}: {error}", output.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn report(job: &Job) -> Result<ExitCode, Box<dyn Error>> {
    let report = Report::new(&load(job)?, &job.args)?;
    write!(io::stdout(), "{report}")?;
    Ok(match (report.agrees(), report.failed()) {
        (false, _) => ExitCode::from(1),
        (true, true) => ExitCode::from(2),
        (true, false) => ExitCode::SUCCESS,
    })
}

fn load(job: &Job) -> Result<Program, Box<dyn Error>> {
    let name = job.program.display().to_string();
    let bytes = fs::read(&job.program).map_err(|error| format!("{name}: {error}"))?;
    let renderer = if io::stderr().is_terminal() {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    compile(&name, &bytes, &REGISTRY).map_err(|diagnostics| diagnostics.render(&renderer).into())
}
