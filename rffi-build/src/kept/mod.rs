//! [`Shelf`]: outcomes of the compiler and the linker, kept until something changes that they depend on.

mod bytes;
mod entry;

use core::fmt::Write as _;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rffi::ExternalCompilationInfo;

use crate::state::State;
use crate::{Toolchain, env};
use bytes::hash;
pub(crate) use bytes::{Reader, Writer};
use entry::Entry;

/// A folder of outcomes, each in a file named by a hash of its key. The folder may be shared by threads and
/// programs: a file is there as a whole or not at all.
pub(crate) struct Shelf<'a> {
    /// `None` to keep nothing.
    pub(crate) folder: Option<&'a Path>,
    /// To which paths are relative; `None` for the current folder.
    pub(crate) base: Option<&'a Path>,
}

/// What an outcome depends on besides its key.
pub(crate) struct Causes {
    /// The programs that were run, by their names.
    pub(crate) programs: Vec<PathBuf>,
    pub(crate) files: Files,
    /// When the first was read, by the clock of the file system.
    pub(crate) started: Option<SystemTime>,
}

/// The files on which an outcome depends.
#[derive(Default)]
pub(crate) struct Files {
    /// Those that were read, or only seen.
    pub(crate) read: BTreeSet<PathBuf>,
    /// Those that were not there: with them, others would have been read.
    pub(crate) absent: BTreeSet<PathBuf>,
}

impl Shelf<'_> {
    /// The file in which the outcome of a key is.
    pub(crate) fn file(&self, key: &str) -> Option<PathBuf> {
        let name = format!("{:016x}.answers", hash(key.as_bytes()));
        Some(self.folder?.join(name))
    }

    /// An outcome, if nothing changed.
    pub(crate) fn find(&self, key: &str) -> Option<Vec<u8>> {
        let entry = Entry::from_bytes(&fs::read(self.file(key)?).ok()?)?;
        let mut programs = entry.programs.iter();
        let is_fresh = entry.key == key
            && programs.all(|(program, state)| program_state(program).as_ref() == Some(state))
            && !self.is_any_there(&entry.absent)
            && (entry.read.iter()).all(|(path, hash)| self.hash(path) == Some(*hash));
        is_fresh.then_some(entry.outcome)
    }

    /// Keeps an outcome, unless a file may have been edited since it was read. Where nothing can be written,
    /// it is worked out again.
    pub(crate) fn keep(&self, key: String, causes: &Causes, outcome: Vec<u8>) {
        let file = self.file(&key);
        let entry = self.entry(key, causes, outcome);
        if let (Some(file), Some(bytes)) = (file, entry.and_then(|entry| entry.to_bytes())) {
            let _ = write(&file, &bytes);
        }
    }

    fn entry(&self, key: String, causes: &Causes, outcome: Vec<u8>) -> Option<Entry> {
        let is_older = |path: &PathBuf| {
            let state = State::of(&self.place(path));
            state.is_some_and(|state| Some(state.modified) < causes.started)
        };
        let programs = causes.programs.iter();
        let programs = programs.map(|program| Some((program.clone(), program_state(program)?)));
        let read = causes.files.read.iter();
        let entry = Entry {
            key,
            programs: programs.collect::<Option<_>>()?,
            read: read
                .map(|path| Some((path.clone(), self.hash(path)?)))
                .collect::<Option<_>>()?,
            absent: causes.files.absent.iter().cloned().collect(),
            outcome,
        };
        let is_known = causes.files.read.iter().all(is_older) && !self.is_any_there(&entry.absent);
        is_known.then_some(entry)
    }

    fn is_any_there(&self, absent: &[PathBuf]) -> bool {
        absent.iter().any(|path| self.place(path).exists())
    }

    fn hash(&self, path: &Path) -> Option<u64> {
        Some(hash(&fs::read(self.place(path)).ok()?))
    }

    /// Where a path leads to.
    pub(crate) fn place(&self, path: &Path) -> PathBuf {
        self.base.unwrap_or(Path::new("")).join(path)
    }

    /// Everything that decides about an outcome and is known before. `what` is asked for.
    pub(crate) fn key(
        &self,
        toolchain: &Toolchain,
        info: &ExternalCompilationInfo,
        what: &str,
    ) -> String {
        let mut key = format!(
            "rffi-build {}\n{toolchain:?}\n{info:?}\n{:?}\n",
            env!("CARGO_PKG_VERSION"),
            // Relative paths begin there.
            self.base
                .map(Path::to_owned)
                .or_else(|| std::env::current_dir().ok()),
        );
        for (name, value) in env::of_cc() {
            let _ = writeln!(key, "{name:?}={value:?}");
        }
        key + what
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
