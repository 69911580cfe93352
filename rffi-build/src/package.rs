//! [`Package`]: does for a package what its declarations need.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use llexternal_syntax::{Library, LinkKind, Links, MANIFEST_VARIABLE, Manifest};
use rffi::{ExternalCompilationInfo, Field};

use crate::compiler::{Caller, Compiler};
use crate::directives::Directives;
use crate::info::Info;
use crate::scope::Sources;
use crate::{Cfg, Error, Result, Toolchain, cache, roots};

/// A package whose declarations are compiled and linked: what [`build`](crate::build) takes from
/// Cargo's variables, as a value.
///
/// Of use where a crate's root is not where Cargo finds it by itself:
///
/// ```no_run
/// let mut package = rffi_build::Package::from_env()?;
/// package.roots.push("source/main.rs".into());
/// package.build(&mut std::io::stdout())?;
/// # Ok::<(), rffi_build::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Package {
    /// Its name.
    pub name: String,
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// The folder that it may write to. What is in the folder `rffi` in it belongs to this crate.
    pub out_dir: PathBuf,
    /// Target and features.
    pub cfg: Cfg,
    /// How its C is compiled.
    pub toolchain: Toolchain,
    /// Source files at which crates begin, relative to the folder, besides those that Cargo finds by
    /// itself.
    pub roots: Vec<PathBuf>,
}

impl Package {
    /// A package for the machine that this program runs on, without features.
    pub fn new(
        name: impl Into<String>,
        folder: impl Into<PathBuf>,
        out_dir: impl Into<PathBuf>,
    ) -> Self {
        Package {
            name: name.into(),
            folder: folder.into(),
            out_dir: out_dir.into(),
            cfg: Cfg::default(),
            toolchain: Toolchain::host(),
            roots: Vec::new(),
        }
    }

    /// Compiles what the package's declarations need, writes for the macro what to link, and tells
    /// Cargo on `out`.
    ///
    /// # Errors
    /// If C does not compile, no C compiler is there and one is needed, or a file cannot be read or
    /// written. Mistakes in a declaration are no errors here: the macro shows them at their place.
    pub fn build(&self, out: &mut impl Write) -> Result<()> {
        let folder = self.out_dir.join("rffi");
        fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        let mut roots = roots::find(&self.folder)?;
        roots.extend(self.roots.iter().cloned());
        let sources = Sources::read(
            &self.folder,
            &self.name.replace('-', "_"),
            &self.cfg,
            &roots,
        );
        let mut building = Building {
            package: self,
            folder,
            directives: Directives::default(),
            built: Vec::new(),
        };
        let manifest = building.manifest(&sources)?;
        building.finish(&sources, &manifest, out)
    }
}

/// A build on its way.
struct Building<'a> {
    package: &'a Package,
    /// Where archives and the manifest go.
    folder: PathBuf,
    directives: Directives,
    /// What each compilation info links, in the order of the sources.
    built: Vec<(ExternalCompilationInfo, Vec<Library>)>,
}

impl Building<'_> {
    fn manifest(&mut self, sources: &Sources) -> Result<Manifest> {
        let mut manifest = Manifest::default();
        for (scope, block) in sources.blocks() {
            let info = match &block.compilation_info {
                Some(given) => Info::read(&self.package.folder, sources, scope, given),
                None => Ok(Info::default()),
            };
            let links = match info {
                Ok(info) => Links {
                    libraries: self.libraries(&info)?,
                    error: None,
                },
                Err(message) => Links {
                    libraries: Vec::new(),
                    error: Some(message),
                },
            };
            manifest.add(block.fingerprint, links);
        }
        Ok(manifest)
    }

    /// Does what a compilation info needs, the first time that it is seen.
    fn libraries(&mut self, info: &Info) -> Result<Vec<Library>> {
        info.included
            .iter()
            .for_each(|file| self.directives.watch(file));
        if let Some((_, libraries)) = self.built.iter().find(|(known, _)| *known == info.content) {
            return Ok(libraries.clone());
        }
        let mut libraries = Vec::new();
        // An archive stands before the libraries that it uses.
        if !info.units.is_empty() {
            libraries.push(Library {
                kind: LinkKind::Static,
                name: self.archive(info)?,
            });
        }
        libraries.extend(
            info.content
                .list(Field::Libraries)
                .iter()
                .map(|name| Library {
                    kind: LinkKind::Dylib,
                    name: name.to_owned(),
                }),
        );
        self.link_arguments(&info.content)?;
        self.built.push((info.content.clone(), libraries.clone()));
        Ok(libraries)
    }

    /// Compiles an info's sources into an archive, and names it. A name of its own, because one
    /// named `c` would hide libc.
    fn archive(&mut self, info: &Info) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        info.content.hash(&mut hasher);
        let package = self.package.name.replace('-', "_");
        let name = format!("rffi_{package}_{:016x}", hasher.finish());

        let objects_folder = self.folder.join(&name);
        fs::create_dir_all(&objects_folder)
            .map_err(Error::io("make the folder", &objects_folder))?;
        let Package {
            folder, toolchain, ..
        } = self.package;
        let compiler = Compiler::find(toolchain, &info.content, &self.folder, Caller::BuildScript)?
            .in_folder(folder);
        let mut objects = Vec::new();
        for (index, unit) in info.units.iter().enumerate() {
            let object = objects_folder.join(format!("{index}.o"));
            let compiled = cache::compile(&compiler, folder, unit, &object)?;
            compiled
                .inputs
                .iter()
                .for_each(|input| self.directives.watch(input));
            self.directives.warning(&compiled.warnings);
            objects.push(object);
        }
        compiler.archive(&name, &objects)?;
        self.directives.link_search(&self.folder)?;
        Ok(name)
    }

    fn link_arguments(&mut self, info: &ExternalCompilationInfo) -> Result<()> {
        for folder in info.list(Field::LibraryDirs).iter() {
            self.directives
                .link_search(&self.package.folder.join(folder))?;
        }
        for file in info.list(Field::LinkFiles).iter() {
            let path = self.package.folder.join(file);
            self.directives.link_arg(crate::directives::text(&path)?);
            self.directives.watch(file);
        }
        info.list(Field::LinkExtra)
            .iter()
            .for_each(|flag| self.directives.link_arg(flag));
        Ok(())
    }

    fn finish(
        mut self,
        sources: &Sources,
        manifest: &Manifest,
        out: &mut impl Write,
    ) -> Result<()> {
        let path = self.folder.join("manifest");
        fs::write(&path, manifest.to_string()).map_err(Error::io("write", &path))?;
        self.directives.variable(MANIFEST_VARIABLE, &path)?;
        let files = sources.files.iter().map(PathBuf::as_path);
        let folders = roots::WATCHED.iter().map(Path::new);
        files
            .chain(folders)
            .for_each(|path| self.directives.watch(path));
        self.directives.write(&self.package.folder, out)
    }
}
