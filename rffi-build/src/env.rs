//! The one place that reads the environment.
//!
//! Cargo runs a build script again when one of its own variables changes. It must be told of those
//! that are the C compiler's: `cc` does that.

use std::env;
use std::ffi::OsString;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use crate::{Cfg, Error, Package, Result, Toolchain};

impl Package {
    /// The package whose build script this is.
    ///
    /// # Errors
    /// If a variable is missing that Cargo sets for build scripts.
    pub fn from_env() -> Result<Self> {
        Ok(Package {
            name: variable("CARGO_PKG_NAME")?,
            folder: variable("CARGO_MANIFEST_DIR")?.into(),
            out_dir: variable("OUT_DIR")?.into(),
            cfg: Cfg::from_variables(env::vars_os().filter_map(|(name, value)| {
                // Cargo's names and values are text.
                Some((name.into_string().ok()?, value.into_string().ok()?))
            })),
            toolchain: Toolchain {
                target: variable("TARGET")?,
                host: variable("HOST")?,
                opt_level: variable("OPT_LEVEL")?,
                debug: variable("DEBUG")? != "false",
                compiler: None,
            },
            roots: Vec::new(),
            library: None,
        })
    }
}

/// The variables that change what gcc and clang make of the same command.
pub(crate) fn of_the_compiler() -> impl Hash {
    [
        "CPATH",
        "C_INCLUDE_PATH",
        "COMPILER_PATH",
        "GCC_EXEC_PREFIX",
        "SOURCE_DATE_EPOCH",
    ]
    .map(read)
}

/// The file that the system starts by this name.
pub(crate) fn find_program(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return Some(name.to_owned());
    }
    let mut file = name.to_owned().into_os_string();
    if !cfg!(unix) && name.extension().is_none() {
        file.push(env::consts::EXE_SUFFIX);
    }
    let path = read("PATH")?;
    let mut files = env::split_paths(&path).map(|folder| folder.join(&file));
    files.find(|file| file.is_file())
}

fn variable(name: &'static str) -> Result<String> {
    let value = read(name).ok_or(Error::NotInBuildScript { variable: name })?;
    value
        .into_string()
        .map_err(|value| Error::PathNotText { path: value.into() })
}

fn read(name: &str) -> Option<OsString> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this function is the one place that reads them"
    )]
    env::var_os(name)
}
