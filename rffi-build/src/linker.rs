//! Linking programs and shared libraries.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rffi::{ExternalCompilationInfo, Field};

use crate::command::{Failure, run, shown};
use crate::compiler::Compiler;
use crate::{Error, Result, target};

/// What is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Program,
    SharedLibrary,
}

impl Compiler {
    /// Links objects with what `info` names, to a file that is there only if that went well.
    pub(crate) fn link(
        &self,
        product: Product,
        objects: &[PathBuf],
        info: &ExternalCompilationInfo,
        output: &Path,
    ) -> Result<()> {
        let mut command = self.linker(info)?;
        command.args(self.product_flags(product));
        command.args(objects);
        for folder in info.list(Field::LibraryDirs).iter() {
            command.arg("-L").arg(folder);
        }
        command.args(info.list(Field::LinkFiles).iter());
        command.args(info.list(Field::LinkExtra).iter());
        for library in info.list(Field::Libraries).iter() {
            command.arg(self.library(info, library));
        }
        if target::is_apple(self.target()) {
            for framework in info.list(Field::Frameworks).iter() {
                command.arg("-framework").arg(framework);
            }
        }
        command.arg("-o").arg(output);
        match run(&mut command) {
            Ok(_) => Ok(()),
            Err(Failure::Start(error)) => Err(error),
            Err(Failure::Refused(stderr)) => Err(Error::Link {
                output: output.to_owned(),
                command: shown(&command),
                stderr,
            }),
        }
    }

    fn product_flags(&self, product: Product) -> &'static [&'static str] {
        match product {
            Product::Program => &[],
            Product::SharedLibrary if target::is_apple(self.target()) => &["-dynamiclib"],
            Product::SharedLibrary if target::is_windows(self.target()) => &["-shared"],
            // Its own functions call each other, whatever the program has by these names.
            Product::SharedLibrary => &["-shared", "-Wl,-Bsymbolic"],
        }
    }

    /// How a library is given. The linker looks for `libname.so` alone; a plugin may be called
    /// `name.so`.
    fn library(&self, info: &ExternalCompilationInfo, name: &str) -> OsString {
        if Path::new(name).is_absolute() {
            return name.into();
        }
        let suffix = target::shared_suffix(self.target());
        let file = |name: &str| {
            let folders = info.list(Field::LibraryDirs).iter();
            let mut files = folders.map(|folder| Path::new(folder).join(name));
            files.find(|file| file.is_file())
        };
        let usual = file(&format!("lib{name}{suffix}")).or_else(|| file(&format!("lib{name}.a")));
        match (usual, file(&format!("{name}{suffix}"))) {
            (None, Some(file)) => file.into(),
            _ => format!("-l{name}").into(),
        }
    }
}

/// Puts a program where it belongs, which may be on another file system.
pub(crate) fn deliver(program: &Path, output: &Path) -> Result<()> {
    copy(program, output).map_err(Error::io("write", output))
}

fn copy(program: &Path, output: &Path) -> io::Result<()> {
    // One that runs cannot be written to. What is no file, such as `/dev/null`, stays.
    if output.is_file() {
        fs::remove_file(output)?;
    }
    fs::copy(program, output).map(drop)
}
