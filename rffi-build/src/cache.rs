//! [`Cache`]: compiles again only what changed. A build script runs whenever a Rust file is edited,
//! and C is slow to compile.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::compiler::{Compiled, Compiler};
use crate::state::State;
use crate::unit::Unit;
use crate::{Error, Result, env};

/// A folder of objects, each named by the key of its unit and command: `key.o`, beside `key.stamp`
/// and what the compiler wrote. A stamp says of each input what it was when it was read.
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
        let stamp = object.with_extension("stamp");
        if object.is_file()
            && let Some(compiled) = self.fresh(&stamp)
        {
            return Ok((object, compiled));
        }
        // An empty stamp is never fresh. It is written for the time, too, by the file system's clock.
        fs::write(&stamp, "").map_err(Error::io("write", &stamp))?;
        let started = State::of(&stamp).map(|state| state.modified);
        let compiled = compiler.compile(unit, &object)?;
        if let Some(text) = self.stamp(&compiled, started) {
            fs::write(&stamp, text).map_err(Error::io("write", &stamp))?;
        }
        Ok((object, compiled))
    }

    /// What a stamp says, if everything that was read is as it was.
    fn fresh(&self, stamp: &Path) -> Option<Compiled> {
        let text = fs::read_to_string(stamp).ok()?;
        let (lines, warnings) = text.split_once(END_OF_INPUTS)?;
        let mut inputs = Vec::new();
        for line in lines.lines() {
            let (state, path) = line.split_once(SEPARATOR)?;
            let input = PathBuf::from(path);
            if State::of(&self.package.join(&input))?.to_string() != state {
                return None;
            }
            inputs.push(input);
        }
        Some(Compiled {
            inputs,
            warnings: warnings.to_owned(),
        })
    }

    /// The text of a stamp; none if an input may have been edited while the compiler ran.
    fn stamp(&self, compiled: &Compiled, started: Option<SystemTime>) -> Option<String> {
        let mut text = String::new();
        for input in &compiled.inputs {
            let state = State::of(&self.package.join(input))?;
            if Some(state.modified) >= started {
                return None;
            }
            text += &format!("{state}{SEPARATOR}{}\n", input.display());
        }
        Some(text + END_OF_INPUTS + &compiled.warnings)
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

/// Between a state and its path.
const SEPARATOR: &str = ": ";

/// The line between the inputs and the warnings of a stamp.
const END_OF_INPUTS: &str = "end of inputs\n";

fn key(surroundings: &impl Hash, unit: &Unit) -> String {
    let mut hasher = DefaultHasher::new();
    surroundings.hash(&mut hasher);
    env::of_the_compiler().hash(&mut hasher);
    unit.code.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
