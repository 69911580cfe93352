//! What a `build.rs` calls.

use std::io;

use crate::error::error_chain;
use crate::{Error, Package, Result};

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
/// An error is told to Cargo, which shows it and ends the build.
pub fn build() {
    if let Err(error) = try_build() {
        tell(&error);
    }
}

/// Tells Cargo an error, which ends the build.
pub(crate) fn tell(error: &Error) {
    // With a status of failure, Cargo would show all that was printed before, too.
    for line in error_chain(error).lines() {
        println!("cargo::error={line}");
    }
}
