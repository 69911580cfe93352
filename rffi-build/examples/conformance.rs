//! Puts the rows of a table that need a compiler to [`rffi_build::Glue`], and prints where it answers
//! otherwise. cdef's example of this name asks the others, and says what the table looks like.
//!
//! ```sh
//! cargo run --release -p rffi-build --example conformance -- cases.tsv
//! ```

#[path = "../../cdef/examples/support/cases.rs"]
mod cases;
#[path = "support/compiled.rs"]
mod compiled;

use std::process::ExitCode;

use cases::{Case, Outcome};

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
        match compiled::run(&case) {
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
