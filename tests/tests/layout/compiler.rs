//! Compilers, asked for object files.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use lltype::Target;

/// A compiler for a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compiler {
    /// The test that compares with it.
    pub(crate) test: &'static str,
    pub(crate) command: &'static str,
    pub(crate) flags: &'static [&'static str],
    /// The Debian package that it is in.
    pub(crate) package: &'static str,
    pub(crate) target: Target,
}

impl Compiler {
    /// Whether it is here, with the target.
    pub(crate) fn is_here(&self) -> bool {
        self.object("int x;").is_ok()
    }

    /// Says that it is not here. The harness keeps what `eprintln!` prints to itself.
    pub(crate) fn skip(&self) {
        let line = format!(
            "skipped: layouts of {} with {} (needs the package {})\n",
            self.target.name, self.command, self.package
        );
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }

    /// The object file of a source.
    ///
    /// # Errors
    /// What the compiler prints.
    pub(crate) fn object(&self, source: &str) -> Result<Vec<u8>, String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("layout-{}-{count}.o", std::process::id());
        let object = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let result = self.compile(source, &object);
        let bytes = result.and_then(|()| fs::read(&object).map_err(|error| error.to_string()));
        // It is not there if the compiler failed.
        let _ = fs::remove_file(&object);
        bytes
    }

    fn compile(&self, source: &str, object: &Path) -> Result<(), String> {
        let mut compiler = Command::new(self.command)
            .args(self.flags)
            .args(["-std=gnu11", "-w", "-c", "-x", "c", "-", "-o"])
            .arg(object)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.command))?;
        let mut input = compiler.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // It may stop reading at an error, which it then prints.
            scope.spawn(move || drop(input.write_all(source.as_bytes())));
            let output = compiler.wait_with_output().unwrap();
            match output.status.success() {
                true => Ok(()),
                false => Err(errors(&String::from_utf8_lossy(&output.stderr), source)),
            }
        })
    }
}

/// The first errors of what a compiler prints, with the lines of the source.
fn errors(printed: &str, source: &str) -> String {
    let errors = printed.lines().filter(|line| line.contains("error"));
    let texts = errors.take(3).map(|error| {
        let line = error.split(':').nth(1).and_then(|line| line.parse().ok());
        let line = line.and_then(|line: usize| source.lines().nth(line.checked_sub(1)?));
        format!("{error}\n  {}\n", line.unwrap_or_default())
    });
    texts.collect()
}
