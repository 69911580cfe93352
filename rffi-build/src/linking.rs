//! What an info has linked besides its own C: what its packages say, and what Cargo and the linker
//! are told.

use std::path::Path;

use rffi::{ExternalCompilationInfo, Field};

use crate::building::Building;
use crate::compiler::check_platform;
use crate::directives::text;
use crate::info::Info;
use crate::linker::without_repeated_objects;
use crate::{Error, Result, env, target};

impl Building<'_> {
    /// The info with what its packages and this package add to it. The error is for the user, and is
    /// shown at the block.
    pub(crate) fn resolve(&mut self, info: &Info) -> Result<ExternalCompilationInfo> {
        let content = &info.content;
        let mut resolved = self.resolved.iter();
        if let Some((_, resolved)) = resolved.find(|(known, _)| known == content) {
            return Ok(resolved.clone());
        }
        let toolchain = &self.package.toolchain;
        check_platform(toolchain, content)?;
        self.missing_folders(info);
        for package in content.list(Field::PkgConfig).iter() {
            self.directives
                .watch_package(toolchain, package, self.folder);
        }
        let folders = self.package.include_dirs.iter();
        let folders: Vec<String> = folders
            .map(|folder| Ok(text(folder)?.to_owned()))
            .collect::<Result<_>>()?;
        let resolved = toolchain.resolve(content)?;
        let resolved = resolved.extended(Field::IncludeDirs, folders);
        self.resolved.push((content.clone(), resolved.clone()));
        Ok(resolved)
    }

    /// Compilers and linkers pass over folders that are not there.
    fn missing_folders(&mut self, info: &Info) {
        for field in [Field::IncludeDirs, Field::LibraryDirs] {
            for folder in info.content.list(field).iter() {
                if !self.package.folder.join(folder).is_dir() {
                    let (file, list) = (info.file.display(), field.name());
                    let message = format!("{file}: the folder `{folder}` in `{list}` is not there");
                    self.directives.warning(&message);
                    self.directives.watch(folder);
                }
            }
        }
    }

    /// The C++ library of the target; `CXXSTDLIB` names another, as for `cc`.
    pub(crate) fn cpp_library(&mut self) -> String {
        let toolchain = &self.package.toolchain;
        self.directives.watch_forms(toolchain, "CXXSTDLIB");
        let named = env::for_target(toolchain, "CXXSTDLIB");
        let named = named.and_then(|name| name.into_string().ok());
        named.unwrap_or_else(|| target::cpp_library(&toolchain.target).to_owned())
    }

    /// Tells Cargo what all infos and the package itself have for the linker.
    pub(crate) fn finish_link_arguments(&mut self) -> Result<()> {
        self.link_searches(&self.package.library_dirs)?;
        // Two packages may depend on a third, and pass on its objects.
        let arguments = without_repeated_objects(self.link_arguments.iter().map(String::as_str));
        for argument in &arguments {
            self.directives.link_arg(argument);
        }
        self.directives.link_arguments_for_others(&arguments);
        Ok(())
    }

    fn link_searches<'p>(
        &mut self,
        folders: impl IntoIterator<Item = &'p (impl AsRef<Path> + ?Sized + 'p)>,
    ) -> Result<()> {
        for folder in folders {
            self.directives
                .link_search(&self.package.folder.join(folder))?;
        }
        Ok(())
    }

    pub(crate) fn add_link_arguments(&mut self, info: &ExternalCompilationInfo) -> Result<()> {
        self.link_searches(info.list(Field::LibraryDirs).iter())?;
        for file in info.list(Field::LinkFiles).iter() {
            let path = self.package.folder.join(file);
            self.link_arguments.push(text(&path)?.to_owned());
            // It is the linker that looks for it.
            if path.exists() {
                self.directives.watch(file);
            }
        }
        for flag in info.list(Field::LinkExtra).iter() {
            if flag.contains('\n') {
                return Err(Error::ArgumentNotLine {
                    argument: flag.to_owned(),
                });
            }
            self.link_arguments.push(flag.to_owned());
        }
        Ok(())
    }
}
