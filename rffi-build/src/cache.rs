//! Compiles again only what changed: a build script runs whenever a Rust file is edited, and C is
//! slow to compile.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::compiler::{Compiled, Compiler};
use crate::unit::Unit;
use crate::{Error, Result};

/// As [`Compiler::compile`], unless `object` is of the same unit and command, and newer than all
/// that was read for it.
pub(crate) fn compile(
    compiler: &Compiler,
    package: &Path,
    unit: &Unit,
    object: &Path,
) -> Result<Compiled> {
    let key = key(compiler, unit);
    let stamp = object.with_extension("stamp");
    if let Some(compiled) = fresh(&stamp, &key, package)
        && object.is_file()
    {
        return Ok(compiled);
    }
    // What is edited while the compiler runs must count as newer, by the file system's own clock.
    fs::write(&stamp, "").map_err(Error::io("write", &stamp))?;
    let started = modified(&stamp);
    let compiled = compiler.compile(unit, object)?;
    write(&stamp, &key, &compiled, started).map_err(Error::io("write", &stamp))?;
    Ok(compiled)
}

fn key(compiler: &Compiler, unit: &Unit) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{:?}", compiler.command()).hash(&mut hasher);
    compiler.header.hash(&mut hasher);
    unit.code.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The key, the inputs, an empty line, the warnings.
fn write(
    stamp: &Path,
    key: &str,
    compiled: &Compiled,
    started: Option<SystemTime>,
) -> std::io::Result<()> {
    let inputs = compiled
        .inputs
        .iter()
        .map(|path| format!("{}\n", path.display()));
    let text = format!(
        "{key}\n{}\n{}",
        inputs.collect::<String>(),
        compiled.warnings
    );
    fs::write(stamp, text)?;
    match started {
        Some(time) => File::options().write(true).open(stamp)?.set_modified(time),
        None => Ok(()),
    }
}

fn fresh(stamp: &Path, key: &str, package: &Path) -> Option<Compiled> {
    let made = modified(stamp)?;
    let text = fs::read_to_string(stamp).ok()?;
    let (head, warnings) = text.split_once("\n\n")?;
    let mut lines = head.lines();
    let inputs: Vec<PathBuf> = match lines.next() {
        Some(line) if line == key => lines.map(PathBuf::from).collect(),
        _ => return None,
    };
    let is_older = |input: &PathBuf| modified(&package.join(input)).is_some_and(|time| time < made);
    inputs.iter().all(is_older).then(|| Compiled {
        inputs,
        warnings: warnings.to_owned(),
    })
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
