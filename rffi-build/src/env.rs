//! The one place that reads the environment.
//!
//! Cargo runs a build script again when one of its own variables changes. It must be told of those
//! that are the C compiler's: `cc` does that.

use std::env;
use std::ffi::OsString;
use std::hash::Hash;

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
