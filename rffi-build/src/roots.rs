//! The files at which Cargo begins to compile a package.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The library, whose name the package's other crates can use.
pub(crate) const LIBRARY: &str = "src/lib.rs";

/// Where each `name.rs` and each `name/main.rs` is a crate.
const FOLDERS: [&str; 4] = ["src/bin", "examples", "tests", "benches"];

/// The folders in which a new file changes what is found.
pub(crate) const WATCHED: [&str; 4] = ["src", "examples", "tests", "benches"];

pub(crate) fn is_watched(folder: &Path) -> bool {
    WATCHED.iter().any(|watched| folder == Path::new(watched))
}

/// The roots that Cargo finds by itself, relative to the package.
pub(crate) fn find(package: &Path) -> Result<Vec<PathBuf>> {
    let fixed = [LIBRARY, "src/main.rs"].map(PathBuf::from);
    let mut roots: Vec<PathBuf> = fixed
        .into_iter()
        .filter(|root| package.join(root).is_file())
        .collect();
    for folder in FOLDERS {
        roots.extend(find_in(package, Path::new(folder))?);
    }
    Ok(roots)
}

fn find_in(package: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let path = package.join(folder);
    let entries = match fs::read_dir(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io("read the folder", &path))?,
    };
    let mut roots = Vec::new();
    for entry in entries {
        let name = entry
            .map_err(Error::io("read the folder", &path))?
            .file_name();
        let file = folder.join(name);
        let main = file.join("main.rs");
        if file.extension().is_some_and(|extension| extension == "rs")
            && package.join(&file).is_file()
        {
            roots.push(file);
        } else if package.join(&main).is_file() {
            roots.push(main);
        }
    }
    // The order of a folder is the file system's.
    roots.sort();
    Ok(roots)
}
