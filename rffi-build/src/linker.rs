//! Linking programs and shared libraries.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        let mut command = self.link_command(product, objects, info, output)?;
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

    /// The command that links.
    pub(crate) fn link_command(
        &self,
        product: Product,
        objects: &[PathBuf],
        info: &ExternalCompilationInfo,
        output: &Path,
    ) -> Result<Command> {
        let mut command = self.linker(info)?;
        command.args(self.product_flags(product));
        command.args(objects);
        for folder in info.list(Field::LibraryDirs).iter() {
            command.arg("-L").arg(folder);
        }
        command.args(without_repeated_objects(info.list(Field::LinkFiles).iter()));
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
        Ok(command)
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
        match self.files_of(info, name).next() {
            Some((Name::Bare, file)) => file.into(),
            _ => format!("-l{name}").into(),
        }
    }

    /// The files that the linker may take for the libraries, as far as they are where the info says.
    pub(crate) fn library_files(
        &self,
        info: &ExternalCompilationInfo,
    ) -> impl Iterator<Item = PathBuf> {
        let names = info.list(Field::Libraries).iter();
        names.flat_map(|name| {
            let path = Path::new(name);
            let itself = (path.is_absolute() && path.is_file()).then(|| path.to_owned());
            let files = self.files_of(info, name).map(|(_, file)| file);
            itself.into_iter().chain(files)
        })
    }

    /// The places of all libraries, whether there is something or not.
    pub(crate) fn library_places(
        &self,
        info: &ExternalCompilationInfo,
    ) -> impl Iterator<Item = PathBuf> {
        let names = info.list(Field::Libraries).iter();
        let places = names.flat_map(|name| self.places_of(info, name));
        places.map(|(_, file)| file)
    }

    /// Those of one that are there.
    fn files_of(
        &self,
        info: &ExternalCompilationInfo,
        name: &str,
    ) -> impl Iterator<Item = (Name, PathBuf)> {
        let places = self.places_of(info, name);
        places.filter(|(_, file)| file.is_file())
    }

    /// Where one may be, the usual names before the other.
    fn places_of(
        &self,
        info: &ExternalCompilationInfo,
        name: &str,
    ) -> impl Iterator<Item = (Name, PathBuf)> {
        let suffix = target::shared_suffix(self.target());
        let names = [
            (Name::Usual, format!("lib{name}{suffix}")),
            (Name::Usual, format!("lib{name}.a")),
            (Name::Bare, format!("{name}{suffix}")),
        ];
        names.into_iter().flat_map(|(kind, name)| {
            let folders = info.list(Field::LibraryDirs).iter();
            folders.map(move |folder| (kind, Path::new(folder).join(&name)))
        })
    }
}

/// How the file of a library is named.
#[derive(Clone, Copy)]
enum Name {
    /// As linkers look for it.
    Usual,
    /// Without `lib`, as plugins are.
    Bare,
}

/// The arguments but for objects that came before: what is in a program twice, a linker refuses. An
/// archive may be needed again, behind another.
pub(crate) fn without_repeated_objects<'a>(
    arguments: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for argument in arguments {
        let extension = Path::new(argument).extension();
        let is_object = extension.is_some_and(|extension| extension == "o" || extension == "obj");
        if !(is_object && kept.contains(&argument)) {
            kept.push(argument);
        }
    }
    kept
}

/// Makes a program with `make`, and puts it where it belongs.
pub(crate) fn deliver(output: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let write = Error::io("write", output);
    // What is no file, such as `/dev/null`, stays.
    let is_special = output.exists() && !output.is_file();
    let folder = match output.parent() {
        _ if is_special => std::env::temp_dir(),
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // Linkers remove what they fail to write, and nobody is to see half of a program. Only the linker
    // writes to it: a program that any process has open for writing, such as a child forked at that
    // moment, cannot be run.
    let made = match tempfile::tempdir_in(folder) {
        Ok(made) => made,
        Err(error) => return Err(write(error)),
    };
    let program = made.path().join("program");
    let program = program.with_extension(output.extension().unwrap_or_default());
    make(&program)?;
    match is_special {
        true => fs::copy(&program, output).map(drop),
        false => fs::rename(&program, output),
    }
    .map_err(write)
}
