//! Where an interpreter finds libraries.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use super::{ExternalCompilationInfo, Field};

impl ExternalCompilationInfo {
    /// The shared libraries that an interpreter opens to find this info's functions, in the order of
    /// search: `testonly_libraries`, then `libraries`. Each is the file that the `library_dirs`
    /// have, with or without the `lib` before its name, or else the name that the system may know.
    ///
    /// ```
    /// let info = rffi::ExternalCompilationInfo::new()
    ///     .libraries(&["m"])
    ///     .testonly_libraries(&["/opt/fake/libm.so.6"]);
    /// let files = info.run_time_libraries();
    /// assert_eq!(files[0].to_str(), Some("/opt/fake/libm.so.6"));
    /// # #[cfg(target_os = "linux")]
    /// assert_eq!(files[1].to_str(), Some("libm.so"));
    /// ```
    #[must_use]
    pub fn run_time_libraries(&self) -> Vec<PathBuf> {
        let [first, then] =
            [Field::TestonlyLibraries, Field::Libraries].map(|field| self.list(field));
        let names = first.iter().chain(then.iter());
        names.map(|name| self.run_time_library(name)).collect()
    }

    pub(crate) fn run_time_library(&self, name: &str) -> PathBuf {
        if is_path(name) || is_file_name(name) {
            return self.in_library_dirs(name).unwrap_or_else(|| name.into());
        }
        let usual = format!("{DLL_PREFIX}{name}{DLL_SUFFIX}");
        let bare = format!("{name}{DLL_SUFFIX}");
        let found = [&usual, &bare].map(|file| self.in_library_dirs(file));
        found.into_iter().flatten().next().unwrap_or(usual.into())
    }

    fn in_library_dirs(&self, file: &str) -> Option<PathBuf> {
        let folders = self.list(Field::LibraryDirs).iter();
        let mut files = folders.map(|folder| Path::new(folder).join(file));
        files.find(|file| file.is_file())
    }
}

/// Whether a library is given by its path.
pub(crate) fn is_path(library: &str) -> bool {
    Path::new(library).components().count() > 1
}

/// `libm.so`, `libm.so.6`.
fn is_file_name(library: &str) -> bool {
    library.ends_with(DLL_SUFFIX) || library.contains(&format!("{DLL_SUFFIX}."))
}
