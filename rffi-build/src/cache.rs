//! [`Cache`]: compiles again only what changed. A build script runs whenever a Rust file is edited,
//! and C is slow to compile.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::compiler::{Compiled, Compiler};
use crate::unit::Unit;
use crate::{Error, Result, env};

/// A folder of objects, each named by the key of its unit and command: `key.o`, beside `key.stamp`
/// and what the compiler wrote. A stamp is as old as the start of the compilation.
pub(crate) struct Cache<'a> {
    pub(crate) folder: &'a Path,
    /// Where relative paths begin.
    pub(crate) package: &'a Path,
}

impl Cache<'_> {
    /// As [`Compiler::compile`], unless that was done and nothing changed. The object comes along.
    pub(crate) fn compile(&self, compiler: &Compiler, unit: &Unit) -> Result<(PathBuf, Compiled)> {
        let object = self.folder.join(format!("{}.o", key(compiler, unit)));
        let stamp = object.with_extension("stamp");
        if object.is_file()
            && let Some(compiled) = self.fresh(&stamp)
        {
            return Ok((object, compiled));
        }
        // What is edited while the compiler runs must count as newer, by the file system's clock.
        fs::write(&stamp, "").map_err(Error::io("write", &stamp))?;
        let started = modified(&stamp);
        let compiled = compiler.compile(unit, &object)?;
        write(&stamp, &compiled, started).map_err(Error::io("write", &stamp))?;
        Ok((object, compiled))
    }

    /// What a stamp says, if it is newer than everything that was read.
    fn fresh(&self, stamp: &Path) -> Option<Compiled> {
        let started = modified(stamp)?;
        let text = fs::read_to_string(stamp).ok()?;
        let (inputs, warnings) = text.split_once(END_OF_INPUTS)?;
        let inputs: Vec<PathBuf> = inputs.lines().map(PathBuf::from).collect();
        let is_older = |input: &PathBuf| {
            modified(&self.package.join(input)).is_some_and(|changed| changed < started)
        };
        inputs.iter().all(is_older).then(|| Compiled {
            inputs,
            warnings: warnings.to_owned(),
        })
    }

    /// Removes what none of the `used` files and none of their companions is.
    pub(crate) fn prune(&self, used: &BTreeSet<OsString>) -> io::Result<()> {
        for entry in fs::read_dir(self.folder)? {
            let path = entry?.path();
            let is_used = path.file_stem().is_some_and(|stem| used.contains(stem));
            if !is_used && path.is_file() {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

/// The line between the inputs and the warnings of a stamp.
const END_OF_INPUTS: &str = "end of inputs\n";

fn key(compiler: &Compiler, unit: &Unit) -> String {
    let mut hasher = DefaultHasher::new();
    compiler.identity().hash(&mut hasher);
    env::of_the_compiler().hash(&mut hasher);
    unit.code.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn write(stamp: &Path, compiled: &Compiled, started: Option<SystemTime>) -> io::Result<()> {
    let inputs = compiled.inputs.iter();
    let inputs: String = inputs.map(|path| format!("{}\n", path.display())).collect();
    fs::write(
        stamp,
        format!("{inputs}{END_OF_INPUTS}{}", compiled.warnings),
    )?;
    match started {
        Some(time) => File::options().write(true).open(stamp)?.set_modified(time),
        None => Ok(()),
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
