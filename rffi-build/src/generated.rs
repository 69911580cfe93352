//! Source that is written for a package.

use std::fs;
use std::path::Path;

use crate::{Error, Result};

/// Writes a file, unless it says the same already: what depends on it is built again when it is newer.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    // Another build may read it meanwhile.
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = tempfile::NamedTempFile::new_in(folder).map_err(Error::io("write to", folder))?;
    fs::write(new.path(), text).map_err(Error::io("write", path))?;
    new.persist(path)
        .map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// A text as a literal of Rust.
pub(crate) fn string(text: &str) -> String {
    format!("{text:?}")
}
