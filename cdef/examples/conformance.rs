//! Puts a table of questions to the parser, and prints where it answers otherwise.
//!
//! ```sh
//! cargo run --release -p cdef --example conformance -- cases.tsv
//! ```
//!
//! A row is `id`, declarations, question, expected answer, separated by tabs; `\n`, `\t` and `\\` are
//! escapes. Declarations are texts: a line that begins with `%%` begins the next, with its options
//! (`%% packed`, `%% pack=2`, `%% override`, `%% included`); what stands behind `%% csource` is for a
//! compiler. An error is expected as `error:KIND`, or `error:KIND@COLUMN` in a type string.

mod support {
    pub(crate) mod cases;
}

use std::process::ExitCode;

use support::cases::{Case, Outcome};

fn main() -> ExitCode {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        match std::fs::read_to_string(&argument) {
            Ok(text) => files.push(text),
            Err(error) => {
                eprintln!("error: {argument}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    if files.is_empty() {
        eprintln!("usage: conformance FILE.tsv..");
        return ExitCode::from(2);
    }
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for row in files.iter().flat_map(|text| text.lines().skip(1)) {
        let Some(case) = Case::read(row) else {
            failed += 1;
            println!("no row of five columns: {row}");
            continue;
        };
        match case.run() {
            Outcome::Passed => passed += 1,
            Outcome::Skipped => skipped += 1,
            Outcome::Failed(got) => {
                failed += 1;
                println!("{}: expected {}, got {got}", case.id, case.expected);
            }
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    ExitCode::from(u8::from(failed > 0))
}
