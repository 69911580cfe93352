//! A compilation info with something changed, at run time.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::search::is_path;
use super::{ExternalCompilationInfo, Field};
use crate::list::List;

/// The lists that name files and folders.
const PATHS: [Field; 4] = [
    Field::IncludeDirs,
    Field::LibraryDirs,
    Field::SeparateModuleFiles,
    Field::LinkFiles,
];

impl ExternalCompilationInfo {
    /// Adds items to a list, at run time.
    #[must_use]
    pub fn extended(mut self, field: Field, items: impl IntoIterator<Item = String>) -> Self {
        items.into_iter().for_each(|item| self.add(field, item));
        self
    }

    /// The same for one target, at run time; see [`platform`](Self::platform).
    #[must_use]
    pub fn for_target(mut self, target: impl Into<String>) -> Self {
        self.platform = Some(Cow::Owned(target.into()));
        self
    }

    /// The same without these lists. RPython's `copy_without`.
    ///
    /// ```
    /// use rffi::{ExternalCompilationInfo, Field};
    ///
    /// let info = ExternalCompilationInfo::new().include("zlib.h").library("z");
    /// let headers = info.copy_without(&[Field::Libraries, Field::LibraryDirs]);
    /// assert_eq!(headers, ExternalCompilationInfo::new().include("zlib.h"));
    /// ```
    #[must_use]
    pub fn copy_without(&self, fields: &[Field]) -> Self {
        let mut copy = self.clone();
        for field in fields {
            copy.lists[*field as usize] = List::EMPTY;
        }
        copy
    }

    /// The files to compile, and the same info without them. RPython's `get_module_files`.
    ///
    /// Sources that are texts become files by `rffi_build::convert_sources_to_files`.
    #[must_use]
    pub fn get_module_files(&self) -> (Vec<PathBuf>, Self) {
        let files = self.list(Field::SeparateModuleFiles).iter();
        let rest = self.copy_without(&[Field::SeparateModuleFiles]);
        (files.map(PathBuf::from).collect(), rest)
    }

    /// The same with every relative path starting at `folder`, such as
    /// [`External::package_dir`](crate::External::package_dir): for a program that runs elsewhere
    /// than its build did. A library for tests is a path where it is more than a name.
    #[must_use]
    pub fn relative_to(&self, folder: impl AsRef<Path>) -> Self {
        let mut moved = self.clone();
        for field in PATHS {
            let paths = self.list(field).iter();
            let paths = paths.map(|path| joined(folder.as_ref(), path));
            moved.lists[field as usize] = List::Owned(paths.collect());
        }
        let libraries = self.list(Field::TestonlyLibraries).iter();
        let libraries = libraries.map(|library| match is_path(library) {
            true => joined(folder.as_ref(), library),
            false => library.to_owned(),
        });
        moved.lists[Field::TestonlyLibraries as usize] = List::Owned(libraries.collect());
        moved
    }
}

fn joined(folder: &Path, path: &str) -> String {
    // A path that is not UTF-8 cannot be in the list.
    folder.join(path).to_string_lossy().into_owned()
}
