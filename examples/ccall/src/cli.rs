//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use ccall::Options;
use llcall::Backend;

pub(crate) const USAGE: &str = "\
usage: ccall [OPTION..] LIBRARY PROTOTYPE [ARGUMENT..]
       ccall [OPTION..] -e LINE | -f FILE ..

Calls a function of a C library, and prints its result.

  ccall libm.so.6 'double cos(double)' 0.5
  ccall -e 'libc.so.6 ; size_t strlen(const char *s) ; \"hello\"'

LIBRARY is a name or a path, or `-` for the process itself. PROTOTYPE declares the function, perhaps with
its types: `struct p { int x; double y; }; struct p mk(int, double)`. ARGUMENTs are

  12  -0x1f  'a'  1.5  0x1.8p3  inf  1+2i  \"text\\n\"  null  true  NAME of a constant
  [1, 2]      an array             {1, 2.5}  {.x = 1}   a struct
  &3  &{1}    a pointer to a new value, which is printed after the call
  (long)3  (struct p){1, 2}        a value of a type of its own, for variadic functions

  -e LINE           calls as a line says: LIBRARY ; PROTOTYPE ; ARGUMENTS
  -f FILE           the same for each line of FILE (`-`: standard input)
  --cdef FILE       reads declarations; then the name of a function is prototype enough
  --explain         prints where each argument goes
  --time N          calls N times, and prints the time of a call
  --errno           prints errno after the call
  --backend NAME    who calls: `own`, or `libffi` with the feature of this name
  -h, --help        show this

Options stand before LIBRARY. Exit status: 0, 1 if a call was not made, 2 for a wrong command line.
";

/// What is asked for.
pub(crate) enum Command {
    Help,
    Run(Job),
}

/// What is called.
pub(crate) struct Job {
    pub(crate) options: Options,
    pub(crate) cdefs: Vec<PathBuf>,
    pub(crate) calls: Calls,
}

pub(crate) enum Calls {
    One {
        library: OsString,
        prototype: OsString,
        arguments: Vec<OsString>,
    },
    Lines(Vec<Lines>),
}

/// Where lines come from.
pub(crate) enum Lines {
    Line(OsString),
    File(PathBuf),
}

/// Reads the command line. What follows LIBRARY is no option.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    use lexopt::prelude::{Long, Short, Value};

    let mut options = Options::default();
    let (mut cdefs, mut lines, mut one) = (Vec::new(), Vec::new(), None);
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('e') => lines.push(Lines::Line(parser.value()?)),
            Short('f') => lines.push(Lines::File(parser.value()?.into())),
            Long("cdef") => cdefs.push(parser.value()?.into()),
            Long("explain") => options.explain = true,
            Long("errno") => options.errno = true,
            Long("time") => options.time = Some(times(&parser.value()?)?),
            Long("backend") => options.backend = backend(&parser.value()?)?,
            Value(library) if lines.is_empty() => {
                let mut rest = parser.raw_args()?;
                let prototype = rest.next().ok_or("PROTOTYPE is missing behind LIBRARY")?;
                one = Some(Calls::One {
                    library,
                    prototype,
                    arguments: rest.collect(),
                });
                break;
            }
            other => return Err(other.unexpected()),
        }
    }
    let calls = match one {
        Some(one) => one,
        None if lines.is_empty() => return Err("LIBRARY is missing".into()),
        None => Calls::Lines(lines),
    };
    Ok(Command::Run(Job {
        options,
        cdefs,
        calls,
    }))
}

fn times(value: &OsString) -> Result<u64, lexopt::Error> {
    let count = value.to_str().and_then(|text| text.parse().ok());
    let count = count.filter(|count| *count > 0);
    count.ok_or_else(|| format!("`--time` needs a number from 1 on, got {value:?}").into())
}

fn backend(value: &OsString) -> Result<Backend, lexopt::Error> {
    let backends = [Backend::Own, Backend::Libffi];
    let found = backends
        .into_iter()
        .find(|known| *value == *known.to_string());
    match found {
        Some(backend) if backend.is_available() => Ok(backend),
        Some(Backend::Libffi) => Err("`--backend libffi` needs the feature `libffi`: \
             `cargo install --path examples/ccall --features libffi`"
            .into()),
        Some(backend) => Err(format!("`--backend {backend}` is not there on this machine").into()),
        None => Err(format!("`--backend` is `own` or `libffi`, got {value:?}").into()),
    }
}
