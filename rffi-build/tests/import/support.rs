//! What the tests need.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rffi::ExternalCompilationInfo;
use rffi_build::{Error, Import, Imported, import};

/// The folder of the header.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

/// The header with one of everything.
pub(crate) fn everything() -> Import {
    let folder = folder().to_str().unwrap().to_owned();
    Import::new(
        ExternalCompilationInfo::new()
            .include("everything.h")
            .include_dir(folder),
    )
}

/// The module; `None`, said on the standard output, where there is no libclang.
pub(crate) fn imported(what: &Import) -> Option<Imported> {
    match import(what) {
        Ok(module) => Some(module),
        Err(Error::NoLibclang { .. }) => {
            println!("skipped: there is no libclang here (Debian's package libclang1)");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Runs the example. That it is built, `cargo test --test import` does not see to.
pub(crate) fn example(args: &[&str], variables: &[(&str, &Path)]) -> Output {
    let test = std::env::current_exe().unwrap();
    // The target's folder, the profile, `deps`.
    let target = test.ancestors().nth(3).unwrap();
    let mut build = Command::new(env!("CARGO"));
    build
        .args([
            "build",
            "--offline",
            "--quiet",
            "--features",
            "import",
            "--example",
            "import",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", target);
    let built = build.output().unwrap();
    let errors = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{errors}");
    let mut command = Command::new(target.join("debug/examples/import"));
    command.args(args).envs(variables.iter().copied());
    command.output().unwrap()
}
