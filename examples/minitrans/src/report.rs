//! [`Report`]: one program, three ways.

use core::fmt;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use comfy_table::{CellAlignment, Table, presets};
use extfunc::Executor;
use extfunc::ll_os::FakeFiles;
use minitrans::{Emitted, Outcome, Program, RunError};
use rffi_build::Toolchain;

/// What every file holds that the program sees when it runs with fakes.
const FAKE_FILE: &str = "To be, or not to be:\nthat is the question.\n";

/// What came of running a program three ways.
pub(crate) struct Report {
    with_fakes: Run,
    natively: Run,
    compiled: Run,
    /// How long the C compiler took.
    compilation: Duration,
}

/// What came of one way, and how long it took; or why nothing did.
struct Run(Result<(Outcome, Duration), RunError>);

impl Report {
    /// Runs the program.
    pub(crate) fn new(
        program: &Program,
        args: &[OsString],
    ) -> Result<Self, Box<dyn core::error::Error>> {
        let files = args.iter().fold(FakeFiles::new(), |files, arg| {
            files.with_file(arg.to_string_lossy(), FAKE_FILE)
        });
        files.install();
        let with_fakes = interpret(program, Executor::Interpreter, args);

        let start = Instant::now();
        let executable = program.translate()?.compile(&Toolchain::host())?;
        let compilation = start.elapsed();
        // First: it would inherit the files that the interpreted program leaves open.
        let compiled = Run(executable.run(args));
        Ok(Report {
            with_fakes,
            natively: interpret(program, Executor::Native, args),
            compiled,
            compilation,
        })
    }

    /// Whether the two native ways did the same.
    pub(crate) fn agrees(&self) -> bool {
        let outcomes = [&self.natively, &self.compiled].map(Run::outcome);
        outcomes[0] == outcomes[1]
    }

    /// Whether the program ended in an error.
    pub(crate) fn failed(&self) -> bool {
        self.natively.error().is_some()
    }

    fn runs(&self) -> [&Run; 3] {
        [&self.with_fakes, &self.natively, &self.compiled]
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(["", "with fakes", "natively", "compiled C"]);
        let rows = self.runs().map(|run| run.results().len());
        for row in 0..rows.into_iter().max().unwrap_or_default() {
            self.add_result(&mut table, row);
        }
        let errors = self.runs().map(Run::error);
        if errors.iter().any(Option::is_some) {
            add_row(&mut table, "error", errors.map(or_dash));
        }
        let times = self.runs().map(Run::time);
        add_row(&mut table, "time", times.map(or_dash));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    /// The results that each way gave at one place.
    fn add_result(&self, table: &mut Table, index: usize) {
        let emitted = self.runs().map(|run| run.results().get(index));
        let first = emitted.iter().flatten().next();
        let head = first.map(|emitted| label(emitted)).unwrap_or_default();
        let cells = emitted.map(|emitted| cell(emitted, &head));
        add_row(table, &head, cells);
    }
}

impl Run {
    fn outcome(&self) -> Option<&Outcome> {
        self.0.as_ref().ok().map(|(outcome, _)| outcome)
    }

    fn results(&self) -> &[Emitted] {
        self.outcome().map_or(&[], |outcome| &outcome.results)
    }

    fn error(&self) -> Option<String> {
        match &self.0 {
            Ok((outcome, _)) => outcome.end.as_ref().err().map(ToString::to_string),
            Err(error) => Some(error.to_string()),
        }
    }

    fn time(&self) -> Option<String> {
        self.0.as_ref().ok().map(|(_, time)| format!("{time:.2?}"))
    }
}

fn or_dash(cell: Option<String>) -> String {
    cell.unwrap_or_else(|| "-".to_owned())
}

fn add_row(table: &mut Table, head: &str, cells: [String; 3]) {
    table.add_row([head].into_iter().chain(cells.iter().map(String::as_str)));
}

fn interpret(program: &Program, executor: Executor, args: &[OsString]) -> Run {
    let start = Instant::now();
    let outcome = program.interpret(executor, args);
    Run(Ok((outcome, start.elapsed())))
}

/// As values are shown.
fn label(emitted: &Emitted) -> String {
    emitted.label.escape_ascii().to_string()
}

/// One result; with its label if that is not the row's.
fn cell(emitted: Option<&Emitted>, row: &str) -> String {
    match emitted {
        None => "-".to_owned(),
        Some(emitted) if label(emitted) == row => emitted.value.to_string(),
        Some(emitted) => format!("{}: {}", label(emitted), emitted.value),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.table())?;
        writeln!(
            f,
            "with fakes, every argument names a file in memory: {FAKE_FILE:?}"
        )?;
        writeln!(f, "the C compiler took {:.0?}", self.compilation)?;
        let verdict = if self.agrees() { "agree" } else { "DIFFER" };
        writeln!(f, "the two native ways {verdict}")
    }
}
