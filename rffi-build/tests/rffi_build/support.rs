//! A package in a temporary folder.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use llexternal_syntax::{LinkKind, Manifest};
use rffi_build::{Cfg, Package, Result};
use tempfile::TempDir;

/// A package, removed when dropped.
pub(crate) struct Sandbox {
    folder: TempDir,
    pub(crate) package: Package,
}

/// What a build said and wrote.
pub(crate) struct Outcome {
    pub(crate) directives: String,
    pub(crate) manifest: Manifest,
}

impl Sandbox {
    /// With these files, as paths and contents.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        // Blanks in paths are what most often breaks in scripts around C compilers.
        let folder = tempfile::Builder::new()
            .prefix("rffi build ")
            .tempdir()
            .unwrap();
        let root = folder.path().join("the package");
        let mut package = Package::new("my-pack", &root, folder.path().join("out dir"));
        package.cfg = Cfg::from_variables([
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_FEATURE_FAST", "1"),
        ]);
        let sandbox = Sandbox { folder, package };
        fs::create_dir(root).unwrap();
        files
            .iter()
            .for_each(|(path, text)| sandbox.write(path, text));
        sandbox
    }

    /// A package whose `src/lib.rs` is this text.
    pub(crate) fn library(text: &str) -> Self {
        Self::new(&[("src/lib.rs", text)])
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.package.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A path outside of the package.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn build(&self) -> Outcome {
        self.try_build()
            .unwrap_or_else(|error| panic!("{}", chain(&error)))
    }

    pub(crate) fn try_build(&self) -> Result<Outcome> {
        let mut out = Vec::new();
        self.package.build(&mut out)?;
        let directives = String::from_utf8(out).unwrap();
        let manifest = value(&directives, "rustc-env=RFFI_MANIFEST=").expect("a manifest");
        Ok(Outcome {
            manifest: fs::read_to_string(manifest).unwrap().parse().unwrap(),
            directives,
        })
    }

    /// The files that the build keeps.
    pub(crate) fn kept(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.package.out_dir.join("rffi")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

impl Outcome {
    /// The names of the libraries of all blocks, sorted.
    pub(crate) fn libraries(&self) -> BTreeSet<&str> {
        let libraries = self
            .manifest
            .blocks
            .values()
            .flat_map(|links| &links.libraries);
        libraries.map(|library| &*library.name).collect()
    }

    /// The errors of all blocks.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let blocks = self.manifest.blocks.values();
        blocks.filter_map(|links| links.error.as_deref()).collect()
    }

    /// The one archive of the package.
    pub(crate) fn archive(&self) -> PathBuf {
        let mut libraries = self
            .manifest
            .blocks
            .values()
            .flat_map(|links| &links.libraries);
        let archive = libraries.find(|library| library.kind == LinkKind::Static);
        let folder = value(&self.directives, "rustc-link-search=native=").unwrap();
        Path::new(folder).join(format!("lib{}.a", archive.unwrap().name))
    }

    /// The values of a directive.
    pub(crate) fn values<'a>(&'a self, directive: &'a str) -> Vec<&'a str> {
        values(&self.directives, directive).collect()
    }
}

fn value<'a>(directives: &'a str, directive: &'a str) -> Option<&'a str> {
    values(directives, directive).next()
}

fn values<'a>(directives: &'a str, directive: &'a str) -> impl Iterator<Item = &'a str> {
    let directives = directives
        .lines()
        .filter_map(|line| line.strip_prefix("cargo::"));
    directives.filter_map(move |line| line.strip_prefix(directive))
}

/// An error with its causes.
pub(crate) fn chain(error: &dyn core::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}\n{}", chain(source)),
        None => error.to_string(),
    }
}

/// The error says that there is no compiler, and what to do.
#[track_caller]
pub(crate) fn assert_names_the_missing_compiler(error: &dyn core::error::Error) {
    let message = chain(error);
    assert!(message.contains("no compiler"), "{message}");
    assert!(
        message.contains("install one, or name it in the variable `CC`"),
        "{message}"
    );
}

/// A block that links this library.
pub(crate) fn block(library: &str) -> String {
    let chain = format!("rffi::ExternalCompilationInfo::new().libraries(&[\"{library}\"])");
    format!("rffi::llexternal! {{ compilation_info = {chain}; }}\n")
}

/// Whether there is a C compiler; says so if a test is passed over, and fails where `CI` is `true`:
/// there it would never be noticed.
pub(crate) fn has_c_compiler() -> bool {
    has_program("cc")
}

/// The same for another program.
pub(crate) fn has_program(name: &str) -> bool {
    let version = Command::new(name).arg("--version").output();
    let is_there = version.is_ok_and(|version| version.status.success());
    if !is_there {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tests' one variable, and theirs alone"
        )]
        let in_ci = env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!in_ci, "there is no program `{name}` here");
        println!("skipped: there is no program `{name}` here");
    }
    is_there
}

/// Runs another test of this program, which may be one that is passed over, with these variables,
/// and gives what it prints.
#[track_caller]
pub(crate) fn run_again<V: AsRef<OsStr>>(test: &str, variables: &[(&str, V)]) -> String {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "--nocapture", "--include-ignored", test]);
    let variables = variables.iter().map(|(name, value)| (name, value));
    let output = command.envs(variables).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stdout.contains("1 passed"), "{stdout}{stderr}");
    stdout
}

/// A compiler that notes its arguments, one a line, with `end` behind each call, and does what `cc`
/// does.
#[cfg(unix)]
pub(crate) fn recording_compiler(folder: &Path) -> PathBuf {
    let log = folder.join("arguments");
    let text = format!(
        "printf '%s\\n' \"$@\" end >> '{}'\nexec cc \"$@\"",
        log.display()
    );
    let path = folder.join("recording-cc");
    script(&path, &text);
    path
}

/// What [`recording_compiler`] was called with to compile something.
#[cfg(unix)]
pub(crate) fn recorded(folder: &Path) -> Vec<Vec<String>> {
    let log = fs::read_to_string(folder.join("arguments")).unwrap_or_default();
    let calls = log.split("end\n").filter(|call| call.contains("\n-c\n"));
    calls
        .map(|call| call.lines().map(str::to_owned).collect())
        .collect()
}

/// Writes a program for the shell.
#[cfg(unix)]
pub(crate) fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    // Written by a child: a file that this process has open for writing cannot be run, and what
    // another thread forks at that moment keeps it open.
    let status = Command::new("sh")
        .args([
            "-c",
            r#"printf '#!/bin/sh\n%s\n' "$1" >"$0" && chmod 755 "$0""#,
        ])
        .args([path.as_os_str(), text.as_ref()])
        .status();
    assert!(
        status.unwrap().success(),
        "{} was not written",
        path.display()
    );
}
