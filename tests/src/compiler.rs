//! Compilers, and what they print.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use lltype::Target;
use tempfile::NamedTempFile;

/// A compiler for a target.
#[derive(Debug, Clone, Copy)]
pub struct Compiler {
    /// Its command.
    pub command: &'static str,
    /// What it is always given.
    pub flags: &'static [&'static str],
    /// The Debian package that it is in.
    pub package: &'static str,
    /// What it compiles for.
    pub target: Target,
}

/// Says something though the test passes. The harness keeps what `eprintln!` prints to itself.
pub fn say(text: &str) {
    let line = format!("{text}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

impl Compiler {
    /// Whether it is here, with the target.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.run(&["-x", "c", "-fsyntax-only", "-"], "int x;")
            .is_ok()
    }

    /// What it prints for an input.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub fn run(&self, args: &[&str], input: &str) -> Result<String, String> {
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
    pub fn object(&self, text: &str) -> Result<Vec<u8>, String> {
        self.file(&["-c", "-o"], text)
    }

    /// The file that it writes for a text without macros; its path goes behind the arguments.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub fn file(&self, args: &[&str], text: &str) -> Result<Vec<u8>, String> {
        let file = self.written(args, text)?;
        fs::read(file.path()).map_err(|error| error.to_string())
    }

    /// The same, as a file that is removed when it is dropped.
    ///
    /// # Errors
    /// What it prints if it fails.
    pub fn written(&self, args: &[&str], text: &str) -> Result<NamedTempFile, String> {
        let file = NamedTempFile::new().map_err(|error| error.to_string())?;
        let path = file.path().to_string_lossy();
        self.run(&[args, &[&path, "-x", "cpp-output", "-"]].concat(), text)?;
        Ok(file)
    }
}
