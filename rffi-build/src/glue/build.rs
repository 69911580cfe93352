//! Glue in a build script.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cdef::Cdef;
use rffi::{ExternalCompilationInfo, Field};

use super::{Glue, c, rust, word};
use crate::compiler::{Compiler, Purpose};
use crate::directives::Directives;
use crate::generated::write;
use crate::script::tell;
use crate::unit::{Code, Unit};
use crate::{Error, Package, Result, Toolchain, env, headers, leftovers, stamp, target};

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
    /// On docs.rs, it writes the Rust alone: see [the page on API mode](crate::modes::api#on-docsrs).
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
        let directives = match package.documentation_only {
            true => self.documented(package)?,
            false => self.compiled(package)?,
        };
        let told = out.write_all(&directives);
        told.map_err(Error::io("write", "the directives for Cargo"))
    }

    fn compiled(&self, package: &Package) -> Result<Vec<u8>> {
        let glue = self.resolved(package)?;
        let building = Building::new(&glue, package)?;
        let Building {
            toolchain, folder, ..
        } = &building;
        let info = glue.compiled_info();
        let compiler = Compiler::find(toolchain, &info, folder, Purpose::Archive)?;
        building.directives(&compiler.in_folder(&package.folder))
    }

    /// As a part of a package, with what its packages and this package add.
    pub(super) fn resolved(&self, package: &Package) -> Result<Glue> {
        let toolchain = self.toolchain.as_ref().unwrap_or(&package.toolchain);
        Ok(Glue {
            info: with_folders(toolchain.resolve(&self.info)?, package),
            ..self.of_package(&package.name)
        })
    }

    fn c_file_name(&self) -> String {
        let extension = if self.is_cpp { "cpp" } else { "c" };
        format!("{}.{extension}", self.name)
    }
}

/// Folders that only `build.rs` can know come behind those of the info.
fn with_folders(info: ExternalCompilationInfo, package: &Package) -> ExternalCompilationInfo {
    let texts = |folders: &[PathBuf]| -> Vec<String> {
        let folders = folders.iter().map(|folder| folder.display().to_string());
        folders.collect()
    };
    let info = info.extended(Field::IncludeDirs, texts(&package.include_dirs));
    info.extended(Field::LibraryDirs, texts(&package.library_dirs))
}

/// The build of one glue on its way.
pub(super) struct Building<'a> {
    pub(super) glue: &'a Glue,
    pub(super) toolchain: &'a Toolchain,
    pub(super) package: &'a Package,
    /// What is made of the glue but for its Rust.
    pub(super) folder: PathBuf,
    pub(super) directives: Directives,
    /// The files that were read.
    inputs: Vec<PathBuf>,
}

impl<'a> Building<'a> {
    pub(super) fn new(glue: &'a Glue, package: &'a Package) -> Result<Self> {
        let folder = package.out_dir.join(format!("rffi_{}", glue.name));
        fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        Ok(Building {
            glue,
            toolchain: glue.toolchain.as_ref().unwrap_or(&package.toolchain),
            package,
            folder,
            directives: Directives::default(),
            inputs: Vec::new(),
        })
    }

    /// What Cargo is told: as the last time, if nothing changed. A build script runs whenever one of the
    /// package's files does.
    fn directives(mut self, compiler: &Compiler) -> Result<Vec<u8>> {
        let stamp_file = self.folder.join(format!("{}.stamp", self.key(compiler)));
        let made = [self.rust_file(), self.archive_file()];
        if let Some((_, directives)) = stamp::read(&stamp_file, &self.package.folder)
            && made.iter().all(|file| file.is_file())
        {
            return Ok(directives.into_bytes());
        }
        self.forget("stamp", None)?;
        let started = stamp::begin(&stamp_file)?;
        self.make(compiler)?;
        let inputs = core::mem::take(&mut self.inputs);
        let base = &self.package.folder;
        let mut directives = Vec::new();
        self.directives.write(base, &mut directives)?;
        let outcome = String::from_utf8_lossy(&directives);
        if let Some(text) = stamp::text(&inputs, base, started, &outcome) {
            fs::write(&stamp_file, text).map_err(Error::io("write", &stamp_file))?;
        }
        Ok(directives)
    }

    /// Everything that the outcome depends on, but for the contents of files.
    fn key(&self, compiler: &Compiler) -> String {
        let mut hasher = DefaultHasher::new();
        (self.glue.interface(), &self.glue.source, &self.glue.info).hash(&mut hasher);
        let headers = headers::folders(&self.package.folder, &self.glue.info, &self.folder);
        headers::names(&self.package.folder, &headers).hash(&mut hasher);
        env::of_the_compiler().hash(&mut hasher);
        (&self.glue.prefix, compiler.identity()).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// Removes what was made before: the files with this extension, but for one.
    pub(super) fn forget(&self, extension: &str, used: Option<&Path>) -> Result<()> {
        leftovers::remove(&self.folder, |path| {
            leftovers::has_extension(path, extension) && Some(path) != used
        })
    }

    pub(super) fn rust_file(&self) -> PathBuf {
        let file = format!("{}.rs", self.glue.name);
        self.package.out_dir.join(file)
    }

    fn archive_file(&self) -> PathBuf {
        self.folder.join(format!("lib{}.a", self.archive_name()))
    }

    fn make(&mut self, compiler: &Compiler) -> Result<()> {
        let cdef = self.answered(self.glue)?;
        let file = self.folder.join(self.glue.c_file_name());
        let declared = self.glue.parse(cdef.target())?;
        write(&file, &c::CWriter::file(self.glue, &declared))?;
        let archive = self.archive(compiler, &file)?;
        let rust = rust::RustWriter::file(self.glue, &cdef, Some(&archive))?;
        write(&self.rust_file(), &rust)?;
        self.interface()?;
        self.read(self.glue.files.clone());
        self.directives.watch_variable(env::DOCS_RS);
        Ok(())
    }

    /// Has the compiler's answers, and keeps those alone.
    pub(super) fn answered(&mut self, glue: &Glue) -> Result<Cdef> {
        let (package, folder) = (&self.package.folder, &self.folder);
        let answered = glue.answered(self.toolchain, Some(package), Some(folder))?;
        self.forget("answers", answered.kept.as_deref())?;
        self.read(answered.inputs);
        Ok(answered.cdef)
    }

    pub(super) fn read(&mut self, inputs: Vec<PathBuf>) {
        for input in inputs {
            self.directives.watch(&input);
            self.inputs.push(input);
        }
    }

    /// Compiles the glue and what the info has to compile, and gives the name of the archive.
    fn archive(&mut self, compiler: &Compiler, file: &Path) -> Result<String> {
        let mut units = vec![Unit {
            code: Code::File(file.to_owned()),
            place: None,
        }];
        units.extend(Unit::of(&self.glue.info));
        for variable in env::OF_THE_COMPILER {
            self.directives.watch_variable(variable);
        }
        let mut objects = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            let object = self.folder.join(format!("{index}.o"));
            let compiled = compiler.compile(unit, &object)?;
            self.read(compiled.inputs);
            self.directives.warning(&compiled.warnings);
            objects.push(object);
        }
        let name = self.archive_name();
        compiler.archive(&name, &objects)?;
        self.directives.link_search(&self.folder)?;
        self.link()?;
        Ok(name)
    }

    /// What the linker must find. The libraries themselves stand in the Rust, behind the archive.
    fn link(&mut self) -> Result<()> {
        let info = self.glue.compiled_info();
        for folder in info.list(Field::LibraryDirs).iter() {
            let folder = self.package.folder.join(folder);
            self.directives.link_search(&folder)?;
        }
        if info.uses_cpp_linker() {
            let library = target::cpp_library(&self.toolchain.target);
            self.directives.link_library(library);
        }
        Ok(())
    }

    /// A name that no other archive has.
    fn archive_name(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.package.name, &self.glue.name).hash(&mut hasher);
        let package = word(&self.package.name);
        format!("rffi_glue_{package}_{:016x}", hasher.finish())
    }

    /// Leaves the interface for other packages.
    pub(super) fn interface(&mut self) -> Result<()> {
        let path = self.folder.join(format!("{}.interface", self.glue.name));
        write(&path, &self.glue.interface())?;
        let key = env::interface_key(&self.glue.name);
        self.directives.metadata(&key, &path)
    }
}
