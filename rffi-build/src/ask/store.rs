//! [`Store`]: asks the compiler only what is not known from the last time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rffi::ExternalCompilationInfo;

use super::{Asked, Question, Raw, question};
use crate::compiler::{Compiler, FACT_FLAGS, Purpose};
use crate::kept::{Causes, Files, Shelf};
use crate::search::Search;
use crate::state::State;
use crate::{Error, Result, Toolchain};

/// Questions under one compilation info, with a [`Shelf`] of answers.
///
/// What counts is the compiler, everything by which `cc` chooses it and its flags, the text, the contents of
/// each header that was read, and the headers that were looked for in vain. That headers are refused is kept,
/// too. Not seen is a compiler behind a wrapper that stays the same.
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
        let (shelf, key) = (self.shelf(), self.key(questions));
        let kept = shelf.file(&key);
        if let Some(bytes) = shelf.find(&key)
            && let Some(raw) = Raw::from_bytes(&bytes)
            && let Ok(asked) = self.read(raw, questions)?
        {
            return Ok(Asked { kept, ..asked });
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
        if self.folder.is_some()
            && let Some(files) = self.files(&compiler, &raw, work.path())
            && let Some(bytes) = raw.to_bytes()
        {
            let causes = Causes {
                programs: vec![compiler.program().to_owned()],
                files,
                started,
            };
            shelf.keep(key, &causes, bytes);
        }
        let asked = self.read(raw, questions)?;
        let asked = asked.map_err(|message| compiler.unreadable(message))?;
        Ok(Asked { kept, ..asked })
    }

    /// The file in which the answers are, if they can be kept.
    pub(crate) fn file(&self, questions: &[Question]) -> Option<PathBuf> {
        self.shelf().file(&self.key(questions))
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf {
            folder: self.folder.as_deref(),
            base: self.package,
        }
    }

    /// # Errors
    /// The headers are refused; inside, why the objects cannot be read.
    fn read(&self, raw: Raw, questions: &[Question]) -> Result<Result<Asked, String>> {
        match raw.refusal {
            Some(refusal) => Err(refusal.into_error("the headers")),
            None => Ok(raw.read(questions, &self.toolchain.target)),
        }
    }

    /// Everything that decides about the answers and is known before.
    fn key(&self, questions: &[Question]) -> String {
        let text = question::whole(questions, 0..questions.len());
        let what = format!("{FACT_FLAGS:?}\n{text}");
        self.shelf().key(self.toolchain, self.info, &what)
    }

    /// The files on which the answers depend; nothing where they are not known, or where
    /// the compiler may say something else the next time.
    fn files(&self, compiler: &Compiler, raw: &Raw, work: &Path) -> Option<Files> {
        let shelf = self.shelf();
        let (read, missing): (BTreeSet<_>, BTreeSet<_>) = match &raw.refusal {
            None => (raw.inputs.iter().cloned().collect(), BTreeSet::new()),
            Some(refusal) if !refusal.is_about_text() => return None,
            Some(_) => {
                let listed = compiler.listed(&work.join(question::SOURCE))?;
                let listed = listed.into_iter();
                listed.partition(|path| shelf.place(path).is_file())
            }
        };
        let search = Search::of(compiler, work)?;
        let place = |path: &Path| shelf.place(path);
        Some(search.files(compiler.header(), &read, &missing, place))
    }
}
