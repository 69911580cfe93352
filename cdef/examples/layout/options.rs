//! The command line.

use std::ffi::OsString;

use lexopt::{Arg, Parser, ValueExt};
use lltype::Target;

pub(crate) const USAGE: &str = "\
usage: layout [--target TRIPLE] [--json] FILE.. [-- NAME..]

Prints what the C declarations in the files take, as the compiler for TRIPLE lays them out: structs and
unions as `pahole` does, enums, constants, typedefs. FILE is what `cc -E` prints or plain declarations;
`-` is the standard input. With NAMEs, only what is called so.

  --target TRIPLE  the machine, such as `aarch64-unknown-linux-gnu`; else this one
  --json           for programs
  -h, --help       this text";

/// What is to be done.
pub(crate) enum Command {
    Help,
    Print(Options),
}

pub(crate) struct Options {
    pub(crate) target: &'static Target,
    pub(crate) json: bool,
    pub(crate) files: Vec<OsString>,
    /// What is printed; empty for everything.
    pub(crate) names: Vec<String>,
}

/// Reads the arguments behind the program's name; what is wrong with them, otherwise.
pub(crate) fn read(args: impl Iterator<Item = OsString>) -> Result<Command, String> {
    let mut args: Vec<OsString> = args.collect();
    let split = args.iter().position(|arg| arg == "--");
    let names = split.map_or_else(Vec::new, |at| args.split_off(at));
    let mut options = Options {
        target: &Target::HOST,
        json: false,
        files: Vec::new(),
        names: names.iter().skip(1).map(name).collect(),
    };
    let mut parser = Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Long("target") => options.target = target(&mut parser)?,
            Arg::Long("json") => options.json = true,
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Value(file) => options.files.push(file),
            _ => return Err(arg.unexpected().to_string()),
        }
    }
    match options.files.is_empty() {
        true => Err("no FILE is given; `-` is the standard input".to_owned()),
        false => Ok(Command::Print(options)),
    }
}

/// A name with single spaces: `struct  stat` is `struct stat`.
fn name(arg: &OsString) -> String {
    let text = arg.to_string_lossy();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn target(parser: &mut Parser) -> Result<&'static Target, String> {
    let value = parser.value().and_then(|value| value.string());
    let name = value.map_err(|error| error.to_string())?;
    Target::find(&name).ok_or_else(|| {
        let known: Vec<&str> = Target::ALL.iter().map(|target| target.name).collect();
        let known = known.join("\n  ");
        format!("`{name}` is no known target; these are:\n  {known}")
    })
}
