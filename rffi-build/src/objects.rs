//! Compiling the sources of a compilation info to objects, at run time.

use std::fs;
use std::path::{Path, PathBuf};

use rffi::ExternalCompilationInfo;

use crate::compiler::{Compiler, Purpose};
use crate::unit::Unit;
use crate::{Error, Result, Toolchain, cache, record};

/// Compiles what an info has to compile into objects in a folder, for this machine.
///
/// The objects come in the order of the texts, then of the files. They are named by what is
/// compiled and how, so that a folder may hold those of several infos. A folder that is not there
/// is made.
///
/// [`Toolchain::compile_objects`] does the same for another target or compiler.
///
/// ```
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return Ok(()); // there is no C compiler here
/// # }
/// let folder = tempfile::tempdir()?;
/// let info = rffi::ExternalCompilationInfo::new().separate_module_source("int seven = 7;");
/// let objects = rffi_build::compile_objects(&info, folder.path())?;
/// assert!(objects[0].is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the compiler refuses something, with what it wrote, which is also left in the file
/// `objects.errors`; if there is no compiler; if the folder cannot be written.
pub fn compile_objects(info: &ExternalCompilationInfo, folder: &Path) -> Result<Vec<PathBuf>> {
    Toolchain::host().compile_objects(info, folder)
}

impl Toolchain {
    /// As [`compile_objects`](crate::compile_objects()), with this toolchain.
    ///
    /// # Errors
    /// The same.
    pub fn compile_objects(
        &self,
        info: &ExternalCompilationInfo,
        folder: &Path,
    ) -> Result<Vec<PathBuf>> {
        let made = self.make_objects(info, folder);
        record::errors(made, &folder.join("objects"))
    }

    fn make_objects(&self, info: &ExternalCompilationInfo, folder: &Path) -> Result<Vec<PathBuf>> {
        let info = &self.resolve(info)?;
        let units = Unit::of(info);
        if units.is_empty() {
            return Ok(Vec::new());
        }
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
        let work = tempfile::tempdir_in(folder).map_err(Error::io("make a folder in", folder))?;
        let compiler = Compiler::find(self, info, work.path(), Purpose::Objects)?;
        let identity = compiler.identity();
        let mut objects = Vec::new();
        for unit in units {
            let name = format!("rffi_{}.o", cache::key(&identity, &unit));
            let object = work.path().join(&name);
            compiler.compile(&unit, &object)?;
            let kept = folder.join(name);
            fs::rename(&object, &kept).map_err(Error::io("write", &kept))?;
            objects.push(kept);
        }
        Ok(objects)
    }
}
