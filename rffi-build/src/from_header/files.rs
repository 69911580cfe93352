//! The files whose declarations are a header's own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use rffi::ExternalCompilationInfo;

use super::Import;
use super::macros::Macros;

/// The own files of headers.
pub(super) struct Own {
    paths: HashSet<PathBuf>,
}

impl Own {
    /// Whether a file is one of them, however its path is written.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.paths.contains(&real(path))
    }
}

/// Finds them among the files that were read.
pub(super) fn own(what: &Import, info: &ExternalCompilationInfo, macros: &Macros) -> Own {
    let read = &macros.files;
    let mut own = Own {
        paths: HashSet::new(),
    };
    let read: Vec<&PathBuf> = read.iter().filter(|file| file.is_file()).collect();
    for header in super::headers(info) {
        let folder = Path::new(header)
            .parent()
            .filter(|folder| *folder != Path::new(""));
        let itself = read.iter().find(|file| file.ends_with(header));
        let beside = read.iter().filter(|file| {
            folder
                .is_some_and(|folder| file.parent().is_some_and(|parent| parent.ends_with(folder)))
        });
        own.paths
            .extend(beside.chain(itself).map(|file| real(file)));
        // gcc gives another path where that is shorter and the same file.
        let mut places = macros
            .folders
            .iter()
            .map(|folder| Path::new(folder).join(header));
        own.paths
            .extend(places.find(|file| file.is_file()).map(|file| real(&file)));
    }
    let named = read
        .iter()
        .filter(|file| what.files.iter().any(|end| file.ends_with(end)));
    own.paths.extend(named.map(|file| real(file)));
    own.add_quoted(&read);
    own
}

impl Own {
    /// Adds what they include in quotes, and what that does.
    fn add_quoted(&mut self, read: &[&PathBuf]) {
        let mut todo: Vec<PathBuf> = self.paths.iter().cloned().collect();
        while let Some(file) = todo.pop() {
            // What cannot be read here was read by the compiler.
            let text = fs::read(&file).unwrap_or_default();
            for name in quoted(&String::from_utf8_lossy(&text)) {
                let found = read.iter().filter(|file| file.ends_with(&name));
                for path in found.map(|file| real(file)) {
                    if self.paths.insert(path.clone()) {
                        todo.push(path);
                    }
                }
            }
        }
    }
}

/// The names in `#include ".."`.
fn quoted(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('#'));
    let names = lines.filter_map(|line| {
        let rest = line.trim_start().strip_prefix("include")?.trim_start();
        rest.strip_prefix('"')?.split('"').next()
    });
    names.map(str::to_owned).collect()
}

/// A path that is the same for one file, where it exists.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
