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

/// Runs the example.
pub(crate) fn example(args: &[&str], variables: &[(&str, &Path)]) -> Output {
    let program = std::env::current_exe().unwrap();
    // Beside the folder `deps` of this program.
    let program = program
        .parent()
        .unwrap()
        .with_file_name("examples")
        .join("import");
    let mut command = Command::new(program);
    command.args(args).envs(variables.iter().copied());
    command.output().unwrap()
}
