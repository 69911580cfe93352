//! Compilers, and what they print.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use lltype::Target;

/// A compiler for a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compiler {
    pub(crate) command: &'static str,
    pub(crate) flags: &'static [&'static str],
    /// The Debian package that it is in.
    pub(crate) package: &'static str,
    pub(crate) target: Target,
}

/// Says something though the test passes. The harness keeps what `eprintln!` prints to itself.
pub(crate) fn say(text: &str) {
    let line = format!("{text}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

impl Compiler {
    /// Whether it is here, with the target.
    pub(crate) fn is_here(&self) -> bool {
        self.run(&["-x", "c", "-fsyntax-only", "-"], "int x;")
            .is_ok()
    }

    /// What it prints for an input.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub(crate) fn run(&self, args: &[&str], input: &str) -> Result<String, String> {
        let output = self.start(args, input)?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        match output.status.success() {
            true => Ok(text(output.stdout)),
            false => Err(text(output.stderr)),
        }
    }

    fn start(&self, args: &[&str], input: &str) -> Result<Output, String> {
        let mut compiler = Command::new(self.command)
            .args(self.flags)
            .args(["-std=gnu11", "-w"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Messages are read here.
            .env("LC_ALL", "C")
            .spawn()
            .map_err(|error| format!("{}: {error}", self.command))?;
        let mut stdin = compiler.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // It may stop reading at an error, which it then prints.
            scope.spawn(move || drop(stdin.write_all(input.as_bytes())));
            compiler
                .wait_with_output()
                .map_err(|error| error.to_string())
        })
    }

    /// The object file of a text without macros.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub(crate) fn object(&self, text: &str) -> Result<Vec<u8>, String> {
        self.file(&["-c", "-o"], text)
    }

    /// The file that it writes for a text without macros; its path goes behind the arguments.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub(crate) fn file(&self, args: &[&str], text: &str) -> Result<Vec<u8>, String> {
        let file = scratch();
        let path = file.to_string_lossy();
        let result = self.run(&[args, &[&path, "-x", "cpp-output", "-"]].concat(), text);
        let bytes = result.and_then(|_| fs::read(&file).map_err(|error| error.to_string()));
        // It is not there if the compiler failed.
        let _ = fs::remove_file(&file);
        bytes
    }
}

/// The path of a file that nobody else writes.
fn scratch() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("probe-{}-{count}", std::process::id());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
