//! Running programs both native ways.

use std::ffi::OsStr;

use extfunc::Executor;
use minitrans::{Executable, Outcome, Program, REGISTRY, RunError, Translation, compile};
use rffi_build::{Error, Toolchain};

/// Compiles a program that has no errors.
pub(crate) fn program(source: &str) -> Program {
    compile("test.mini", source.as_bytes(), &REGISTRY)
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}\n\nin\n{source}"))
}

/// Compiles the C quickly; without a compiler, says what to install.
pub(crate) fn executable(translation: &Translation) -> Option<Executable> {
    let mut toolchain = Toolchain::host();
    "0".clone_into(&mut toolchain.opt_level);
    match translation.compile(&toolchain) {
        Ok(executable) => Some(executable),
        Err(RunError::Compile(Error::NoCompiler { .. } | Error::Start { .. })) => {
            eprintln!("skipped: translated programs; there is no C compiler: apt install gcc");
            None
        }
        Err(error) => panic!("{error}\n\nin\n{}", translation.source),
    }
}

pub(crate) fn natively<A: AsRef<OsStr>>(program: &Program, args: &[A]) -> Outcome {
    program.interpret(Executor::Native, args)
}

/// Several programs in one, so that C is compiled once. Each is some functions, with `fn entry()` to
/// start at.
pub(crate) struct Batch {
    program: Program,
    executable: Option<Executable>,
}

impl Batch {
    pub(crate) fn new<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> Self {
        Batch::from_source(&batch_source(entries))
    }

    pub(crate) fn from_source(source: &str) -> Self {
        let program = program(source);
        let executable = executable(&program.translate().unwrap());
        Batch {
            program,
            executable,
        }
    }

    /// Runs one, interpreted and, if there is a compiler, as C.
    pub(crate) fn run_both(&self, index: usize) -> (Outcome, Option<Outcome>) {
        let args = [index.to_string()];
        let compiled = self.executable.as_ref();
        let compiled = compiled.map(|executable| executable.run(&args).unwrap().0);
        (natively(&self.program, &args), compiled)
    }

    /// Runs one both ways, which must do the same.
    pub(crate) fn run(&self, index: usize) -> Outcome {
        let (interpreted, compiled) = self.run_both(index);
        if let Some(compiled) = compiled {
            assert_eq!(compiled, interpreted, "compiled (left) and interpreted");
        }
        interpreted
    }
}

/// Functions may be called anything: each entry's names get its number.
pub(crate) fn batch_source<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> String {
    let mut functions = String::new();
    let mut main = String::from("fn main(which: str) {\n");
    for (index, entry) in entries.into_iter().enumerate() {
        functions += &entry.as_ref().replace("entry", &format!("entry{index}"));
        functions += "\n";
        main += &format!("    if which == \"{index}\" {{ entry{index}(); }}\n");
    }
    functions + &main + "}\n"
}
