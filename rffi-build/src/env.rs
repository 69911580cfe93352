//! Cargo's variables: the one place that reads the environment.
//!
//! Cargo runs a build script again when one of these changes. Those that choose the C compiler are
//! read by `cc`, which tells Cargo so.

use std::env;
use std::io;

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

/// Does what the package's declarations need; the same as [`build`](crate::build), with the error as
/// a value.
///
/// # Errors
/// As [`Package::from_env`] and [`Package::build`].
pub fn try_build() -> Result<()> {
    Package::from_env()?.build(&mut io::stdout())
}

/// Does what the package's declarations need. To be called from the `main` of a `build.rs`.
///
/// On an error, which it writes to the standard error, it ends the build script with status 1.
pub fn build() {
    let Err(error) = try_build() else {
        return;
    };
    eprintln!("error: {error}");
    let mut cause = core::error::Error::source(&error);
    while let Some(error) = cause {
        eprintln!("caused by: {error}");
        cause = error.source();
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a build script tells Cargo by its status"
    )]
    std::process::exit(1)
}
