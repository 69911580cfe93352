//! The program, and the library that it calls.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// What a run of the program gave.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ccall"))
}

pub(crate) fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    program().args(args).output().unwrap().into()
}

/// Runs it with something to read.
pub(crate) fn run_with_input(args: &[&str], input: &[u8]) -> Run {
    let mut child = program()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

/// What a call that is made prints.
#[track_caller]
pub(crate) fn printed<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> String {
    let run = run(args);
    assert_eq!(run.stderr, "");
    assert_eq!(run.status, Some(0), "{}", run.stdout);
    run.stdout.trim_end().to_owned()
}

/// What a call that is not made says, without `error: `.
#[track_caller]
pub(crate) fn refused<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> String {
    let run = run(args);
    assert_eq!((run.status, &*run.stdout), (Some(1), ""), "{}", run.stderr);
    let message = run.stderr.strip_prefix("error: ");
    message.unwrap_or(&run.stderr).trim_end().to_owned()
}

/// What lines print, one for each.
#[track_caller]
pub(crate) fn lines(lines: &[&str]) -> Vec<String> {
    let run = run(lines.iter().flat_map(|line| ["-e", line]));
    assert_eq!(run.stderr, "");
    run.stdout.lines().map(str::to_owned).collect()
}

/// The library of the tests, in a directory with a blank in its name; `None` without a C compiler.
pub(crate) fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let library = LIBRARY.get_or_init(build).as_deref();
    if library.is_none() {
        println!("skipped: there is no gcc");
    }
    library
}

fn build() -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/library.c");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a library");
    std::fs::create_dir_all(&directory).unwrap();
    let library = directory.join("lib of tests.so");
    let flags = ["-shared", "-fPIC", "-O1", "-Wno-psabi", "-o"];
    let mut gcc = Command::new("gcc");
    let status = gcc
        .args(flags)
        .arg(&library)
        .arg(source)
        .arg("-lm")
        .status();
    match status {
        Ok(status) => {
            assert!(status.success(), "gcc cannot compile the library");
            Some(library)
        }
        Err(_) => None,
    }
}

/// What a call of the library of the tests prints: the prototype, and the arguments.
#[track_caller]
pub(crate) fn calls(table: &[(&str, &[&str], &str)]) {
    let Some(library) = library() else { return };
    for (prototype, arguments, expected) in table {
        let words = [library.as_os_str(), OsStr::new(prototype)].into_iter();
        let found = printed(words.chain(arguments.iter().map(OsStr::new)));
        assert_eq!(found, *expected, "{prototype} {arguments:?}");
    }
}

/// What a call of the library of the tests is refused with.
#[track_caller]
pub(crate) fn refusals(table: &[(&str, &[&str], &str)]) {
    let Some(library) = library() else { return };
    for (prototype, arguments, expected) in table {
        let words = [library.as_os_str(), OsStr::new(prototype)].into_iter();
        let found = refused(words.chain(arguments.iter().map(OsStr::new)));
        assert_eq!(found, *expected, "{prototype} {arguments:?}");
    }
}
