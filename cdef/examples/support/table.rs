//! A program that puts the rows of tables, and prints where the answer is another.

use std::process::ExitCode;

use super::cases::{Case, Outcome};

/// Runs each row of the files that the command line names.
pub(crate) fn put(run: impl Fn(&Case) -> Outcome) -> ExitCode {
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
        match run(&case) {
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
