//! Compiling C to a program, at run time.

use std::path::{Path, PathBuf};

use rffi::ExternalCompilationInfo;

use crate::compiler::{Compiler, Purpose};
use crate::linker::{Product, deliver};
use crate::unit::{Code, Unit};
use crate::{Error, Result, Toolchain, record};

/// Compiles C files to a program for this machine: RPython's `platform.compile_executable`.
///
/// The program is made of `sources` and of what `info` has compiled and linked. Each of the info's
/// `separate_module_sources` is compiled below its includes; files are compiled as they are. Relative
/// paths are relative to the current folder: give an info that a package declares
/// [`relative_to`](ExternalCompilationInfo::relative_to) the package's folder.
///
/// `output` is the program's whole name; on Windows that includes
/// [`EXE_SUFFIX`](std::env::consts::EXE_SUFFIX). Nothing is printed, and what is written on the way
/// is removed. A program that is there stays until the new one is linked. Several threads may call
/// this at the same time. The info's `pkg_config` is [resolved](crate::resolve()) before.
///
/// What the compiler or linker says when it refuses something is also left in a file beside the
/// program, of its name and `.errors`; it is removed when that goes well again.
///
/// [`Toolchain::compile_executable`] does the same for another target or compiler.
///
/// ```
/// use rffi::ExternalCompilationInfo;
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return Ok(()); // there is no C compiler here
/// # }
///
/// let folder = tempfile::tempdir()?;
/// let main = folder.path().join("main.c");
/// std::fs::write(&main, "int answer(void); int main(void) { return answer() - 42; }")?;
///
/// let info = ExternalCompilationInfo::new()
///     .separate_module_source("int answer(void) { return 6 * 7; }");
/// let program = folder.path().join("program").with_extension(std::env::consts::EXE_EXTENSION);
/// rffi_build::compile_executable(&[main], &info, &program)?;
///
/// assert!(std::process::Command::new(&program).status()?.success());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the compiler or linker refuses something, with what they wrote; if there is no compiler; if
/// the system's temporary folder cannot be written.
pub fn compile_executable(
    sources: &[impl AsRef<Path>],
    info: &ExternalCompilationInfo,
    output: &Path,
) -> Result<()> {
    Toolchain::host().compile_executable(sources, info, output)
}

impl Toolchain {
    /// As [`compile_executable`](crate::compile_executable), with this toolchain.
    ///
    /// # Errors
    /// The same.
    pub fn compile_executable(
        &self,
        sources: &[impl AsRef<Path>],
        info: &ExternalCompilationInfo,
        output: &Path,
    ) -> Result<()> {
        let made = self.make_executable(sources, info, output);
        record::errors(made, output)
    }

    fn make_executable(
        &self,
        sources: &[impl AsRef<Path>],
        info: &ExternalCompilationInfo,
        output: &Path,
    ) -> Result<()> {
        let info = &self.resolve(info)?;
        let work =
            tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
        let compiler = Compiler::find(self, info, work.path(), Purpose::Program)?;
        let files = sources.iter().map(|file| Unit {
            code: Code::File(file.as_ref().to_owned()),
            place: None,
        });
        let mut objects: Vec<PathBuf> = Vec::new();
        let units = Unit::distinct(files.chain(Unit::of(info)));
        for (index, unit) in units.iter().enumerate() {
            let object = work.path().join(format!("{index}.o"));
            compiler.compile(unit, &object)?;
            objects.push(object);
        }
        deliver(output, |program| {
            compiler.link(Product::Program, &objects, info, program)
        })
    }
}
