//! [`Directory`]: where the files of a module's children are.

use std::path::{Path, PathBuf};

use crate::cfg::Truth;

/// Where `mod name;` looks for its file.
pub(crate) struct Directory {
    /// Where `#[path = ".."]` begins.
    path: PathBuf,
    /// The folder inside, of a file `name.rs` that is not a root: it keeps its children in `name/`.
    inner: Option<String>,
}

impl Directory {
    /// Of a root, of a `mod.rs` and of a file given by `#[path]`: the folder it is in.
    pub(crate) fn of(file: &Path) -> Self {
        Directory {
            path: file.parent().unwrap_or(Path::new("")).to_owned(),
            inner: None,
        }
    }

    /// Of `mod name { .. }`, which may have a `#[path]`, too.
    pub(crate) fn of_inline(&self, name: &str, paths: &[(Truth, String)]) -> Self {
        let path = match paths.iter().find(|(truth, _)| *truth == Truth::True) {
            Some((_, path)) => self.path.join(path),
            None => self.base().join(name),
        };
        Directory { path, inner: None }
    }

    /// The files that `mod name;` may mean, with the directories of their own children: more than
    /// one where the condition of a `#[path]` is not known, one that is not there where none is.
    pub(crate) fn files(
        &self,
        package: &Path,
        name: &str,
        paths: &[(Truth, String)],
    ) -> Vec<(PathBuf, Directory)> {
        let mut found = Vec::new();
        for (truth, path) in paths {
            let file = self.path.join(path);
            let directory = Directory::of(&file);
            found.push((file, directory));
            if *truth == Truth::True {
                return found;
            }
        }
        let [flat, nested] = self.usual_files(name);
        let is_file = |(file, _): &(PathBuf, Directory)| package.join(file).is_file();
        if is_file(&nested) && !is_file(&flat) {
            found.push(nested);
        } else if is_file(&flat) || found.is_empty() {
            found.push(flat);
        }
        found
    }

    /// `name.rs` and `name/mod.rs`.
    fn usual_files(&self, name: &str) -> [(PathBuf, Directory); 2] {
        let base = self.base();
        let flat = base.join(format!("{name}.rs"));
        let nested = base.join(name).join("mod.rs");
        let nested_directory = Directory::of(&nested);
        let flat_directory = Directory {
            path: base,
            inner: Some(name.to_owned()),
        };
        [(flat, flat_directory), (nested, nested_directory)]
    }

    fn base(&self) -> PathBuf {
        match &self.inner {
            Some(inner) => self.path.join(inner),
            None => self.path.clone(),
        }
    }
}
