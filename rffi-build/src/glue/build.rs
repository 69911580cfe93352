//! Glue in a build script.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;

use rffi::{ExternalCompilationInfo, Field};

use super::answer::Answered;
use super::{Glue, c, rust};
use crate::compiler::{Compiler, Purpose};
use crate::directives::Directives;
use crate::generated::write;
use crate::script::tell;
use crate::unit::{Code, Unit};
use crate::{Error, Package, Result, env, target};

impl Glue {
    /// As [`compile`](Self::compile); an error is told to Cargo, which shows it and ends the build.
    pub fn build(&self) {
        if let Err(error) = self.compile() {
            tell(&error);
        }
    }

    /// Compiles the glue for the package whose build script this is, and writes its Rust to
    /// `OUT_DIR/name.rs`, for `include!`.
    ///
    /// A package with a key `links` in its `Cargo.toml` leaves the interface for those that depend on it:
    /// see [`include_package`](Self::include_package).
    ///
    /// # Errors
    /// Everything that is wrong with the declarations, and in which the compiler disagrees; there is no
    /// compiler; this is no build script.
    pub fn compile(&self) -> Result<()> {
        self.compile_for(&Package::from_env()?, &mut io::stdout())
    }

    /// The same for a package, with what Cargo is told on `out`.
    ///
    /// # Errors
    /// As for [`compile`](Self::compile).
    pub fn compile_for(&self, package: &Package, out: &mut impl Write) -> Result<()> {
        let toolchain = self.toolchain.as_ref().unwrap_or(&package.toolchain);
        let glue = Glue {
            info: toolchain.resolve(&self.info)?,
            ..self.of_package(&package.name)
        };
        let folder = package.out_dir.join(format!("rffi_{}", self.name));
        fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        let Answered { cdef, inputs } = glue.answered(toolchain, Some(&package.folder))?;
        let mut building = Building {
            glue: &glue,
            package,
            folder: &folder,
            directives: Directives::default(),
        };
        for input in inputs {
            building.directives.watch(input);
        }
        let file = folder.join(glue.c_file_name());
        write(&file, &c::CWriter::file(&glue, &glue.parse(cdef.target())?))?;
        let archive = building.archive(toolchain, &file)?;
        let rust = rust::RustWriter::file(&glue, &cdef, Some(&archive))?;
        write(&package.out_dir.join(format!("{}.rs", self.name)), &rust)?;
        building.interface()?;
        building.finish(out)
    }

    fn c_file_name(&self) -> String {
        let extension = if self.is_cpp { "cpp" } else { "c" };
        format!("{}.{extension}", self.name)
    }
}

/// The build of one glue on its way.
struct Building<'a> {
    glue: &'a Glue,
    package: &'a Package,
    folder: &'a Path,
    directives: Directives,
}

impl Building<'_> {
    /// Compiles the glue and what the info has to compile, and gives the name of the archive.
    fn archive(&mut self, toolchain: &crate::Toolchain, file: &Path) -> Result<String> {
        let info = self.glue.compiled_info();
        let mut units = vec![Unit {
            code: Code::File(file.to_owned()),
            place: None,
        }];
        units.extend(Unit::of(&info));
        let info = self.with_folders(info);
        let compiler = Compiler::find(toolchain, &info, self.folder, Purpose::Archive)?;
        let compiler = compiler.in_folder(&self.package.folder);
        for variable in env::OF_THE_COMPILER {
            self.directives.watch_variable(variable);
        }
        let mut objects = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            let object = self.folder.join(format!("{index}.o"));
            let compiled = compiler.compile(unit, &object)?;
            for input in compiled.inputs {
                self.directives.watch(input);
            }
            self.directives.warning(&compiled.warnings);
            objects.push(object);
        }
        let name = self.archive_name();
        compiler.archive(&name, &objects)?;
        self.directives.link_search(self.folder)?;
        self.link(&info)?;
        Ok(name)
    }

    /// Folders that only `build.rs` can know come behind those of the info.
    fn with_folders(&self, mut info: ExternalCompilationInfo) -> ExternalCompilationInfo {
        let texts = |folders: &[std::path::PathBuf]| -> Vec<String> {
            let folders = folders.iter().map(|folder| folder.display().to_string());
            folders.collect()
        };
        info = info.extended(Field::IncludeDirs, texts(&self.package.include_dirs));
        info.extended(Field::LibraryDirs, texts(&self.package.library_dirs))
    }

    /// What the linker must find. The libraries themselves stand in the Rust, behind the archive.
    fn link(&mut self, info: &ExternalCompilationInfo) -> Result<()> {
        for folder in info.list(Field::LibraryDirs).iter() {
            let folder = self.package.folder.join(folder);
            self.directives.link_search(&folder)?;
        }
        if info.uses_cpp_linker() {
            let library = target::cpp_library(&self.package.toolchain.target);
            self.directives.link_library(library);
        }
        Ok(())
    }

    /// A name that no other archive has.
    fn archive_name(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.package.name, &self.glue.name).hash(&mut hasher);
        let package = self.package.name.replace('-', "_");
        format!("rffi_glue_{package}_{:016x}", hasher.finish())
    }

    /// Leaves the interface for other packages.
    fn interface(&mut self) -> Result<()> {
        let path = self.folder.join(format!("{}.interface", self.glue.name));
        write(&path, &self.glue.interface())?;
        let key = env::interface_key(&self.glue.name);
        self.directives.metadata(&key, &path)
    }

    fn finish(mut self, out: &mut impl Write) -> Result<()> {
        for file in &self.glue.files {
            self.directives.watch(file);
        }
        self.directives.write(&self.package.folder, out)
    }
}
