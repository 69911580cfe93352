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
#[path = "../../cdef/examples/support/table.rs"]
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    table::put(compiled::run)
}
