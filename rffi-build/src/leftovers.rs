//! Removes what earlier builds left.

use std::fs;
use std::io;
use std::path::Path;

use crate::{Error, Result};

/// Removes the files of a folder that are `old`. One that is not there has none.
pub(crate) fn remove(folder: &Path, old: impl Fn(&Path) -> bool) -> Result<()> {
    let removed = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if old(&path) && path.is_file() {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    };
    match removed() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove old files from", folder)(error))
        }
        _ => Ok(()),
    }
}

/// Whether a file has this extension.
pub(crate) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|own| own == extension)
}
