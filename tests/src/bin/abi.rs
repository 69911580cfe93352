//! Random signatures against the compilers of the host, any number of them.

use std::ffi::OsString;
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};
use llcall::Backend;
use tests::abi::{Campaign, Check, Mode, Summary, compiler};

const USAGE: &str = "\
usage: abi [--seed N] [--count N] [--backend own|libffi] [--compiler gcc|clang]
           [--mode calls|callbacks|all] [-O LEVEL]

Calls functions of random signatures that the compilers of this machine have compiled, and is called by
them. What fails is shrunk to a C program. Without --compiler, all are asked.
";

struct Options {
    seed: u64,
    count: usize,
    backend: Backend,
    compilers: Vec<&'static str>,
    modes: &'static [Mode],
    optimization: &'static str,
}

fn main() -> ExitCode {
    match options(Parser::from_env()) {
        Ok(Some(options)) => run(&options),
        Ok(None) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("abi: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(mut parser: Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options {
        seed: 1,
        count: 2000,
        backend: Backend::DEFAULT,
        compilers: vec!["gcc", "clang"],
        modes: &[Mode::Calls, Mode::Callbacks],
        optimization: "-O1",
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("seed") => options.seed = parser.value()?.parse()?,
            Arg::Long("count") => options.count = parser.value()?.parse()?,
            Arg::Long("backend") => {
                options.backend = one_of(
                    parser.value()?,
                    &[("own", Backend::Own), ("libffi", Backend::Libffi)],
                )?;
            }
            Arg::Long("compiler") => {
                let compiler = one_of(parser.value()?, &[("gcc", "gcc"), ("clang", "clang")])?;
                options.compilers = vec![compiler];
            }
            Arg::Long("mode") => {
                let modes: [(_, &[Mode]); 3] = [
                    ("calls", &[Mode::Calls]),
                    ("callbacks", &[Mode::Callbacks]),
                    ("all", &[Mode::Calls, Mode::Callbacks]),
                ];
                options.modes = one_of(parser.value()?, &modes)?;
            }
            Arg::Short('O') => {
                let levels = [("0", "-O0"), ("1", "-O1"), ("2", "-O2"), ("3", "-O3")];
                options.optimization = one_of(parser.value()?, &levels)?;
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            _ => return Err(arg.unexpected()),
        }
    }
    Ok(Some(options))
}

fn one_of<T: Copy>(value: OsString, all: &[(&str, T)]) -> Result<T, lexopt::Error> {
    let value = value.string()?;
    let found = all.iter().find(|(name, _)| *name == value);
    found.map(|(_, one)| *one).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        format!("`{value}` is none of {}", names.join(", ")).into()
    })
}

fn run(options: &Options) -> ExitCode {
    let mut all = Summary::default();
    if !options.backend.is_available() {
        eprintln!("abi: the backend \"{}\" is not there", options.backend);
        return ExitCode::from(2);
    }
    for command in &options.compilers {
        let compiler = compiler(command);
        if !compiler.is_here() {
            println!(
                "skipped: {command} (needs the package {})",
                compiler.package
            );
            continue;
        }
        let campaign = Campaign {
            check: Check {
                optimization: options.optimization,
                modes: options.modes,
                backend: options.backend,
                ..Check::new(compiler)
            },
            seed: options.seed,
            count: options.count,
            shrunk: 5,
            folder: &std::env::temp_dir(),
        };
        all.add(campaign.run());
    }
    for failure in &all.failed {
        println!("{failure}");
    }
    for (skip, count) in &all.skipped {
        println!("{count} not called: {}", skip.0);
    }
    println!("{} passed, {} failed", all.passed, all.failed.len());
    match all.failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    }
}
