//! [`Probe`]: RPython's `rffi_platform`, which asks the C compiler what a platform is like.

mod entry;
mod error;
mod facts;
mod links;
mod reading;
mod rust;
mod shortcuts;
mod structure;

use std::path::PathBuf;

use rffi::ExternalCompilationInfo;

pub use entry::Entry;
pub use error::ProbeError;
pub use facts::{Fact, Facts};
pub use shortcuts::{
    constant_integer, defined_constant_integer, has, has_symbol, memory_alignment, simple_type,
    size_of, structure, verify_eci,
};
pub use structure::{StructFact, StructField};

use crate::ask::{Question, Store};
use crate::{Result, Toolchain, env};
use entry::Kind;
use links::Linker;
use reading::Reading;

/// Asks the C compiler for sizes, offsets, types and constants: RPython's `rffi_platform.configure`.
///
/// What is compiled is never run, so it works for any target that there is a compiler for. All entries go
/// into one compilation; one that is wrong fails alone. The answers are kept on disk, until a header, a flag
/// or the compiler changes: in a build script below `OUT_DIR`, elsewhere in the folder that the variable
/// `RFFI_CACHE_DIR` names, or in `rffi` below `XDG_CACHE_HOME` or `~/.cache`. So is
/// that headers are refused, and what GNU ld says of libraries ([`Entry::has_symbol`], [`Entry::works`]), until
/// one of them changes; other linkers are asked each time.
///
/// ```
/// use lltype::Scalar;
/// use rffi::ExternalCompilationInfo;
/// use rffi_build::{Entry, Probe};
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return Ok(()); // there is no C compiler here
/// # }
///
/// let info = ExternalCompilationInfo::new().includes(&["time.h", "limits.h"]);
/// let facts = Probe::new(&info)
///     .entry("TM", Entry::structure("struct tm").fields(&["tm_year"]))
///     .entry("INT_MAX", Entry::constant_integer("INT_MAX"))
///     .entry("HAS_TIME", Entry::has("time(0)"))
///     .entry("TYPO", Entry::constant_integer("INT_MXA"))
///     .run()?;
///
/// assert_eq!(facts.integer("INT_MAX")?, i128::from(i32::MAX));
/// assert_eq!(facts.structure("TM")?.field("tm_year")?.offset, 20);
/// assert!(facts.flag("HAS_TIME")?);
/// assert!(facts.integer("TYPO").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Probe {
    info: ExternalCompilationInfo,
    toolchain: Toolchain,
    cache: Option<PathBuf>,
    entries: Vec<(String, Entry)>,
}

impl Probe {
    /// With the headers and flags of an info; in a build script for its target, elsewhere for this
    /// machine.
    #[must_use]
    pub fn new(info: &ExternalCompilationInfo) -> Self {
        Probe {
            info: info.clone(),
            toolchain: env::toolchain().unwrap_or_else(Toolchain::host),
            cache: env::cache_folder(),
            entries: Vec::new(),
        }
    }

    /// Asks the compiler of this toolchain.
    pub fn toolchain(&mut self, toolchain: &Toolchain) -> &mut Self {
        self.toolchain = toolchain.clone();
        self
    }

    /// Keeps answers in this folder, which may be shared. One that cannot be written is as none.
    pub fn cache(&mut self, folder: impl Into<PathBuf>) -> &mut Self {
        self.cache = Some(folder.into());
        self
    }

    /// Asks each time.
    pub fn without_cache(&mut self) -> &mut Self {
        self.cache = None;
        self
    }

    /// Adds an entry; one of the same name is replaced.
    pub fn entry(&mut self, name: impl Into<String>, entry: Entry) -> &mut Self {
        let name = name.into();
        match self.entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = entry,
            None => self.entries.push((name, entry)),
        }
        self
    }

    /// Asks.
    ///
    /// # Errors
    /// If there is no compiler, or the headers do not compile even without the entries. What is wrong
    /// with an entry is its result.
    pub fn run(&self) -> Result<Facts> {
        let info = &self.toolchain.resolve(&self.info)?;
        let questions: Vec<Vec<Question>> = self
            .entries
            .iter()
            .map(|(_, entry)| entry.questions())
            .collect();
        let asked = Store {
            toolchain: &self.toolchain,
            info,
            package: None,
            folder: self.cache.clone(),
        }
        .ask(&questions.concat())?;
        let answers = asked.answers.into_vec();
        let mut rest = &*answers;
        let mut entries = Vec::new();
        for ((name, entry), questions) in self.entries.iter().zip(&questions) {
            let (answers, others) = rest.split_at(questions.len());
            rest = others;
            let reading = Reading {
                name,
                entry,
                answers,
                target: &asked.target,
            };
            entries.push((name.clone(), reading.fact()));
        }
        self.link(info, &mut entries)?;
        Ok(Facts {
            entries,
            optional: self
                .entries
                .iter()
                .map(|(_, entry)| entry.optional())
                .collect(),
            inputs: asked.inputs,
            target: asked.target,
            variables: ["CC", "CFLAGS", "CXX", "CXXFLAGS"]
                .iter()
                .flat_map(|name| env::forms(&self.toolchain, name))
                .collect(),
        })
    }

    /// Asks the linker for what it alone knows.
    fn link(
        &self,
        info: &ExternalCompilationInfo,
        facts: &mut [(String, Result<Fact, ProbeError>)],
    ) -> Result<()> {
        let linker = Linker {
            toolchain: &self.toolchain,
            info,
            folder: self.cache.as_deref(),
        };
        let mut symbols = Vec::new();
        for ((_, entry), (name, fact)) in self.entries.iter().zip(&mut *facts) {
            match (&entry.kind, &fact) {
                (Kind::Works, Ok(Fact::Flag(true))) => {
                    if let Err(error) = linker.works() {
                        *fact = Err(ProbeError::Refused {
                            entry: name.clone(),
                            about: "program".to_owned(),
                            message: error.to_string(),
                        });
                    }
                }
                (Kind::HasSymbol(symbol), Ok(Fact::Flag(true))) => {
                    symbols.push((&**symbol, fact));
                }
                _ => {}
            }
        }
        if symbols.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = symbols.iter().map(|(name, _)| *name).collect();
        let found = linker.symbols(&names)?;
        for ((_, fact), is_there) in symbols.into_iter().zip(found) {
            *fact = Ok(Fact::Flag(is_there));
        }
        Ok(())
    }
}
