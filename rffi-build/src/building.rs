//! [`Building`]: from what was read of a package to archives, manifest and directives.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use llexternal_syntax::{
    Block, BlockId, Library, LinkKind, Links, MANIFEST_VARIABLE, Manifest, file_id,
};
use rffi::{ExternalCompilationInfo, Field};

use crate::cache::Cache;
use crate::checking::Checking;
use crate::compiler::{Compiler, HEADER, Purpose};
use crate::directives::{Directives, text};
use crate::error::error_chain;
use crate::info::Info;
use crate::repeated::Repeated;
use crate::scope::{Call, ScopeId, Sources};
use crate::unit::Unit;
use crate::wrappers::Wrappers;
use crate::{Error, Package, Result, env, headers, leftovers, roots};

const MANIFEST: &str = "manifest";

/// What was compared with the headers, and what not.
const COMPARED: &str = "compared";

/// The folder with what the compiler said of the declarations.
const ANSWERS: &str = "verified";

/// The build of a package on its way.
pub(crate) struct Building<'a> {
    pub(crate) package: &'a Package,
    /// Where archives and the manifest go.
    pub(crate) folder: &'a Path,
    pub(crate) directives: Directives,
    /// What each compilation info links, in the order of the sources.
    built: Vec<(ExternalCompilationInfo, Vec<Library>)>,
    /// What each compilation info is with its packages.
    pub(crate) resolved: Vec<(ExternalCompilationInfo, ExternalCompilationInfo)>,
    /// The arguments for the linker so far.
    pub(crate) link_arguments: Vec<String>,
    /// The names of the files in the folder, without their extensions.
    used: BTreeSet<OsString>,
}

impl<'a> Building<'a> {
    pub(crate) fn new(package: &'a Package, folder: &'a Path) -> Self {
        Building {
            package,
            folder,
            directives: Directives::default(),
            built: Vec::new(),
            resolved: Vec::new(),
            link_arguments: package.link_arguments.clone(),
            used: BTreeSet::new(),
        }
    }

    pub(crate) fn run(mut self, sources: &Sources, out: &mut impl Write) -> Result<()> {
        let mut manifest = Manifest::new(text(&self.package.folder)?);
        let mut repeated = Repeated::default();
        let strictness = self.package.how_strict()?;
        let mut checking = Checking::new(self.package, sources, strictness);
        for (scope, call) in sources.calls() {
            let Call { block, file } = call;
            for message in repeated.of_block(block, file, &sources.c_names, &self.package.cfg) {
                self.directives.warning(&message);
            }
            let id = self.block_id(file, block);
            let (links, info) = self.links(sources, scope, call, &id)?;
            if let Some(info) = info {
                checking.add(scope, call, &id, &info);
            }
            manifest.add(id, links);
        }
        let answers = self.folder.join(ANSWERS);
        let checked = checking.run(&answers, &mut manifest, &mut self.directives);
        leftovers::remove(&answers, |path| !checked.kept.contains(path))?;
        // Only if it is empty.
        let _ = fs::remove_dir(&answers);
        self.finish_link_arguments()?;
        self.directives.watch_variable(env::DOCS_RS);
        self.write_manifest(&manifest)?;
        self.write(COMPARED, &checked.into_report().to_string())?;
        let is_used = |path: &Path| {
            path.file_stem()
                .is_some_and(|stem| self.used.contains(stem))
        };
        leftovers::remove(self.folder, |path| !is_used(path))?;
        // What a build script writes is not what it depends on.
        let files = (sources.files.iter().map(PathBuf::as_path))
            .filter(|file| !file.starts_with(&self.package.out_dir));
        let folders = roots::WATCHED.iter().map(Path::new);
        files
            .chain(folders)
            .for_each(|path| self.directives.watch(path));
        self.directives.write(&self.package.folder, out)
    }

    fn block_id(&self, file: &Path, block: &Block) -> BlockId {
        BlockId {
            text: block.fingerprint,
            line: block.start.map_or(0, |start| start.start().line),
            file: file_id(&self.package.folder.join(file)),
        }
    }

    /// What a block needs linked, and its compilation info, if it can be asked about. A mistake in it is
    /// the macro's to report.
    fn links(
        &mut self,
        sources: &Sources,
        scope: ScopeId,
        Call { block, file }: &Call,
        id: &BlockId,
    ) -> Result<(Links, Option<ExternalCompilationInfo>)> {
        let info = match &block.compilation_info {
            Some(given) => Info::read(&self.package.folder, sources, scope, file, given),
            None => Ok(Info::default()),
        };
        let prefix = self.archive_name(id);
        let wrappers = Wrappers {
            block,
            // What lies in `OUT_DIR` has a path that is this machine's alone.
            file: file.strip_prefix(&self.package.out_dir).unwrap_or(file),
            prefix: &prefix,
            names: &sources.c_names,
            cfg: &self.package.cfg,
        };
        match info.and_then(|info| Ok((wrappers.unit()?, info))) {
            Ok((unit, info)) => self.links_of(info, unit, prefix, block.abi.unwinds()),
            Err(message) => Ok((wrong(message), None)),
        }
    }

    fn links_of(
        &mut self,
        mut info: Info,
        wrappers: Option<Unit>,
        prefix: String,
        unwinds: bool,
    ) -> Result<(Links, Option<ExternalCompilationInfo>)> {
        let mut links = Links::default();
        if self.package.documentation_only {
            links.wrappers = wrappers.map(|_| prefix);
            return Ok((links, None));
        }
        info.content = match self.resolve(&info) {
            Ok(resolved) => resolved,
            Err(error) => return Ok((wrong(error_chain(&error)), None)),
        };
        // An archive stands before the libraries that it uses.
        if let Some(unit) = wrappers {
            let content = info.content.clone();
            let content = match unwinds {
                true => content.compile_flag("-fexceptions"),
                false => content,
            };
            self.archive(&prefix, &content, &[unit])?;
            links.libraries.push(library(LinkKind::Static, &prefix));
            links.wrappers = Some(prefix);
        }
        links.libraries.extend(self.libraries(&info)?);
        Ok((links, Some(info.content)))
    }

    /// Does what a compilation info needs, the first time that it is seen.
    fn libraries(&mut self, info: &Info) -> Result<Vec<Library>> {
        if let Some((_, libraries)) = self.built.iter().find(|(known, _)| *known == info.content) {
            return Ok(libraries.clone());
        }
        let mut libraries = Vec::new();
        // An archive stands before the libraries that it uses.
        if !info.units.is_empty() {
            let name = self.archive_name(&info.content);
            self.archive(&name, &info.content, &info.units)?;
            libraries.push(library(LinkKind::Static, &name));
        }
        let named = |field, kind| {
            let names = info.content.list(field).iter();
            names.map(move |name| library(kind, name))
        };
        libraries.extend(named(Field::Libraries, LinkKind::Dylib));
        if info.content.uses_cpp_linker() {
            libraries.push(library(LinkKind::Dylib, &self.cpp_library()));
        }
        libraries.extend(named(Field::Frameworks, LinkKind::Framework));
        self.add_link_arguments(&info.content)?;
        self.built.push((info.content.clone(), libraries.clone()));
        Ok(libraries)
    }

    /// Compiles units, with what an info says, into an archive.
    fn archive(
        &mut self,
        name: &str,
        info: &ExternalCompilationInfo,
        units: &[Unit],
    ) -> Result<()> {
        let Package {
            folder, toolchain, ..
        } = self.package;
        let compiler = Compiler::find(toolchain, info, self.folder, Purpose::Archive)?;
        let compiler = compiler.in_folder(folder);
        let headers = headers::folders(folder, info, self.folder);
        let surroundings = (compiler.identity(), headers::names(folder, &headers));
        headers
            .into_iter()
            .for_each(|folder| self.directives.watch(folder));
        for variable in env::OF_THE_COMPILER {
            self.directives.watch_variable(variable);
        }
        self.used.insert(HEADER.into());
        let mut objects = Vec::new();
        for unit in units {
            let (object, compiled) = self.cache().compile(&compiler, &surroundings, unit)?;
            compiled
                .inputs
                .into_iter()
                .for_each(|input| self.directives.watch(input));
            self.directives.warning(&compiled.warnings);
            self.used.extend(object.file_stem().map(OsString::from));
            objects.push(object);
        }
        compiler.archive(name, &objects)?;
        self.used.insert(format!("lib{name}").into());
        self.directives.link_search(self.folder)
    }

    /// A name that no other library has: one named `c` would hide libc.
    fn archive_name(&self, content: &impl Hash) -> String {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let package = self.package.name.replace('-', "_");
        format!("rffi_{package}_{:016x}", hasher.finish())
    }

    fn write_manifest(&mut self, manifest: &Manifest) -> Result<()> {
        let path = self.write(MANIFEST, &manifest.to_string())?;
        self.directives.variable(MANIFEST_VARIABLE, &path)
    }

    fn write(&mut self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(Error::io("write", &path))?;
        self.used.insert(name.into());
        Ok(path)
    }

    fn cache(&self) -> Cache<'a> {
        Cache {
            folder: self.folder,
            package: &self.package.folder,
        }
    }
}

fn library(kind: LinkKind, name: &str) -> Library {
    Library {
        kind,
        name: name.to_owned(),
    }
}

fn wrong(message: String) -> Links {
    Links {
        error: Some(message),
        ..Links::default()
    }
}
