//! Texts of C as files.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;

use rffi::{ExternalCompilationInfo, Field};

use crate::directives::text;
use crate::{Error, Result};

/// Writes the texts in `separate_module_sources` to C files, each below the info's includes, and
/// gives the info that names these files instead: behind those that it had. RPython's
/// `convert_sources_to_files`.
///
/// An info without such texts comes back as it is. The files are named by their content, so that a
/// folder may hold those of several infos; one that is there is not written again.
///
/// ```
/// use rffi::{ExternalCompilationInfo, Field};
///
/// let folder = tempfile::tempdir()?;
/// let info = ExternalCompilationInfo::new()
///     .includes(&["stddef.h"])
///     .separate_module_sources(&["size_t seven = 7;"])
///     .separate_module_files(&["more.c"]);
/// let (files, rest) = rffi_build::convert_sources_to_files(&info, folder.path())?.get_module_files();
/// assert_eq!(files[0].to_str(), Some("more.c"));
/// assert_eq!(
///     std::fs::read_to_string(&files[1])?,
///     "#include <stddef.h>\nsize_t seven = 7;\n"
/// );
/// assert_eq!(rest, ExternalCompilationInfo::new().includes(&["stddef.h"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the folder is not there, cannot be written, or has a path that is not UTF-8.
pub fn convert_sources_to_files(
    info: &ExternalCompilationInfo,
    folder: &Path,
) -> Result<ExternalCompilationInfo> {
    let mut files = Vec::new();
    for source in info.list(Field::SeparateModuleSources).iter() {
        let content = format!("{}{source}\n", info.c_header());
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let file = folder.join(format!("module_{:016x}.c", hasher.finish()));
        write_once(folder, &file, &content)?;
        files.push(text(&file)?.to_owned());
    }
    let rest = info.copy_without(&[Field::SeparateModuleSources]);
    Ok(rest.extended(Field::SeparateModuleFiles, files))
}

/// Nobody sees half of the file.
fn write_once(folder: &Path, file: &Path, content: &str) -> Result<()> {
    if fs::read(file).is_ok_and(|there| there == content.as_bytes()) {
        return Ok(());
    }
    let mut builder = tempfile::Builder::new();
    // As for any new file; else it would be for its owner's eyes alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let new = builder.tempfile_in(folder);
    let mut new = new.map_err(Error::io("write to", folder))?;
    new.write_all(content.as_bytes())
        .map_err(Error::io("write", file))?;
    new.persist(file)
        .map(drop)
        .map_err(|error| Error::io("write", file)(error.error))
}
