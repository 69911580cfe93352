//! What the package's own include folders hold: a new header may come before the one that was read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rffi::{ExternalCompilationInfo, Field};

/// An info's include folders, relative to the package, but those that hold `work`: what is written
/// there is new in each build. Absolute ones are the system's.
pub(crate) fn folders(package: &Path, info: &ExternalCompilationInfo, work: &Path) -> Vec<PathBuf> {
    let folders = info.list(Field::IncludeDirs).iter().map(PathBuf::from);
    let own = folders.filter(|folder| folder.is_relative() && !holds(&package.join(folder), work));
    own.collect()
}

fn holds(folder: &Path, work: &Path) -> bool {
    let [folder, work] = [folder, work].map(Path::canonicalize);
    matches!((folder, work), (Ok(folder), Ok(work)) if work.starts_with(&folder))
}

/// The paths of everything in folders.
pub(crate) fn names(package: &Path, folders: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut names = BTreeSet::new();
    for folder in folders {
        collect(&package.join(folder), &mut names);
    }
    names
}

/// One that cannot be read is the compiler's to report.
fn collect(folder: &Path, names: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // A link to a folder is none: it may lead back.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&path, names);
        }
        names.insert(path);
    }
}
