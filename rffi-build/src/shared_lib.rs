//! Compiling a compilation info to a shared library, at run time.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use rffi::{ExternalCompilationInfo, Field};
use tempfile::TempDir;

use crate::compiler::{Compiler, Purpose};
use crate::directives::text;
use crate::linker::Product;
use crate::unit::Unit;
use crate::{Error, Result, Toolchain, cache, record, stamp, target};

/// Compiles an info's sources to a shared library for this machine, and gives the info that has the
/// library in place of the sources. RPython's `compile_shared_lib`.
///
/// The absolute path of the library stands last in `libraries`: an interpreter loads it from there
/// ([`run_time_libraries`](ExternalCompilationInfo::run_time_libraries)), and
/// [`compile_executable`](crate::compile_executable()) links with it. An info without sources comes
/// back as it is, but for its resolved `pkg_config`.
///
/// Only what the C says is seen from outside: `RFFI_EXPORT` of `rffi.h`, or RPython's
/// `RPY_EXPORTED` and `RPY_EXTERN`, before a definition. Calls inside of the library stay inside
/// (`-Bsymbolic`) where the linker can do that.
///
/// The folder is a cache: as long as the C, what it includes, the flags and the compiler are the
/// same, nothing is compiled. It is made if it is not there, may be shared by threads and programs,
/// and a library in it is never overwritten. Not seen is a new header that now comes before one of
/// its name.
///
/// [`Toolchain::compile_shared_lib`] does the same for another target or compiler.
///
/// ```
/// use rffi::{ExternalCompilationInfo, Field};
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return Ok(()); // there is no C compiler here
/// # }
///
/// let folder = tempfile::tempdir()?;
/// let info = ExternalCompilationInfo::new()
///     .includes(&["rffi.h"])
///     .separate_module_source("RFFI_EXPORT int six(void) { return 6; }");
/// let loadable = rffi_build::compile_shared_lib(&info, folder.path())?;
/// assert!(loadable.list(Field::SeparateModuleSources).is_empty());
/// assert!(loadable.run_time_libraries()[0].is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the compiler or linker refuses something, with what it wrote, which is also left in the file
/// `shared_lib.errors`; if there is no compiler; if the folder cannot be written, or its path is
/// not UTF-8.
pub fn compile_shared_lib(
    info: &ExternalCompilationInfo,
    folder: &Path,
) -> Result<ExternalCompilationInfo> {
    Toolchain::host().compile_shared_lib(info, folder)
}

impl Toolchain {
    /// As [`compile_shared_lib`](crate::compile_shared_lib()), with this toolchain.
    ///
    /// # Errors
    /// The same.
    pub fn compile_shared_lib(
        &self,
        info: &ExternalCompilationInfo,
        folder: &Path,
    ) -> Result<ExternalCompilationInfo> {
        let made = self.make_shared_lib(info, folder);
        record::errors(made, &folder.join("shared_lib"))
    }

    fn make_shared_lib(
        &self,
        info: &ExternalCompilationInfo,
        folder: &Path,
    ) -> Result<ExternalCompilationInfo> {
        let info = self.resolve(info)?;
        if Unit::of(&info).is_empty() {
            return Ok(info);
        }
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
        // A library is loaded from wherever the program is then.
        let folder = std::path::absolute(folder).map_err(Error::io("find", folder))?;
        let work = tempfile::tempdir_in(&folder).map_err(Error::io("make a folder in", &folder))?;
        let compiler = Compiler::find(self, &info, work.path(), Purpose::SharedLibrary)?;
        let library = Making {
            info: &info,
            folder: &folder,
            work,
            compiler,
        }
        .library()?;
        const SOURCES: [Field; 2] = [Field::SeparateModuleSources, Field::SeparateModuleFiles];
        Ok(info.copy_without(&SOURCES).library(text(&library)?))
    }
}

/// A shared library on its way.
struct Making<'a> {
    info: &'a ExternalCompilationInfo,
    folder: &'a Path,
    /// A folder inside, of this call alone.
    work: TempDir,
    compiler: Compiler,
}

impl Making<'_> {
    /// The library, which may be there.
    fn library(&self) -> Result<PathBuf> {
        let index = format!("{}.stamp", self.key()?);
        let kept = self.folder.join(&index);
        if let Some((_, name)) = stamp::read(&kept, Path::new("")) {
            let library = self.folder.join(name);
            if library.is_file() {
                return Ok(library);
            }
        }
        let new = self.work.path().join(&index);
        let started = stamp::begin(&new)?;
        let (made, inputs) = self.make()?;
        let (name, library) = self.keep(&made)?;
        if let Some(text) = stamp::text(&inputs, Path::new(""), started, &name) {
            fs::write(&new, text).map_err(Error::io("write", &new))?;
            fs::rename(&new, &kept).map_err(Error::io("write", &kept))?;
        }
        Ok(library)
    }

    /// What the library is made of, but for the contents of files.
    fn key(&self) -> Result<String> {
        let here = std::env::current_dir().map_err(Error::io("find", "the current folder"))?;
        let mut hasher = DefaultHasher::new();
        (self.info, here, self.compiler.identity()).hash(&mut hasher);
        for unit in Unit::of(self.info) {
            cache::key(&(), &unit).hash(&mut hasher);
        }
        Ok(format!("rffi_{:016x}", hasher.finish()))
    }

    /// Compiles and links, and gives the files that were read.
    fn make(&self) -> Result<(PathBuf, Vec<PathBuf>)> {
        let files = self.info.list(Field::LinkFiles).iter();
        let mut inputs: Vec<PathBuf> = files.map(PathBuf::from).collect();
        inputs.extend(self.compiler.library_files(self.info));
        let mut objects = Vec::new();
        for (index, unit) in Unit::of(self.info).iter().enumerate() {
            let object = self.work.path().join(format!("{index}.o"));
            inputs.extend(self.compiler.compile(unit, &object)?.inputs);
            objects.push(object);
        }
        let made = self.work.path().join("library");
        let product = Product::SharedLibrary;
        self.compiler.link(product, &objects, self.info, &made)?;
        Ok((made, inputs))
    }

    /// Puts the library where it stays, under a name by its content: one that is loaded must not
    /// change.
    fn keep(&self, made: &Path) -> Result<(String, PathBuf)> {
        let bytes = fs::read(made).map_err(Error::io("read", made))?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let suffix = target::shared_suffix(self.compiler.target());
        let name = format!("librffi_{:016x}{suffix}", hasher.finish());
        let library = self.folder.join(&name);
        if !library.is_file() {
            fs::rename(made, &library).map_err(Error::io("write", &library))?;
        }
        Ok((name, library))
    }
}
