//! The names of the functions that a library has, to find what was meant by one that it has not.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use object::{Object, ObjectSymbol};

/// The name in a library that is most like another: among all libraries of the process, if that one is not
/// found.
pub(crate) fn similar(library: &str, name: &str) -> Option<String> {
    let mapped = mapped();
    let is_it = |path: &&PathBuf| {
        let real = Path::new(library).canonicalize();
        path.file_name().is_some_and(|file| file == library)
            || real.is_ok_and(|real| real == **path)
    };
    let own: Vec<&PathBuf> = mapped.iter().filter(is_it).collect();
    let searched = if own.is_empty() {
        mapped.iter().collect()
    } else {
        own
    };
    let names: HashSet<String> = searched
        .into_iter()
        .flat_map(|path| functions(path))
        .collect();
    crate::similar::similar(name, names.iter().map(String::as_str))
}

/// The files that are mapped into the process, where the system says them.
fn mapped() -> HashSet<PathBuf> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let paths = maps
        .lines()
        .filter_map(|line| Some(&line[line.find('/')?..]));
    paths.map(PathBuf::from).collect()
}

fn functions(path: &Path) -> Vec<String> {
    let Ok(data) = fs::read(path) else {
        return Vec::new();
    };
    let Ok(file) = object::File::parse(&*data) else {
        return Vec::new();
    };
    let defined = file
        .dynamic_symbols()
        .filter(|symbol| symbol.is_definition());
    let names = defined.filter_map(|symbol| Some(symbol.name().ok()?.to_owned()));
    names.collect()
}
