//! [`Store`]: asks the compiler only what is not known from the last time.

use core::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rffi::{ExternalCompilationInfo, Field};

use super::kept::{Kept, hash};
use super::{Asked, Question, Raw, question};
use crate::compiler::{Compiler, FACT_FLAGS, Purpose};
use crate::state::State;
use crate::{Error, Result, Toolchain, env};

/// A folder with answers, each in a file named by a hash of the question. The folder may be shared by threads
/// and programs: a file is there as a whole or not at all.
///
/// What counts is the compiler, everything by which `cc` chooses it and its flags, the text, and the
/// contents of each header that was read. Not seen are a compiler behind a wrapper that stays the same,
/// and a new header in a folder that only the environment or the compiler itself knows.
pub(crate) struct Store<'a> {
    pub(crate) toolchain: &'a Toolchain,
    /// With its `pkg_config` resolved.
    pub(crate) info: &'a ExternalCompilationInfo,
    /// To which paths are relative; `None` for the current folder.
    pub(crate) package: Option<&'a Path>,
    /// Where answers are kept; `None` to ask each time.
    pub(crate) folder: Option<PathBuf>,
}

impl Store<'_> {
    /// The answers, from the folder if they are there. The compiler is not even looked for then: `cc` runs
    /// it to find out which one it is.
    pub(crate) fn ask(&self, questions: &[Question]) -> Result<Asked> {
        let key = self.key(questions);
        let file = self.folder.as_ref();
        let file = file.map(|folder| folder.join(format!("{:016x}.answers", hash(key.as_bytes()))));
        if let Some(raw) = file.as_ref().and_then(|file| self.fresh(file, &key))
            && let Ok(asked) = raw.read(questions, &self.toolchain.target)
        {
            return Ok(Asked {
                kept: file,
                ..asked
            });
        }
        let work =
            tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
        let started = State::of(work.path()).map(|state| state.modified);
        let compiler = Compiler::find(self.toolchain, self.info, work.path(), Purpose::Objects)?;
        let compiler = match self.package {
            Some(package) => compiler.in_folder(package),
            None => compiler,
        };
        let raw = compiler.ask(questions, work.path())?;
        let mut kept = self.kept(key, &compiler, raw, started);
        if let (Some(file), Some(kept)) = (&file, kept.as_ref().ok()) {
            // Without it, the compiler is asked again.
            let _ = kept.to_bytes().map(|bytes| write(file, &bytes));
        }
        let raw = match &mut kept {
            Ok(kept) => core::mem::take(&mut kept.raw),
            Err(raw) => core::mem::take(raw),
        };
        let asked = raw.read(questions, compiler.target());
        let asked = asked.map_err(|message| compiler.unreadable(message))?;
        Ok(Asked {
            kept: file,
            ..asked
        })
    }

    /// Everything that decides about the answers and is known before.
    fn key(&self, questions: &[Question]) -> String {
        let mut key = format!(
            "rffi-build {} {FACT_FLAGS:?}\n{:?}\n{:?}\n{:?}\n",
            env!("CARGO_PKG_VERSION"),
            self.toolchain,
            self.info,
            // Relative paths begin there.
            self.package
                .map(Path::to_owned)
                .or_else(|| std::env::current_dir().ok()),
        );
        for (name, value) in env::of_cc() {
            let _ = writeln!(key, "{name:?}={value:?}");
        }
        key += &question::whole(questions, 0..questions.len());
        key
    }

    /// What a file says, if it is of this key and nothing that it was made from changed.
    fn fresh(&self, file: &Path, key: &str) -> Option<Raw> {
        let kept = Kept::from_bytes(&fs::read(file).ok()?)?;
        let (program, state) = &kept.program;
        let is_fresh = kept.key == key
            && program_state(program)? == *state
            && !kept.absent.iter().any(|path| self.place(path).exists())
            && (kept.raw.inputs.iter())
                .zip(&kept.hashes)
                .all(|(input, hash)| self.hash(input) == Some(*hash));
        is_fresh.then_some(kept.raw)
    }

    /// What is kept; only what the compiler wrote if an input may have been edited since it was `started`.
    fn kept(
        &self,
        key: String,
        compiler: &Compiler,
        raw: Raw,
        started: Option<SystemTime>,
    ) -> Result<Kept, Raw> {
        let is_older = |input: &PathBuf| {
            let state = State::of(&self.place(input));
            state.is_some_and(|state| Some(state.modified) < started)
        };
        let program = compiler.program();
        let hashes: Option<Vec<u64>> = raw.inputs.iter().map(|input| self.hash(input)).collect();
        match (hashes, program_state(program)) {
            (Some(hashes), Some(state)) if raw.inputs.iter().all(is_older) => Ok(Kept {
                key,
                program: (program.to_owned(), state),
                hashes,
                absent: self.absent(&raw.inputs),
                raw,
            }),
            _ => Err(raw),
        }
    }

    /// The files in the info's folders that would be read in place of an input, or before it.
    fn absent(&self, inputs: &[PathBuf]) -> Vec<PathBuf> {
        /// More folders than this, nobody writes behind `#include`.
        const COMPONENTS: usize = 3;
        let mut absent = Vec::new();
        for folder in self.info.list(Field::IncludeDirs).iter().map(Path::new) {
            for input in inputs {
                let names: Vec<_> = input.components().collect();
                for count in 1..=COMPONENTS.min(names.len()) {
                    let end: PathBuf = names[names.len() - count..].iter().collect();
                    let path = folder.join(end);
                    if path.is_absolute() == folder.is_absolute() && !self.place(&path).exists() {
                        absent.push(path);
                    }
                }
            }
        }
        absent
    }

    fn hash(&self, input: &Path) -> Option<u64> {
        Some(hash(&fs::read(self.place(input)).ok()?))
    }

    fn place(&self, path: &Path) -> PathBuf {
        self.package.unwrap_or(Path::new("")).join(path)
    }
}

/// The file that the system starts, and what it was.
fn program_state(program: &Path) -> Option<String> {
    let file = env::find_program(program)?;
    Some(format!("{} {}", file.display(), State::of(&file)?))
}

/// Writes a file so that nobody sees a part of it.
fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    written.write_all(bytes)?;
    written.persist(file)?;
    Ok(())
}
