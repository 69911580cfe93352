//! What a `build.rs` calls.

use std::io;

use crate::{Package, Result};

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
