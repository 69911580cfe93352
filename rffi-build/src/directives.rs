//! What a build script tells Cargo.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result, Toolchain, env, pkg_config, roots};

/// The key under which a package leaves arguments for the linker of others.
pub(crate) const LINK_ARGUMENTS: &str = "RFFI_LINK_ARGUMENTS";

/// What stands between these arguments: it is in none of them, as in Cargo's own
/// `CARGO_ENCODED_RUSTFLAGS`.
pub(crate) const LINK_ARGUMENTS_SEPARATOR: &str = "\u{1f}";

/// Lines for Cargo, each once.
#[derive(Default)]
pub(crate) struct Directives {
    lines: Vec<String>,
    /// The files to watch, relative to the package.
    watched: BTreeSet<PathBuf>,
}

impl Directives {
    /// Where the linker searches libraries.
    pub(crate) fn link_search(&mut self, folder: &Path) -> Result<()> {
        let line = format!("cargo::rustc-link-search=native={}", text(folder)?);
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
        Ok(())
    }

    /// An argument for the linker of the package's own programs and tests.
    pub(crate) fn link_arg(&mut self, argument: &str) {
        self.lines.push(format!("cargo::rustc-link-arg={argument}"));
    }

    /// Leaves arguments for the linker of packages that depend on this one.
    pub(crate) fn link_arguments_for_others(&mut self, arguments: &[&str]) {
        // A key without values is no news.
        if !arguments.is_empty() {
            let value = arguments.join(LINK_ARGUMENTS_SEPARATOR);
            self.lines
                .push(format!("cargo::metadata={LINK_ARGUMENTS}={value}"));
        }
    }

    /// A library of the system.
    pub(crate) fn link_library(&mut self, name: &str) {
        self.lines.push(format!("cargo::rustc-link-lib={name}"));
    }

    /// Leaves a path for the build scripts of packages that depend on this one.
    pub(crate) fn metadata(&mut self, key: &str, path: &Path) -> Result<()> {
        self.lines
            .push(format!("cargo::metadata={key}={}", text(path)?));
        Ok(())
    }

    /// A variable that was read.
    pub(crate) fn watch_variable(&mut self, name: &str) {
        let line = format!("cargo::rerun-if-env-changed={name}");
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// The forms of a variable that a target has.
    pub(crate) fn watch_forms(&mut self, toolchain: &Toolchain, variable: &str) {
        for form in env::forms(toolchain, variable) {
            self.watch_variable(&form);
        }
    }

    /// What decides which compiler is asked, and with which flags.
    pub(crate) fn watch_compiler(&mut self, toolchain: &Toolchain) {
        for variable in ["CC", "CFLAGS"] {
            self.watch_forms(toolchain, variable);
        }
        for variable in env::OF_THE_COMPILER {
            self.watch_variable(variable);
        }
    }

    /// What pkg-config says of a package. `folder` is one of the build's.
    pub(crate) fn watch_package(&mut self, toolchain: &Toolchain, package: &str, folder: &Path) {
        for variable in pkg_config::VARIABLES {
            self.watch_forms(toolchain, variable);
        }
        let file = toolchain.package_file(package);
        // One that is not there keeps the build script running until it is.
        let file = file.unwrap_or_else(|| folder.join("package that is not there"));
        self.watch(file);
    }

    /// A variable for the package's compilations.
    pub(crate) fn variable(&mut self, name: &str, value: &Path) -> Result<()> {
        self.lines
            .push(format!("cargo::rustc-env={name}={}", text(value)?));
        Ok(())
    }

    /// A message for the user.
    pub(crate) fn warning(&mut self, message: &str) {
        let lines = message.lines().map(|line| format!("cargo::warning={line}"));
        self.lines.extend(lines);
    }

    /// A file or folder that was read, or would have been.
    pub(crate) fn watch(&mut self, path: impl Into<PathBuf>) {
        self.watched.insert(path.into());
    }

    /// Writes everything. `package` is where relative paths begin.
    pub(crate) fn write(mut self, package: &Path, out: &mut impl Write) -> Result<()> {
        for path in &self.watched {
            // For what is not there, Cargo runs the build script each time: right for a file that
            // was looked for, but a package need not have all of the folders.
            if !roots::is_watched(path) || package.join(path).exists() {
                self.lines
                    .push(format!("cargo::rerun-if-changed={}", text(path)?));
            }
        }
        let written: io::Result<()> = self
            .lines
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"));
        written
            .and_then(|()| out.flush())
            .map_err(Error::io("write", "the directives for Cargo"))
    }
}

/// A path as Cargo takes it.
pub(crate) fn text(path: &Path) -> Result<&str> {
    let text = path.to_str().filter(|text| !text.contains('\n'));
    text.ok_or_else(|| Error::PathNotText {
        path: path.to_owned(),
    })
}
