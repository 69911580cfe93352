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
    pub(crate) mod table;
}

use std::process::ExitCode;

use support::cases::Case;

fn main() -> ExitCode {
    support::table::put(Case::run)
}
