//! `cargo run --release -p benches -- [suite]... [--tsv] [--quick]`

use std::error::Error;
use std::process::ExitCode;

use benches::args::{Args, HELP, Suite};
use benches::measure::Effort;
use benches::row::Row;
use benches::{
    build, callbacks, calls, cdef, compile, external, layout, memory, peers, registry, report,
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args_os().skip(1);
    if let (Some(build::ONE_PROBE), Some(cache)) = (
        words.next().as_deref().and_then(std::ffi::OsStr::to_str),
        words.next(),
    ) {
        return build::one_probe(&cache);
    }
    let args = Args::parse(lexopt::Parser::from_env())
        .map_err(|error| format!("{error}; `--help` says what there is"))?;
    if args.help {
        println!("{HELP}");
        return Ok(());
    }
    if cfg!(debug_assertions) {
        return Err("not optimised: use `cargo run --release -p benches`".into());
    }
    let mut rows = Vec::new();
    for suite in args.suites {
        rows.extend(measure(suite, args.effort)?);
    }
    match args.tsv {
        true => rows.iter().for_each(|row| println!("{row}")),
        false => println!("{}", report::table(&rows)),
    }
    Ok(())
}

fn measure(suite: Suite, effort: Effort) -> Result<Vec<Row>, benches::Error> {
    match suite {
        Suite::External => external::rows(effort),
        Suite::Memory => Ok(memory::rows(effort)),
        Suite::Layout => Ok(layout::rows(effort)),
        Suite::Registry => Ok(registry::rows(effort)),
        Suite::Cdef => cdef::rows(effort),
        Suite::Calls => Ok(calls::rows(effort)),
        Suite::Callbacks => Ok(callbacks::rows(effort)),
        Suite::Peers => Ok(peers::rows(effort)),
        Suite::Compile => compile::rows(effort),
        Suite::Build => build::rows(effort),
    }
}
