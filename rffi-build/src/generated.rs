//! Source that is written for a package.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::{Error, Result};

/// Writes a file, unless it says the same already: what depends on it is built again when it is newer.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    // Another build may read it meanwhile.
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = new_file(folder).map_err(Error::io("write to", folder))?;
    fs::write(new.path(), text).map_err(Error::io("write", path))?;
    new.persist(path)
        .map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// A temporary file is its owner's alone; what it becomes is for all who may read the folder.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // Less what the process's umask takes.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    builder.tempfile_in(folder)
}

/// A text as a literal of Rust.
pub(crate) fn string(text: &str) -> String {
    format!("{text:?}")
}
