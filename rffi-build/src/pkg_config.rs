//! Packages that `pkg-config` knows.
//!
//! The crate `pkg-config` is not used: it takes the target from Cargo's variables alone, prints to
//! the standard output, and passes over flags such as `-pthread` that it has no place for.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use llexternal_syntax::check_package;
use rffi::{ExternalCompilationInfo, Field};

use crate::command::shown;
use crate::config_tool::{Answer, from_flags, printed};
use crate::{Error, Result, Toolchain, env};

/// The variables that are read, each also in its forms for one target. The first is the program.
pub(crate) const VARIABLES: [&str; 5] = [
    "PKG_CONFIG",
    "PKG_CONFIG_ALLOW_CROSS",
    "PKG_CONFIG_PATH",
    "PKG_CONFIG_LIBDIR",
    "PKG_CONFIG_SYSROOT_DIR",
];

/// The flags of a package for this machine, such as `zlib` or `zlib >= 1.2`: RPython's
/// `from_pkg_config`.
///
/// ```no_run
/// let zlib = rffi_build::from_pkg_config("zlib >= 1.2")?;
/// # Ok::<(), rffi_build::Error>(())
/// ```
///
/// # Errors
/// As [`resolve`](crate::resolve()).
pub fn from_pkg_config(package: &str) -> Result<ExternalCompilationInfo> {
    Toolchain::host().from_pkg_config(package)
}

/// The info in which the packages of the list `pkg_config` have become flags, for this machine. One
/// without packages comes back as it is.
///
/// [`compile_executable`](crate::compile_executable()) and its like do this by themselves.
///
/// # Errors
/// If an item is no package, there is no `pkg-config`, or it does not know the package; if the
/// target is another machine, and nothing says where its packages are.
pub fn resolve(info: &ExternalCompilationInfo) -> Result<ExternalCompilationInfo> {
    Toolchain::host().resolve(info)
}

impl Toolchain {
    /// As [`from_pkg_config`](crate::from_pkg_config()), for this target.
    ///
    /// The program is the one in the variable `PKG_CONFIG`, or `pkg-config`, and reads
    /// `PKG_CONFIG_PATH`, `PKG_CONFIG_LIBDIR` and `PKG_CONFIG_SYSROOT_DIR`. Each may be given for
    /// one target, such as `PKG_CONFIG_PATH_aarch64_unknown_linux_gnu`. For another target than this
    /// machine, one of `PKG_CONFIG`, `PKG_CONFIG_SYSROOT_DIR` or `PKG_CONFIG_ALLOW_CROSS` must be
    /// set.
    ///
    /// # Errors
    /// As [`resolve`](Self::resolve).
    pub fn from_pkg_config(&self, package: &str) -> Result<ExternalCompilationInfo> {
        check_package(package).map_err(|message| Error::Package { message })?;
        if !self.knows_packages() {
            return Err(Error::PkgConfigOfHost {
                package: package.to_owned(),
                target: self.target.clone(),
            });
        }
        let compiler = self.ask(package, "--cflags")?;
        from_flags(&compiler, &self.ask(package, "--libs")?)
    }

    /// As [`resolve`](crate::resolve()), for this target.
    ///
    /// # Errors
    /// The same.
    pub fn resolve(&self, info: &ExternalCompilationInfo) -> Result<ExternalCompilationInfo> {
        let packages = info.list(Field::PkgConfig).iter();
        let found: Vec<ExternalCompilationInfo> = packages
            .map(|package| self.from_pkg_config(package))
            .collect::<Result<_>>()?;
        Ok(info.copy_without(&[Field::PkgConfig]).merge(&found)?)
    }

    /// The file that says what a package is; of one that is there.
    pub(crate) fn package_file(&self, package: &str) -> Option<PathBuf> {
        let folder = self.ask(package, "--variable=pcfiledir").ok()?;
        let name = package.split_whitespace().next()?;
        Some(Path::new(folder.trim()).join(format!("{name}.pc")))
    }

    fn knows_packages(&self) -> bool {
        let allowed = env::for_target(self, "PKG_CONFIG_ALLOW_CROSS");
        let is_set = |name| env::for_target(self, name).is_some();
        self.host == self.target
            || match allowed {
                Some(value) => value != "0",
                None => is_set("PKG_CONFIG") || is_set("PKG_CONFIG_SYSROOT_DIR"),
            }
    }

    fn ask(&self, package: &str, flag: &str) -> Result<String> {
        let program = env::for_target(self, "PKG_CONFIG");
        let program = program.unwrap_or_else(|| OsString::from("pkg-config"));
        let mut command = Command::new(&program);
        for variable in &VARIABLES[2..] {
            if let Some(value) = env::for_target(self, variable) {
                command.env(variable, value);
            }
        }
        command.arg(flag).arg(package);
        printed(&mut command).map_err(|answer| match answer {
            Answer::NotThere(source) => Error::NoTool {
                tool: program.to_string_lossy().into_owned(),
                package: package.to_owned(),
                source,
            },
            Answer::Refused(stderr) => Error::PackageNotFound {
                package: package.to_owned(),
                command: shown(&command),
                stderr,
            },
        })
    }
}
