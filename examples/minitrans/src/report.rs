//! [`Report`]: one program, three ways.

use core::fmt;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use comfy_table::{CellAlignment, Table, presets};
use extfunc::Executor;
use extfunc::ll_os::FakeFiles;
use minitrans::{Emitted, Outcome, Program};
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

struct Run {
    outcome: Outcome,
    time: Duration,
}

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
        let natively = interpret(program, Executor::Native, args);

        let start = Instant::now();
        let executable = program.translate()?.compile(&Toolchain::host())?;
        let compilation = start.elapsed();
        let (outcome, time) = executable.run(args)?;
        Ok(Report {
            with_fakes,
            natively,
            compiled: Run { outcome, time },
            compilation,
        })
    }

    /// Whether the two native ways did the same.
    pub(crate) fn agrees(&self) -> bool {
        self.natively.outcome == self.compiled.outcome
    }

    /// Whether the program ended in an error.
    pub(crate) fn failed(&self) -> bool {
        self.natively.outcome.end.is_err()
    }

    fn runs(&self) -> [&Run; 3] {
        [&self.with_fakes, &self.natively, &self.compiled]
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(["", "with fakes", "natively", "compiled C"]);
        let rows = self.runs().map(|run| run.outcome.results.len());
        for row in 0..rows.into_iter().max().unwrap_or_default() {
            self.add_result(&mut table, row);
        }
        if self.runs().iter().any(|run| run.outcome.end.is_err()) {
            add_row(&mut table, "error", self.runs().map(Run::error));
        }
        let times = self.runs().map(|run| format!("{:.2?}", run.time));
        add_row(&mut table, "time", times);
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    /// The results that each way gave at one place.
    fn add_result(&self, table: &mut Table, index: usize) {
        let emitted = self.runs().map(|run| run.outcome.results.get(index));
        let first = emitted.iter().flatten().next();
        let head = first.map(|emitted| label(emitted)).unwrap_or_default();
        let cells = emitted.map(|emitted| cell(emitted, &head));
        add_row(table, &head, cells);
    }
}

impl Run {
    fn error(&self) -> String {
        let error = self.outcome.end.as_ref().err();
        error.map_or_else(|| "-".to_owned(), ToString::to_string)
    }
}

fn add_row(table: &mut Table, head: &str, cells: [String; 3]) {
    table.add_row([head].into_iter().chain(cells.iter().map(String::as_str)));
}

fn interpret(program: &Program, executor: Executor, args: &[OsString]) -> Run {
    let start = Instant::now();
    let outcome = program.interpret(executor, args);
    Run {
        outcome,
        time: start.elapsed(),
    }
}

fn label(emitted: &Emitted) -> String {
    String::from_utf8_lossy(&emitted.label).into_owned()
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
