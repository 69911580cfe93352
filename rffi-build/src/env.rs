//! Cargo's variables: the one place that reads the environment.
//!
//! Cargo runs a build script again when one of these changes. Those that choose the C compiler are
//! read by `cc`, which tells Cargo so.

use std::env;

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

fn variable(name: &'static str) -> Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this function is the one place that reads them"
    )]
    let value = env::var_os(name).ok_or(Error::NotInBuildScript { variable: name })?;
    value
        .into_string()
        .map_err(|value| Error::PathNotText { path: value.into() })
}
