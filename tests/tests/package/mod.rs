//! A package as a user has it, built by Cargo in a folder of its own.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// The build script of most packages.
pub(crate) const BUILD_SCRIPT: (&str, &str) = ("build.rs", "fn main() { rffi_build::build(); }\n");

/// The manifest of a package that needs no build script.
pub(crate) const RFFI_ALONE: &str = "\
[dependencies]
rffi = { path = \"WORKSPACE/rffi\" }
";

/// The manifest of a package with one.
pub(crate) const WITH_BUILD_SCRIPT: &str = "\
[dependencies]
rffi = { path = \"WORKSPACE/rffi\" }
[build-dependencies]
rffi-build = { path = \"WORKSPACE/rffi-build\" }
";

/// A package of a user.
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
}

impl Package {
    /// Writes a package with these files. `manifest` is what stands below `[package]`.
    pub(crate) fn new(name: &str, manifest: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("packages é ü 漢 with blanks")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        let package = Package { folder };
        let workspace = workspace();
        let manifest = manifest.replace("WORKSPACE", workspace.to_str().unwrap());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n{manifest}"
        );
        package.write("Cargo.toml", &manifest);
        for (path, text) in files {
            package.write(path, text);
        }
        // The versions that are here already.
        fs::copy(
            workspace.join("Cargo.lock"),
            package.folder.join("Cargo.lock"),
        )
        .unwrap();
        package
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn cargo(&self, args: &[&str]) -> Output {
        self.cargo_with(args, &[])
    }

    /// The same, with these variables.
    pub(crate) fn cargo_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO"))
            .envs(variables.iter().copied())
            .args(args)
            .arg("--offline")
            .args(["--color", "never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("target"))
            .output()
            .unwrap()
    }

    pub(crate) fn succeeds(&self, args: &[&str]) -> String {
        let output = self.cargo(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {args:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The package is right, and this is what Cargo says.
    pub(crate) fn checks(&self) -> String {
        let output = self.cargo(&["check"]);
        let messages = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{messages}");
        messages
    }

    /// The build fails, and says all of these.
    pub(crate) fn fails(&self, says: &[&str]) {
        let output = self.cargo(&["check"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "it was built: {errors}");
        for line in says {
            assert!(errors.contains(line), "no `{line}` in: {errors}");
        }
    }
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}
