//! The command line.

use lexopt::prelude::{Long, Short, Value};

use crate::measure::Effort;

/// What `--help` prints.
pub const HELP: &str = "\
Measures against the thing beside it, in the same run.

Usage: cargo run --release -p benches -- [suite]... [--tsv] [--quick]

  external   calls of C: against `extern \"C\"` by hand
  memory     tracked malloc and free: against libc's
  layout     size and places of a struct's members: against alloc::Layout
  registry   calls of operations with values: against the typed call, and a look-up alone
  cdef       reading C declarations: against reading the words alone, and against CFFI where Python has it
  calls      calls of C by signatures known at run time: against a typed pointer, and libffi
             with `--features libffi`
  callbacks  closures that C calls: against C's functions, and libffi's closures as above
  peers      the same from other languages: against those that are on this machine
  build      declarations compared with their header: against without; probes answered from the cache: against
             compiling
  compile    1,000 declarations: CPU time of cargo build against none; minutes
             Without a suite: external, memory, layout, registry, cdef,
             calls and callbacks.

  --tsv      a line for each case: suite, case, median ns, compared with, ratio
  --quick    a look, not for the record; `compile` builds once
  -h, --help";

/// The command line, read.
#[derive(Debug, PartialEq)]
pub struct Args {
    /// What to measure, in this order.
    pub suites: Vec<Suite>,
    /// Lines for programs in place of the table.
    pub tsv: bool,
    /// How long.
    pub effort: Effort,
    /// Print [`HELP`], measure nothing.
    pub help: bool,
}

/// A set of measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// Calls.
    External,
    /// malloc and free.
    Memory,
    /// Layouts of structs.
    Layout,
    /// Operations by handle and by name.
    Registry,
    /// C declarations as text.
    Cdef,
    /// Calls of signatures known at run time.
    Calls,
    /// Closures that C calls.
    Callbacks,
    /// Calls from other languages.
    Peers,
    /// Questions to the C compiler.
    Build,
    /// Compile time.
    Compile,
}

impl Args {
    /// Reads the command line.
    ///
    /// # Errors
    /// A word is unknown.
    pub fn parse(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut args = Args {
            suites: Vec::new(),
            tsv: false,
            effort: Effort::Full,
            help: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Value(name) => args.suites.push(suite(&name.to_string_lossy())?),
                Long("tsv") => args.tsv = true,
                Long("quick") => args.effort = Effort::Quick,
                Long("help") | Short('h') => args.help = true,
                _ => return Err(argument.unexpected()),
            }
        }
        if args.suites.is_empty() {
            args.suites = vec![
                Suite::External,
                Suite::Memory,
                Suite::Layout,
                Suite::Registry,
                Suite::Cdef,
                Suite::Calls,
                Suite::Callbacks,
            ];
        }
        Ok(args)
    }
}

fn suite(name: &str) -> Result<Suite, lexopt::Error> {
    match name {
        "external" => Ok(Suite::External),
        "memory" => Ok(Suite::Memory),
        "layout" => Ok(Suite::Layout),
        "registry" => Ok(Suite::Registry),
        "cdef" => Ok(Suite::Cdef),
        "calls" => Ok(Suite::Calls),
        "callbacks" => Ok(Suite::Callbacks),
        "peers" => Ok(Suite::Peers),
        "build" => Ok(Suite::Build),
        "compile" => Ok(Suite::Compile),
        _ => Err(format!(
            "no suite `{name}`: there are external, memory, layout, registry, cdef, calls, callbacks, peers, build, compile"
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Args, String> {
        Args::parse(lexopt::Parser::from_args(words)).map_err(|error| error.to_string())
    }

    #[test]
    fn words_may_stand_in_any_order() {
        let args = parse(&["--tsv", "compile", "--quick", "memory"]).unwrap();
        assert_eq!(args.suites, [Suite::Compile, Suite::Memory]);
        assert!(args.tsv && !args.help && args.effort == Effort::Quick);
    }

    #[test]
    fn without_a_suite_the_fast_ones_run() {
        let args = parse(&[]).unwrap();
        let fast = [
            Suite::External,
            Suite::Memory,
            Suite::Layout,
            Suite::Registry,
            Suite::Cdef,
            Suite::Calls,
            Suite::Callbacks,
        ];
        assert_eq!(args.suites, fast);
        assert!(!args.tsv && args.effort == Effort::Full);
    }

    #[test]
    fn errors_say_what_there_is() {
        let error = parse(&["memroy"]).unwrap_err();
        assert_eq!(
            error,
            "no suite `memroy`: there are external, memory, layout, registry, cdef, calls, callbacks, peers, build, compile"
        );
        assert_eq!(parse(&["--csv"]).unwrap_err(), "invalid option '--csv'");
    }
}
