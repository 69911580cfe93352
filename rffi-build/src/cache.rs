//! [`Cache`]: compiles again only what changed. A build script runs whenever a Rust file is edited,
//! and C is slow to compile.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::compiler::{Compiled, Compiler};
use crate::unit::Unit;
use crate::{Error, Result, env, stamp};

/// A folder of objects, each named by the key of its unit and command: `key.o`, beside `key.stamp`
/// and what the compiler wrote.
pub(crate) struct Cache<'a> {
    pub(crate) folder: &'a Path,
    /// Where relative paths begin.
    pub(crate) package: &'a Path,
}

impl Cache<'_> {
    /// As [`Compiler::compile`], unless that was done and nothing changed. The object comes along.
    /// `surroundings` is what a compilation depends on besides its unit and its inputs.
    pub(crate) fn compile(
        &self,
        compiler: &Compiler,
        surroundings: &impl Hash,
        unit: &Unit,
    ) -> Result<(PathBuf, Compiled)> {
        let object = self.folder.join(format!("{}.o", key(surroundings, unit)));
        let stamp_file = object.with_extension("stamp");
        if object.is_file()
            && let Some((inputs, warnings)) = stamp::read(&stamp_file, self.package)
        {
            return Ok((object, Compiled { inputs, warnings }));
        }
        let started = stamp::begin(&stamp_file)?;
        let compiled = compiler.compile(unit, &object)?;
        let Compiled { inputs, warnings } = &compiled;
        if let Some(text) = stamp::text(inputs, self.package, started, warnings) {
            fs::write(&stamp_file, text).map_err(Error::io("write", &stamp_file))?;
        }
        Ok((object, compiled))
    }
}

/// Names what a unit becomes.
pub(crate) fn key(surroundings: &impl Hash, unit: &Unit) -> String {
    let mut hasher = DefaultHasher::new();
    surroundings.hash(&mut hasher);
    env::of_the_compiler().hash(&mut hasher);
    unit.code.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
